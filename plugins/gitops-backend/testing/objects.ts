import type { Entity } from '@backstage/catalog-model';
import type { KubeObject } from '@backstage-gitops/kube';
import type {
  EntityName,
  ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';

export const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
} as const;

export const GIT_REPOSITORY = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
} as const;

/** Name of a Kustomization, by default in `apps` on cluster `demo`. */
export function kustomizationRef(
  name: string,
  more: Partial<ObjectRef> = {},
): ObjectRef {
  const { kind } = KUSTOMIZATION;
  const group = 'kustomize.toolkit.fluxcd.io';
  return { cluster: 'demo', group, kind, namespace: 'apps', name, ...more };
}

/** A Kustomization of the source `apps/source`, by default in `apps`. */
export function kustomization(
  name: string,
  metadata: Partial<KubeObject['metadata']> = {},
  spec: object = {},
): KubeObject & { spec: object } {
  return {
    ...KUSTOMIZATION,
    metadata: { namespace: 'apps', name, ...metadata },
    spec: {
      interval: '1m',
      prune: true,
      path: './web',
      sourceRef: { kind: 'GitRepository', name: 'source', namespace: 'apps' },
      ...spec,
    },
  };
}

/** A Deployment with the labels that kustomize-controller sets. */
export function deployment(
  name: string,
  owner: string,
  labels: Record<string, string> = {},
): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      namespace: 'apps',
      name,
      labels: {
        'kustomize.toolkit.fluxcd.io/name': owner,
        'kustomize.toolkit.fluxcd.io/namespace': 'apps',
        ...labels,
      },
    },
  };
}

/** `status.inventory` with Deployments of `apps`. */
export const deploymentsIn = (...names: string[]) => ({
  inventory: {
    entries: names.map(name => ({
      id: `apps_${name}_apps_Deployment`,
      v: 'v1',
    })),
  },
});

/** Annotation by which an object agrees to a component. */
export const agreeingTo = (name: string) => ({
  annotations: { 'backstage-gitops.io/entity': `component:default/${name}` },
});

export const entityName = (name: string): EntityName => ({
  kind: 'component',
  namespace: 'default',
  name,
});

/** A component of `group:default/team`. */
export function component(
  name: string,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { namespace: 'default', name, annotations },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/team' }],
  };
}

export const condition = (type: string, status: string, reason: string) => ({
  type,
  status,
  reason,
  message: reason,
  lastTransitionTime: '2026-01-01T00:00:00Z',
  observedGeneration: 1,
});
