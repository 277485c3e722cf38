import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  entityAnnotationOf,
  formatObjectRef,
  KUBERNETES_ID,
  KUBERNETES_NAMESPACE,
  type MatchOrigin,
  type UnresolvedReference,
} from '@backstage-gitops/plugin-gitops-common';
import type { PresentedNode } from '../graph/ClusterGraph';
import {
  CLUSTERS_KEY,
  clusterKey,
  entityKey,
  idKey,
  objectKey,
} from '../graph/keys';
import type { ObjectGraph } from '../graph/ObjectGraph';
import type { Presenter } from '../presenters';
import { isAgreedByConfig, isNamingEntity, type Agreement } from './agreements';
import { resolveReferences } from './resolveReferences';

/** An object that belongs, or is said to belong, to an entity. */
export interface Match {
  readonly node: PresentedNode;
  readonly origin: MatchOrigin;
  readonly isNamedByEntity: boolean;
  readonly isAgreedByObject: boolean;
  /** Entity and object carry the same `backstage.io/kubernetes-id`. */
  readonly hasSharedId: boolean;
}

export interface EntityMatches {
  /** By object. */
  readonly matches: ReadonlyMap<string, Match>;
  readonly unresolved: readonly UnresolvedReference[];
  /** Keys of everything whose change may change the result. */
  readonly keys: ReadonlySet<string>;
}

export interface MatchOptions {
  readonly graph: ObjectGraph;
  readonly presenters: readonly Presenter[];
  readonly agreements: readonly Agreement[];
}

/**
 * Finds the objects of an entity, by the names that each gives the other:
 * annotations of the entity, `backstage-gitops.io/entity` of objects, and
 * `backstage.io/kubernetes-id` on both, there also on workloads that an object
 * has applied. Only indexes are read.
 */
export function matchEntity(
  entity: Entity,
  options: MatchOptions,
): EntityMatches {
  const collector = new Collector(entity, options.agreements);
  const unresolved = options.presenters.flatMap(presenter =>
    collectAnnotated(collector, presenter, options.graph),
  );
  collectNaming(collector, options.graph);
  collectById(collector, options.graph);
  collector.keys.add(CLUSTERS_KEY);
  for (const { name } of options.graph.clusters) {
    collector.keys.add(clusterKey(name));
  }
  return { matches: collector.matches, unresolved, keys: collector.keys };
}

class Collector {
  readonly matches = new Map<string, Match>();
  readonly keys = new Set<string>();

  constructor(
    readonly entity: Entity,
    private readonly agreements: readonly Agreement[],
  ) {}

  /** The first origin that an object is found by stays. */
  add(node: PresentedNode, origin: MatchOrigin): void {
    const key = formatObjectRef(node.ref);
    const known = this.matches.get(key);
    const hasSharedId = ['object-label', 'workload-label'].includes(origin);
    if (known) {
      if (hasSharedId) this.matches.set(key, { ...known, hasSharedId });
      return;
    }
    this.keys.add(objectKey(node.ref));
    const { entity } = this;
    const isByConfig = isAgreedByConfig(node, entity, this.agreements);
    this.matches.set(key, {
      node,
      origin,
      isNamedByEntity:
        origin === 'entity-annotation' ||
        isByConfig ||
        entity.metadata.annotations?.[KUBERNETES_NAMESPACE] ===
          node.ref.namespace,
      isAgreedByObject: isByConfig || isNamingEntity(node, entity),
      hasSharedId,
    });
  }
}

function collectAnnotated(
  collector: Collector,
  presenter: Presenter,
  graph: ObjectGraph,
): UnresolvedReference[] {
  const { group, kind } = presenter.definition;
  const annotation = entityAnnotationOf(kind);
  const value = collector.entity.metadata.annotations?.[annotation];
  if (value === undefined) return [];
  const found = resolveReferences(value, { group, kind, annotation }, graph);
  found.watched.forEach(ref => collector.keys.add(objectKey(ref)));
  found.nodes.forEach(node => collector.add(node, 'entity-annotation'));
  return found.unresolved;
}

function collectNaming(collector: Collector, graph: ObjectGraph): void {
  const entityRef = stringifyEntityRef(collector.entity);
  collector.keys.add(entityKey(entityRef));
  for (const cluster of graph.clusters) {
    for (const node of cluster.namingEntity(entityRef)) {
      collector.add(node, 'object-annotation');
    }
  }
}

function collectById(collector: Collector, graph: ObjectGraph): void {
  const id = collector.entity.metadata.annotations?.[KUBERNETES_ID];
  if (!id) return;
  collector.keys.add(idKey(id));
  for (const cluster of graph.clusters) {
    for (const node of cluster.labelledWith(id)) {
      collector.add(node, 'object-label');
    }
    for (const { node, isConfirmed } of cluster.appliersOf(id)) {
      if (isConfirmed) collector.add(node, 'workload-label');
      else collector.keys.add(objectKey(node.ref));
    }
  }
}

/**
 * Whether the entity's readers may see more of the object than its name: it
 * agrees, or both carry the same id, which Backstage's Kubernetes plugin shows
 * as well.
 */
export function isVisible(match: Match): boolean {
  return match.isAgreedByObject || match.hasSharedId;
}
