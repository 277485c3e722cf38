import {
  apiVersionOf,
  kustomizationKind,
} from '@backstage-gitops/plugin-gitops-common';
import { defineController } from '../../host/module';
import { SourceInformers, sourceKindsOf } from '../../sources';
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
      options: {
        ...deps.host,
        ...deps.options,
        featureGates: deps.gates as FeatureGates,
      },
    }),
});
