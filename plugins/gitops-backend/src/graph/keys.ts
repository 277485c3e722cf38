import type { KubeObject } from '@backstage-gitops/kube';
import {
  AGREED_ENTITIES_ANNOTATION,
  formatObjectRef,
  KUBERNETES_ID,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';

/** Key of one object, for {@link Subscriptions}. */
export const objectKey = (ref: ObjectRef) => `object:${formatObjectRef(ref)}`;
/** Key of the objects that name an entity (an entity reference in lower case). */
export const entityKey = (entityRef: string) => `entity:${entityRef}`;
/** Key of the objects and workloads with a `backstage.io/kubernetes-id`. */
export const idKey = (id: string) => `id:${id}`;
/** Key of the connection to a cluster. */
export const clusterKey = (name: string) => `cluster:${name}`;
/** Key of the list of clusters. */
export const CLUSTERS_KEY = 'clusters';

/** Entity references that an object names in its own annotation. */
export function namedEntities({ metadata }: KubeObject): string[] {
  return (metadata.annotations?.[AGREED_ENTITIES_ANNOTATION] ?? '')
    .split(',')
    .map(ref => ref.trim().toLocaleLowerCase('en-US'))
    .filter(ref => ref !== '');
}

/** The `backstage.io/kubernetes-id` of an object: its label. */
export function labelledIds({ metadata }: KubeObject): string[] {
  const id = metadata.labels?.[KUBERNETES_ID];
  return id ? [id] : [];
}

/** The ids of a workload: label and annotation. */
export function workloadIds(workload: KubeObject): string[] {
  const id = workload.metadata.annotations?.[KUBERNETES_ID];
  return id
    ? [...new Set([...labelledIds(workload), id])]
    : labelledIds(workload);
}
