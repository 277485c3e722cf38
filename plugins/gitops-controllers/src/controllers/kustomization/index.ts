import {
  apiVersionOf,
  kustomizationKind,
} from '@backstage-gitops/plugin-gitops-common';
import { ACCOUNT_TOKENS_RBAC, defineController } from '../../host/module';
import { SourceInformers, sourceKindsOf } from '../../sources';
import { ServiceAccountTokens } from '../../target/ServiceAccountTokens';
import { createKustomizationController } from './createKustomizationController';
import { FEATURE_GATES, KUSTOMIZATION_OPTIONS } from './options';
import type { FeatureGates } from './options';

/** The controller of Kustomizations. */
export const kustomizationController = defineController({
  kind: kustomizationKind,
  options: KUSTOMIZATION_OPTIONS,
  gates: FEATURE_GATES,
  rbac: [
    {
      apiGroups: [''],
      resources: ['configmaps', 'secrets', 'serviceaccounts', 'namespaces'],
      verbs: ['get', 'list', 'watch'],
    },
    {
      apiGroups: [''],
      resources: ['users', 'groups', 'serviceaccounts'],
      verbs: ['impersonate'],
    },
    ACCOUNT_TOKENS_RBAC,
  ],
  create: deps =>
    createKustomizationController({
      ...deps,
      type: {
        apiVersion: apiVersionOf(kustomizationKind),
        kind: kustomizationKind.kind,
      },
      sources: new SourceInformers({
        informers: deps.informers,
        kinds: sourceKindsOf(kustomizationKind),
        namespace: deps.scope.namespace,
      }),
      tokens: new ServiceAccountTokens(deps.client, deps.clock),
      options: {
        ...deps.host,
        ...deps.options,
        featureGates: deps.gates as FeatureGates,
      },
    }),
});
