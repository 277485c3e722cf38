import type { PolicyRule } from '@backstage-gitops/plugin-gitops-common';

/** Reads tokens and asks for reconciles of every kind that `spec.resources` takes. */
export const RECEIVER_RBAC: readonly PolicyRule[] = [
  { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
  {
    apiGroups: [
      'source.toolkit.fluxcd.io',
      'source.extensions.fluxcd.io',
      'kustomize.toolkit.fluxcd.io',
      'helm.toolkit.fluxcd.io',
      'image.toolkit.fluxcd.io',
    ],
    resources: ['*'],
    verbs: ['get', 'list', 'patch'],
  },
];
