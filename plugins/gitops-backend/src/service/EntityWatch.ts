import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { ObjectRef as KubeObjectRef } from '@backstage-gitops/kube';
import type {
  EntitySnapshot,
  InventoryFacet,
} from '@backstage-gitops/plugin-gitops-common';
import type { ClusterGraph } from '../graph/ClusterGraph';
import { objectKey } from '../graph/keys';
import type { Subscription } from '../graph/Subscriptions';
import { countHealth } from '../inventory/countHealth';
import { InventoryWatch } from '../inventory/InventoryWatch';
import { placeOfInventory, type InventoryPlace } from '../inventory/targets';
import { ownersOf } from '../matching/agreements';
import {
  isVisible,
  matchEntity,
  type EntityMatches,
  type Match,
} from '../matching/matchEntity';
import { byUrgency } from '../views/byUrgency';
import { toReadableStatus } from '../views/toReadableStatus';
import { toGitOpsObject } from '../views/toGitOpsObject';
import { sourceRefOf, sourcesOf } from '../views/toSummary';
import type { PortalContext } from './PortalContext';

/** What is known of an object that cannot be read. */
const UNKNOWN = { health: 'Unknown' } as const;

interface Applier extends InventoryPlace {
  readonly match: Match;
  readonly inventory: readonly KubeObjectRef[];
}

/**
 * Watches the objects of one entity on all clusters, and the health of what
 * they have applied. `onChange` is called when {@link snapshot} may differ
 * from the last one; a change that does not concern the entity does not call it.
 */
export class EntityWatch {
  readonly #inventories = new Map<ClusterGraph, InventoryWatch>();
  readonly #subscription: Subscription;
  #isClosed = false;

  constructor(
    private readonly entity: Entity,
    private readonly context: PortalContext,
    private readonly onChange: () => void,
  ) {
    const { graph } = context;
    const matches = matchEntity(entity, context);
    this.#subscription = graph.subscribe(matches.keys, onChange);
    this.#follow(matches);
  }

  /**
   * Resolves when the health of what was applied has been read once, on the
   * clusters that answer.
   */
  async waitUntilSettled(): Promise<void> {
    const answering = [...this.#inventories].filter(
      ([cluster]) => cluster.status().isReachable,
    );
    await Promise.all(answering.map(([, watch]) => watch.waitUntilSettled()));
  }

  /**
   * Everything about the entity.
   * @param permissions - names of the permissions that the caller has, on it
   *   and on clusters
   */
  snapshot(permissions: ReadonlySet<string>, nowMs: number): EntitySnapshot {
    const { graph } = this.context;
    const matches = matchEntity(this.entity, this.context);
    const appliers = this.#follow(matches);
    const entityRef = stringifyEntityRef(this.entity);
    const objects = appliers.map(applier =>
      toGitOpsObject(applier.match, {
        entityRef,
        permissions,
        nowMs,
        target: applier.facet,
        inventory: this.#toInventory(applier, nowMs),
      }),
    );
    return {
      entityRef,
      owners: ownersOf(this.entity),
      objects: objects.sort(byUrgency),
      unresolved: matches.unresolved,
      clusters: graph.clusters.map(cluster =>
        toReadableStatus(cluster.status(), permissions),
      ),
    };
  }

  close(): void {
    this.#isClosed = true;
    this.#subscription.close();
    for (const watch of this.#inventories.values()) watch.close();
    this.#inventories.clear();
  }

  #follow({ matches, keys }: EntityMatches): Applier[] {
    const visible = [...matches.values()].filter(isVisible);
    const sources = visible.flatMap(({ node }) =>
      [sourceRefOf(node), ...sourcesOf(node).map(sourceRefOf)].flatMap(
        ref => ref ?? [],
      ),
    );
    this.#subscription.update([...keys, ...sources.map(objectKey)]);
    const appliers = [...matches.values()].map(match => this.#place(match));
    this.#followInventories(appliers);
    return appliers;
  }

  #followInventories(appliers: readonly Applier[]): void {
    const { clusters } = this.context.graph;
    for (const [cluster, watch] of this.#inventories) {
      if (clusters.includes(cluster)) continue;
      watch.close();
      this.#inventories.delete(cluster);
    }
    for (const cluster of clusters) {
      const refs = appliers
        .filter(applier => applier.cluster === cluster)
        .flatMap(({ inventory }) => inventory);
      this.#inventoryOn(cluster, refs.length > 0)?.follow(refs);
    }
  }

  #place(match: Match): Applier {
    const { graph, targetRules } = this.context;
    const { presenter, object } = match.node;
    if (!isVisible(match) || !presenter.inventory) {
      return { match, inventory: [] };
    }
    const place = placeOfInventory(match.node, targetRules, graph);
    return { match, inventory: presenter.inventory(object), ...place };
  }

  #inventoryOn(
    cluster: ClusterGraph,
    isNeeded: boolean,
  ): InventoryWatch | undefined {
    const { informers } = cluster;
    const watch = this.#inventories.get(cluster);
    if (watch || !isNeeded || !informers || this.#isClosed) return watch;
    const { onChange } = this;
    const opened = new InventoryWatch({
      informers,
      withOwned: false,
      onChange,
    });
    this.#inventories.set(cluster, opened);
    return opened;
  }

  #toInventory(
    { match, cluster, inventory, facet }: Applier,
    nowMs: number,
  ): InventoryFacet | undefined {
    if (!match.node.presenter.inventory) return undefined;
    const watch = cluster && this.#inventories.get(cluster);
    const nodes = watch?.tree(inventory, nowMs);
    const unread = nodes?.find(({ health }) => health === 'Unknown');
    return {
      health: countHealth(nodes ?? inventory.map(() => UNKNOWN)),
      statement: facet?.statement ?? unread?.detail,
    };
  }
}
