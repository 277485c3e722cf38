import type {
  Delivery,
  DeliveryDetail,
  EntitySnapshot,
} from '@backstage-gitops/plugin-gitops-common';

/** A delivery that is well. */
export function aDelivery(changes: Partial<Delivery> = {}): Delivery {
  const ref = {
    cluster: 'demo',
    kind: 'Kustomization',
    namespace: 'apps',
    name: 'web',
  };
  return {
    ref,
    origin: 'annotation',
    state: 'Ready',
    sentence: 'Runs main @ a1b2c3d.',
    willRetry: true,
    applied: {
      raw: 'main@sha1:a1b2c3d4e5',
      ref: 'main',
      hash: 'a1b2c3d4e5',
      commit: { title: 'Say hello', author: 'Ada' },
    },
    lastAppliedAt: new Date(Date.now() - 12 * 60_000).toISOString(),
    source: {
      ref: { ...ref, kind: 'GitRepository', name: 'source' },
      state: 'Ready',
      sentence: 'Holds main @ a1b2c3d.',
      willRetry: true,
    },
    health: { total: 3, healthy: 3, progressing: 0, failed: 0, unknown: 0 },
    ...changes,
  };
}

/** A snapshot with the deliveries, in which everything is allowed. */
export function aSnapshot(
  deliveries: readonly Delivery[],
  changes: Partial<EntitySnapshot> = {},
): EntitySnapshot {
  return {
    entityRef: 'component:default/web',
    owners: ['group:default/team'],
    deliveries,
    missing: [],
    clusters: [{ name: 'demo', isReachable: true }],
    allowed: { reconcile: true, suspend: true },
    ...changes,
  };
}

/** The detail of {@link aDelivery}: a Deployment that rolls out, and a Secret. */
export function aDetail(changes: Partial<DeliveryDetail> = {}): DeliveryDetail {
  const node = { apiVersion: 'v1', namespace: 'apps' };
  return {
    ref: aDelivery().ref,
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'ReconciliationSucceeded',
        message: 'Applied revision: main@sha1:a1b2c3d4e5',
        lastTransitionTime: '2026-01-01T00:00:00Z',
        sentence: 'The last run succeeded.',
      },
    ],
    sourceConditions: [],
    tree: [
      {
        ...node,
        id: 'd',
        kind: 'Deployment',
        name: 'web',
        health: 'InProgress',
        message: 'Available: 1/2',
        children: [
          {
            ...node,
            id: 'p',
            kind: 'Pod',
            name: 'web-a',
            health: 'Current',
            children: [],
          },
        ],
      },
      {
        ...node,
        id: 's',
        kind: 'Secret',
        name: 'web-token',
        health: 'Current',
        detail: 'values hidden',
        children: [],
      },
    ],
    events: [],
    actions: [],
    manifest: { kind: 'Kustomization' },
    ...changes,
  };
}
