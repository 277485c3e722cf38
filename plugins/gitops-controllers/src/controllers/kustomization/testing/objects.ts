import type { Kustomization } from '../types';

/** A Kustomization for tests, with what the schema requires filled in. */
export function kustomization(
  name: string,
  spec: Partial<Kustomization['spec']> = {},
  rest: { status?: Kustomization['status']; generation?: number } = {},
): Kustomization {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'ns', generation: rest.generation ?? 1 },
    spec: {
      interval: '1h',
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'src' },
      ...spec,
    },
    status: rest.status,
  };
}
