import type { InformerScope, ObjectRef } from '@backstage-gitops/kube';

/** Kinds that own others, and which those are. */
const OWNED_KINDS: Readonly<Record<string, readonly InformerScope[]>> = {
  Deployment: [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    { apiVersion: 'v1', kind: 'Pod' },
  ],
  StatefulSet: [{ apiVersion: 'v1', kind: 'Pod' }],
  DaemonSet: [{ apiVersion: 'v1', kind: 'Pod' }],
  Job: [{ apiVersion: 'v1', kind: 'Pod' }],
  CronJob: [
    { apiVersion: 'batch/v1', kind: 'Job' },
    { apiVersion: 'v1', kind: 'Pod' },
  ],
};

/** Kinds whose health needs no field beyond metadata: their content stays in the cluster. */
const METADATA_ONLY: readonly string[] = ['Secret', 'ConfigMap'];

/** What has to be watched for the health of one object. */
export function scopeOf({
  apiVersion,
  kind,
  namespace,
}: ObjectRef): InformerScope {
  const metadataOnly = apiVersion === 'v1' && METADATA_ONLY.includes(kind);
  return { apiVersion, kind, namespace, metadataOnly };
}

/** What has to be watched for the objects that an object owns. */
export function ownedScopesOf({ kind, namespace }: ObjectRef): InformerScope[] {
  const owned = Object.hasOwn(OWNED_KINDS, kind) ? OWNED_KINDS[kind] : [];
  return owned.map(scope => ({ ...scope, namespace, metadataOnly: false }));
}

/** Equal for equal scopes. */
export function keyOfScope({
  apiVersion,
  kind,
  namespace,
}: InformerScope): string {
  return [apiVersion, kind, namespace ?? ''].join('|');
}

/** Unique name of an object within its cluster. */
export function keyOfObject(ref: ObjectRef): string {
  return `${keyOfScope(ref)}|${ref.name}`;
}
