import type { Entity } from '@backstage/catalog-model';
import type { KubeObject } from '@backstage-gitops/kube';
import {
  ENTITY_KUSTOMIZATION_ANNOTATION,
  KUBERNETES_ID,
  KUSTOMIZATION_NAME_LABEL,
  KUSTOMIZATION_NAMESPACE_LABEL,
  type BindingOrigin,
  type DeliveryRef,
  type Kustomization,
  type MissingDelivery,
} from '@backstage-gitops/plugin-gitops-common';
import { parseAnnotation } from './parseAnnotation';

/** What a cluster offers to look for an entity's deliveries in. */
export interface BindingSource {
  readonly name: string;
  readonly hasSynced: boolean;
  readonly kustomizations: readonly Kustomization[];
  readonly workloads: readonly KubeObject[];
}

/** An object that delivers the entity. */
export interface Binding {
  readonly ref: DeliveryRef;
  readonly origin: BindingOrigin;
}

export interface Bindings {
  readonly bindings: readonly Binding[];
  readonly missing: readonly MissingDelivery[];
}

const KIND = 'Kustomization';

/**
 * Finds what delivers an entity. The annotation, where there is one, is the
 * whole truth; else every Kustomization counts that carries the entity's
 * `backstage.io/kubernetes-id`, or has applied a workload that carries it.
 */
export function findBindings(
  entity: Entity,
  clusters: readonly BindingSource[],
): Bindings {
  const annotations = entity.metadata.annotations ?? {};
  const explicit = annotations[ENTITY_KUSTOMIZATION_ANNOTATION];
  if (explicit !== undefined) return fromAnnotation(explicit, clusters);
  const id = annotations[KUBERNETES_ID];
  return {
    bindings: id ? clusters.flatMap(cluster => discover(id, cluster)) : [],
    missing: [],
  };
}

/** True when the entity says nothing by which its deliveries could be found. */
export function isUnbound(entity: Entity): boolean {
  const annotations = entity.metadata.annotations ?? {};
  return (
    annotations[ENTITY_KUSTOMIZATION_ANNOTATION] === undefined &&
    annotations[KUBERNETES_ID] === undefined
  );
}

function fromAnnotation(
  value: string,
  clusters: readonly BindingSource[],
): Bindings {
  const bindings = new Map<string, Binding>();
  const missing: MissingDelivery[] = [];
  for (const { cluster, namespace, name } of parseAnnotation(value)) {
    const candidates = clusters.filter(c => !cluster || c.name === cluster);
    const found = candidates.filter(c => has(c, namespace, name));
    for (const { name: clusterName } of found) {
      const ref = { cluster: clusterName, kind: KIND, namespace, name };
      bindings.set(JSON.stringify(ref), { ref, origin: 'annotation' });
    }
    if (found.length === 0) {
      missing.push({
        ref: { cluster: cluster ?? '', kind: KIND, namespace, name },
        sentence: whyMissing(cluster, `${namespace}/${name}`, candidates),
      });
    }
  }
  return { bindings: [...bindings.values()], missing };
}

function whyMissing(
  cluster: string | undefined,
  name: string,
  candidates: readonly BindingSource[],
): string {
  if (cluster && candidates.length === 0) {
    return `The portal knows no cluster "${cluster}". Correct the annotation of the entity, or add the cluster to app-config.`;
  }
  if (candidates.some(candidate => !candidate.hasSynced)) {
    return `Kustomization ${name} was not found yet: a cluster has not answered.`;
  }
  const where = cluster ? `on cluster ${cluster}` : 'on any cluster';
  return `There is no Kustomization ${name} ${where}. Create it, or correct the annotation of the entity.`;
}

function has(cluster: BindingSource, namespace: string, name: string): boolean {
  return cluster.kustomizations.some(
    ({ metadata }) =>
      metadata.namespace === namespace && metadata.name === name,
  );
}

function discover(id: string, cluster: BindingSource): Binding[] {
  const found = new Map<string, Binding>();
  const add = (namespace: string, name: string, origin: BindingOrigin) => {
    const key = `${namespace}/${name}`;
    if (!found.has(key) && has(cluster, namespace, name)) {
      found.set(key, {
        ref: { cluster: cluster.name, kind: KIND, namespace, name },
        origin,
      });
    }
  };
  for (const { metadata } of cluster.kustomizations) {
    if (metadata.labels?.[KUBERNETES_ID] === id) {
      add(metadata.namespace ?? '', metadata.name, 'object-label');
    }
  }
  for (const { metadata } of cluster.workloads) {
    const labels = metadata.labels ?? {};
    const isMine =
      labels[KUBERNETES_ID] === id ||
      metadata.annotations?.[KUBERNETES_ID] === id;
    const namespace = labels[KUSTOMIZATION_NAMESPACE_LABEL];
    const name = labels[KUSTOMIZATION_NAME_LABEL];
    if (isMine && namespace && name) add(namespace, name, 'workload-label');
  }
  return [...found.values()];
}
