import type { Entity } from '@backstage/catalog-model';
import type {
  InformerHandle,
  UnstructuredObject,
} from '@backstage-gitops/kube';
import {
  formatObjectRef,
  type ActionRecord,
  type EventView,
  type InventoryNode,
  type ObjectDetail,
  type ObjectRef,
  type SourceConditions,
} from '@backstage-gitops/plugin-gitops-common';
import type { PresentedNode } from '../graph/ClusterGraph';
import { objectKey } from '../graph/keys';
import type { Subscription } from '../graph/Subscriptions';
import { InventoryWatch } from '../inventory/InventoryWatch';
import { toTree, type LiveObjects } from '../inventory/toTree';
import { placeOfInventory, type InventoryPlace } from '../inventory/targets';
import { isVisible, matchEntity, type Match } from '../matching/matchEntity';
import { allOf, type Mask } from '../redaction/createMask';
import { toConditionViews } from '../views/toConditionViews';
import { toEventViews } from '../views/toEventViews';
import { sourcesOf } from '../views/toSummary';
import type { PortalContext } from './PortalContext';

/** Objects of a cluster that cannot be read. */
const UNREAD: LiveObjects = {
  find: () => undefined,
  ownedBy: () => [],
  problemOf: () => undefined,
};

/** Watches one object of an entity down to its Pods, with its events. */
export class ObjectWatch {
  readonly #subscription: Subscription;
  readonly #events = new Map<string, InformerHandle<UnstructuredObject>>();
  #place?: InventoryPlace;
  #inventory?: InventoryWatch;
  #isClosed = false;

  constructor(
    private readonly entity: Entity,
    private readonly ref: ObjectRef,
    private readonly context: PortalContext,
    private readonly onChange: () => void,
  ) {
    this.#subscription = context.graph.subscribe([], onChange);
    this.#follow();
  }

  /** The object as it belongs to the entity now; undefined once it does not. */
  match(): Match | undefined {
    const { matches } = matchEntity(this.entity, this.context);
    return matches.get(formatObjectRef(this.ref));
  }

  /**
   * Resolves when objects and events have been read once, or could not be. Of a
   * cluster that does not answer, nothing is waited for.
   */
  async waitUntilSettled(): Promise<void> {
    const { graph } = this.context;
    const clusters = [graph.cluster(this.ref.cluster), this.#place?.cluster];
    if (clusters.some(cluster => cluster?.status().isReachable === false)) {
      return;
    }
    await Promise.all([
      this.#inventory?.waitUntilSettled(),
      ...[...this.#events.values()].map(({ informer }) =>
        informer.waitUntilSettled(),
      ),
    ]);
  }

  /** Everything about the object; undefined when the entity may not show it. */
  detail(
    actions: readonly ActionRecord[],
    nowMs: number,
  ): ObjectDetail | undefined {
    const match = this.#follow();
    if (!match || !isVisible(match)) return undefined;
    const { node } = match;
    const { presenter, object } = node;
    const own = this.#events.get(formatObjectRef(node.ref));
    const releases = presenter.releases?.(
      object,
      own?.informer.store.list() ?? [],
    );
    const inventory = presenter.inventory?.(object) ?? [];
    const sources = sourcesOf(node);
    // What others say of the object may repeat what is masked in it.
    const mask = allOf([node, ...sources].map(each => each.mask));
    const tree =
      this.#inventory?.tree(inventory, nowMs) ??
      toTree(inventory, UNREAD, nowMs);
    return {
      ref: this.ref,
      conditions: mask(toConditionViews(presenter, object)),
      sources: sources.map(toSourceConditions),
      tree: tree.map(branch => maskBranch(branch, mask)),
      ...(releases && { releases: mask(releases) }),
      treeStatement: this.#place?.facet?.statement,
      events: mask(this.#readEvents()),
      actions: mask(actions),
      manifest: match.isAgreedByObject ? mask({ ...object }) : undefined,
    };
  }

  close(): void {
    this.#isClosed = true;
    this.#subscription.close();
    this.#inventory?.close();
    for (const handle of this.#events.values()) handle.release();
    this.#events.clear();
  }

  #follow(): Match | undefined {
    const { matches, keys } = matchEntity(this.entity, this.context);
    const match = matches.get(formatObjectRef(this.ref));
    const nodes =
      match && isVisible(match) ? [match.node, ...sourcesOf(match.node)] : [];
    this.#subscription.update([
      ...keys,
      ...nodes.map(({ ref }) => objectKey(ref)),
    ]);
    if (this.#isClosed) return match;
    if (match && nodes.length > 0) this.#followInventory(match.node);
    nodes.forEach(node => this.#followEvents(node));
    return match;
  }

  #followInventory(node: PresentedNode): void {
    const { graph, targetRules } = this.context;
    const inventory = node.presenter.inventory?.(node.object);
    if (!inventory) return;
    const place = placeOfInventory(node, targetRules, graph);
    if (!this.#place || this.#place.cluster !== place.cluster) {
      const informers = place.cluster?.informers;
      const { onChange } = this;
      this.#inventory?.close();
      this.#inventory =
        informers &&
        new InventoryWatch({ informers, withOwned: true, onChange });
    }
    this.#place = place;
    this.#inventory?.follow(inventory);
  }

  #readEvents(): EventView[] {
    return toEventViews(
      [...this.#events.values()].flatMap(({ informer }) =>
        informer.store.list(),
      ),
    );
  }

  #followEvents({ ref, cluster }: PresentedNode): void {
    const { kind, namespace, name } = ref;
    const key = formatObjectRef(ref);
    if (this.#events.has(key) || !cluster.informers) return;
    const handle = cluster.informers.acquire<UnstructuredObject>(
      {
        apiVersion: 'v1',
        kind: 'Event',
        namespace,
        fieldSelector: `involvedObject.kind=${kind},involvedObject.name=${name}`,
      },
      {
        onAdd: this.onChange,
        onUpdate: this.onChange,
        onDelete: this.onChange,
      },
    );
    this.#events.set(key, handle);
  }
}

function toSourceConditions({
  ref,
  presenter,
  object,
}: PresentedNode): SourceConditions {
  return {
    ref,
    conditions: toConditionViews(presenter, object),
  };
}

/** Masks what an applied object says; its name stays. */
function maskBranch(node: InventoryNode, mask: Mask): InventoryNode {
  return {
    ...node,
    message: mask(node.message),
    detail: mask(node.detail),
    children: node.children.map(child => maskBranch(child, mask)),
  };
}
