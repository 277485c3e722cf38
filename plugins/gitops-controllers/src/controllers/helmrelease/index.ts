import { helmReleaseKind } from '@backstage-gitops/plugin-gitops-common';
import { ACCOUNT_TOKENS_RBAC, defineController } from '../../host/module';
import { createHelmReleaseController } from './createHelmReleaseController';
import { createParts } from './createParts';
import { helmReleaseDepsOf } from './helmReleaseDeps';
import { FEATURE_GATES, HELM_RELEASE_OPTIONS } from './options';

/** The controller of HelmReleases. */
export const helmReleaseController = defineController({
  kind: helmReleaseKind,
  options: HELM_RELEASE_OPTIONS,
  gates: FEATURE_GATES,
  rbac: [
    {
      apiGroups: [''],
      resources: ['configmaps', 'secrets', 'serviceaccounts', 'namespaces'],
      verbs: ['get', 'list', 'watch'],
    },
    {
      apiGroups: ['source.toolkit.fluxcd.io'],
      resources: ['helmcharts'],
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    },
    {
      apiGroups: [''],
      resources: ['users', 'groups', 'serviceaccounts'],
      verbs: ['impersonate'],
    },
    ACCOUNT_TOKENS_RBAC,
  ],
  create: deps =>
    createHelmReleaseController(helmReleaseDepsOf(deps), createParts),
});
