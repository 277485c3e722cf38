import type {
  ActionName,
  ActionOffer,
  EntitySnapshot,
  GitOpsObject,
  ObjectDetail,
  ObjectSummary,
} from '@backstage-gitops/plugin-gitops-common';

/** Applier of the fixtures. */
const applierRef = {
  cluster: 'demo',
  group: 'kustomize.toolkit.fluxcd.io',
  kind: 'Kustomization',
  namespace: 'apps',
  name: 'web',
};

/** Source of the fixtures. */
export const sourceRef = {
  cluster: 'demo',
  group: 'source.toolkit.fluxcd.io',
  kind: 'GitRepository',
  namespace: 'apps',
  name: 'web-source',
};

const PERMISSIONS: Record<ActionName, string> = {
  reconcile: 'gitops.reconcile',
  'reconcile-with-source': 'gitops.reconcile',
  force: 'gitops.reconcile',
  reset: 'gitops.reconcile',
  suspend: 'gitops.suspend',
  resume: 'gitops.suspend',
};

/** Offers of the actions; the caller may take all of them unless said otherwise. */
export function anOffer(
  actions: readonly ActionName[],
  changes: Partial<ActionOffer> = {},
): ActionOffer[] {
  return actions.map(action => ({
    action,
    permission: PERMISSIONS[action],
    isAllowed: true,
    ...changes,
  }));
}

/** A source that holds what {@link anApplier} has applied. */
export function aSourceSummary(
  changes: Partial<ObjectSummary> = {},
): ObjectSummary {
  return {
    ref: sourceRef,
    role: 'source',
    state: 'Ready',
    statement: {
      code: 'storesRevision',
      params: { revision: 'main@sha1:a1b2c3d4e5' },
    },
    willRetry: true,
    revision: {
      stored: { raw: 'main@sha1:a1b2c3d4e5', ref: 'main', hash: 'a1b2c3d4e5' },
    },
    facts: [{ code: 'url', value: 'https://git.example/web.git' }],
    ...changes,
  };
}

/** An applier that is well, and agrees to the entity that names it. */
export function anApplier(changes: Partial<GitOpsObject> = {}): GitOpsObject {
  return {
    ref: applierRef,
    role: 'applier',
    state: 'Ready',
    statement: {
      code: 'appliesRevision',
      params: { revision: 'main@sha1:a1b2c3d4e5' },
    },
    willRetry: true,
    revision: {
      applied: {
        raw: 'main@sha1:a1b2c3d4e5',
        ref: 'main',
        hash: 'a1b2c3d4e5',
        commit: { title: 'Say hello', author: 'Ada' },
      },
      reachedAt: new Date(Date.now() - 12 * 60_000).toISOString(),
    },
    source: aSourceSummary(),
    facts: [{ code: 'path', value: './apps/web' }],
    match: {
      origin: 'entity-annotation',
      isNamedByEntity: true,
      isAgreedByObject: true,
    },
    inventory: {
      health: { total: 3, healthy: 3, progressing: 0, failed: 0, unknown: 0 },
    },
    actions: anOffer([
      'reconcile',
      'reconcile-with-source',
      'suspend',
      'resume',
    ]),
    ...changes,
  };
}

/** An applier of which only the name is sent. */
export function aHiddenObject(): GitOpsObject {
  const statement = {
    code: 'notAgreed',
    params: {
      annotation: 'backstage-gitops.io/entity',
      value: 'component:default/web',
    },
  } as const;
  return {
    ref: applierRef,
    role: 'applier',
    state: 'Unknown',
    statement,
    willRetry: false,
    facts: [],
    match: {
      origin: 'entity-annotation',
      isNamedByEntity: true,
      isAgreedByObject: false,
      statement,
    },
    actions: anOffer(['reconcile', 'suspend', 'resume'], {
      isAllowed: false,
      deniedBy: 'not-agreed',
    }),
  };
}

/** A snapshot with the objects. */
export function aSnapshot(
  objects: readonly GitOpsObject[],
  changes: Partial<EntitySnapshot> = {},
): EntitySnapshot {
  return {
    entityRef: 'component:default/web',
    owners: ['group:default/team'],
    objects,
    unresolved: [],
    clusters: [{ name: 'demo', isReachable: true, problems: [] }],
    ...changes,
  };
}

/** The detail of {@link anApplier}: a Deployment that rolls out, and a Secret. */
export function aDetail(changes: Partial<ObjectDetail> = {}): ObjectDetail {
  const node = { apiVersion: 'v1', namespace: 'apps' };
  return {
    ref: applierRef,
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'ReconciliationSucceeded',
        message: 'Applied revision: main@sha1:a1b2c3d4e5',
        lastTransitionTime: '2026-01-01T00:00:00Z',
        statement: { code: 'conditionReady', params: {} },
      },
    ],
    sources: [{ ref: sourceRef, conditions: [] }],
    tree: [
      {
        ...node,
        id: 'd',
        kind: 'Deployment',
        name: 'web',
        health: 'InProgress',
        message: 'Available: 1/2',
        detail: { code: 'podsReady', params: { ready: 1, wanted: 2 } },
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
        detail: { code: 'valuesHidden', params: {} },
        children: [],
      },
    ],
    events: [],
    actions: [],
    manifest: { kind: 'Kustomization' },
    ...changes,
  };
}
