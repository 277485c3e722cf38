import {
  kustomizationKind,
  KUSTOMIZATION_NAME_LABEL,
  KUSTOMIZATION_NAMESPACE_LABEL,
  type Fact,
  type FactCode,
  type Kustomization,
  type Statement,
} from '@backstage-gitops/plugin-gitops-common';
import { shorten } from '../statements/shorten';
import { readInventory } from './readInventory';
import { readTarget } from './readTarget';
import type { Presenter } from './Presenter';

/** API group of every source kind, unless `sourceRef.apiVersion` says another. */
const SOURCE_GROUP = 'source.toolkit.fluxcd.io';

/** Presenter of Kustomization. */
export const kustomizationPresenter: Presenter<Kustomization> = {
  definition: kustomizationKind,
  role: 'applier',
  actions: ['reconcile', 'reconcile-with-source', 'suspend', 'resume'],
  ownerLabels: {
    name: KUSTOMIZATION_NAME_LABEL,
    namespace: KUSTOMIZATION_NAMESPACE_LABEL,
  },
  secretFields: ['patches.patch'],
  statements: {
    ArtifactFailed: stateArtifactFailed,
  },

  facts: ({ metadata, spec }) => {
    const dependsOn = (spec.dependsOn ?? []).map(
      ({ namespace, name }) => `${namespace ?? metadata.namespace}/${name}`,
    );
    const facts: [FactCode, string | undefined][] = [
      ['path', spec.path ?? './'],
      ['targetNamespace', spec.targetNamespace],
      ['serviceAccount', spec.serviceAccountName],
      ['dependsOn', dependsOn.join(', ')],
    ];
    return facts.flatMap(([code, value]): Fact[] =>
      value ? [{ code, value }] : [],
    );
  },

  revision: object => ({
    applied: object.status?.lastAppliedRevision,
    attempted: object.status?.lastAttemptedRevision,
    reachedAt: lastAppliedAt(object),
  }),

  sourceRef: ({ metadata, spec }) => {
    const { apiVersion, kind, name, namespace } = spec.sourceRef;
    return {
      group: apiVersion?.split('/')[0] || SOURCE_GROUP,
      kind,
      namespace: namespace ?? metadata.namespace ?? '',
      name,
    };
  },

  inventory: ({ status }) => readInventory(status?.inventory?.entries),

  target: readTarget,

  ranAt: ({ status }) =>
    (status?.history ?? []).map(({ lastReconciled }) => lastReconciled),
};

function stateArtifactFailed(message: string): Statement {
  if (/path not found/.test(message))
    return { code: 'pathNotFound', params: {} };
  if (/artifact not found|not ready/i.test(message)) {
    return { code: 'sourceNotStored', params: {} };
  }
  return /not found$/.test(message)
    ? { code: 'sourceNotFound', params: {} }
    : { code: 'artifactFailed', params: { message: shorten(message) } };
}

function lastAppliedAt({ status }: Kustomization): string | undefined {
  const { conditions, history, lastAppliedRevision } = status ?? {};
  if (!lastAppliedRevision) return undefined;
  const success = history?.find(
    ({ lastReconciledStatus, metadata }) =>
      lastReconciledStatus === 'ReconciliationSucceeded' &&
      (metadata?.revision ?? lastAppliedRevision) === lastAppliedRevision,
  );
  if (success) return success.lastReconciled;
  const ready = conditions?.find(({ type }) => type === 'Ready');
  return ready?.status === 'True' ? ready.lastTransitionTime : undefined;
}
