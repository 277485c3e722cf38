import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { KubeObject } from '@backstage-gitops/kube';
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
import {
  isAgreed,
  isAgreedByConfig,
  isSourceAgreed,
  type Agreement,
} from './agreements';
import { resolveReferences } from './resolveReferences';

/** An object that belongs, or is said to belong, to an entity. */
export interface Match {
  readonly node: PresentedNode;
  readonly origin: MatchOrigin;
  readonly isNamedByEntity: boolean;
  readonly isAgreedByObject: boolean;
  /** The entity may also ask the object's source to run. */
  readonly isSourceAgreed: boolean;
  /** Entity and object carry the same `backstage.io/kubernetes-id`. */
  readonly hasSharedId: boolean;
}

/** Others can label as many objects with an id as they like. */
const MAX_CLAIMS = 10;

export interface EntityMatches {
  /** By object. */
  readonly matches: ReadonlyMap<string, Match>;
  /** References that lead nowhere, and objects that only claim the entity's id. */
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
 * has applied. Anybody can put an id on an object, so it counts only in the
 * namespaces that the entity or app-config names. Only indexes are read.
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
  const { matches, claims, keys } = collector;
  return { matches, unresolved: [...unresolved, ...claims], keys };
}

class Collector {
  readonly matches = new Map<string, Match>();
  /** Objects with the entity's id in namespaces that nobody has named. */
  readonly claims: UnresolvedReference[] = [];
  readonly keys = new Set<string>();

  constructor(
    readonly entity: Entity,
    private readonly agreements: readonly Agreement[],
  ) {}

  /** The first origin that an object is found by stays. */
  add(node: PresentedNode, origin: MatchOrigin): void {
    const key = formatObjectRef(node.ref);
    if (this.matches.has(key)) return;
    this.keys.add(objectKey(node.ref));
    this.matches.set(key, {
      node,
      origin,
      isNamedByEntity: origin === 'entity-annotation' || this.#isNamed(node),
      isAgreedByObject: isAgreed(node, this.entity, this.agreements),
      isSourceAgreed: isSourceAgreed(node, this.entity, this.agreements),
      hasSharedId: false,
    });
  }

  /** @param workload - what carries the id, if not the object itself */
  addById(node: PresentedNode, workload?: KubeObject): void {
    const key = formatObjectRef(node.ref);
    const isKnown = this.matches.has(key);
    const namespace = workload?.metadata.namespace;
    const isOfNamespace = namespace && this.#namesNamespace(namespace);
    if (!isKnown && !isOfNamespace && !this.#isNamed(node)) {
      this.#claim(node);
      return;
    }
    this.add(node, workload ? 'workload-label' : 'object-label');
    const match = this.matches.get(key);
    if (match) this.matches.set(key, { ...match, hasSharedId: true });
  }

  #isNamed(node: PresentedNode): boolean {
    return (
      this.#namesNamespace(node.ref.namespace) ||
      isAgreedByConfig(node, this.entity, this.agreements)
    );
  }

  #namesNamespace(namespace: string): boolean {
    const { annotations } = this.entity.metadata;
    return annotations?.[KUBERNETES_NAMESPACE] === namespace;
  }

  #claim({ ref }: PresentedNode): void {
    const reference = `${ref.cluster}/${ref.namespace}/${ref.name}`;
    const isTold = this.claims.some(
      claim => claim.reference === reference && claim.kind === ref.kind,
    );
    if (isTold || this.claims.length === MAX_CLAIMS) return;
    const annotation = entityAnnotationOf(ref.kind);
    this.claims.push({
      annotation: KUBERNETES_ID,
      reference,
      kind: ref.kind,
      statement: {
        code: 'claimedByObject',
        params: { annotation, value: reference },
      },
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
      collector.addById(node);
    }
    for (const { node, workload, isConfirmed } of cluster.appliersOf(id)) {
      if (isConfirmed) collector.addById(node, workload);
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
