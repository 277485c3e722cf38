import type { Entity } from '@backstage/catalog-model';
import type { ObjectRef } from '@backstage-gitops/kube';
import type {
  Delivery,
  DeliveryState,
  EntitySnapshot,
} from '@backstage-gitops/plugin-gitops-common';
import { formatDeliveryRef } from '@backstage-gitops/plugin-gitops-common';
import {
  findBindings,
  type Binding,
  type Bindings,
} from './bindings/findBindings';
import type { ClusterWatch } from './clusters/ClusterWatch';
import { InventoryWatch, readInventory } from './InventoryWatch';
import { toDelivery } from './views/delivery';
import { countHealth } from './views/tree';

/** The part of a snapshot that does not depend on who looks. */
export type EntityPicture = Pick<
  EntitySnapshot,
  'deliveries' | 'missing' | 'clusters'
>;

/**
 * What delivers the entity, as of now.
 * @throws InputError - an annotation of the entity that cannot be read
 */
export function bindingsOn(
  entity: Entity,
  clusters: readonly ClusterWatch[],
): Bindings {
  return findBindings(
    entity,
    clusters.map(cluster => ({
      name: cluster.name,
      hasSynced: cluster.kustomizations.hasSynced,
      kustomizations: cluster.kustomizations.store.list(),
      workloads: cluster.workloads.flatMap(({ store }) => store.list()),
    })),
  );
}

/**
 * Follows one entity on all clusters while somebody looks at it. `onChange`
 * says that {@link picture} may differ from the last one.
 */
export class EntityWatch {
  readonly #inventories = new Map<string, InventoryWatch>();
  readonly #leave: (() => void)[];

  constructor(
    private readonly entity: Entity,
    private readonly clusters: readonly ClusterWatch[],
    private readonly onChange: () => void,
  ) {
    this.#leave = clusters.map(cluster =>
      cluster.onChange(() => {
        this.#follow();
        onChange();
      }),
    );
    this.#follow();
  }

  /** Resolves when the health of everything that is bound has been read once. */
  async waitForSync(): Promise<void> {
    await Promise.all(
      [...this.#inventories.values()].map(watch => watch.waitForSync()),
    );
  }

  /** Everything about the entity as of `nowMs`. */
  picture(nowMs: number): EntityPicture {
    const { bindings, missing } = bindingsOn(this.entity, this.clusters);
    return {
      deliveries: bindings
        .flatMap(binding => this.#delivery(binding, nowMs))
        .sort(byUrgency),
      missing,
      clusters: this.clusters.map(cluster => cluster.view()),
    };
  }

  close(): void {
    this.#leave.forEach(leave => leave());
    this.#inventories.forEach(watch => watch.close());
    this.#inventories.clear();
  }

  #delivery(binding: Binding, nowMs: number): Delivery[] {
    const cluster = this.#clusterOf(binding);
    const object = cluster?.kustomizations.get(binding.ref);
    if (!cluster || !object) return [];
    const inventory = readInventory(object.status?.inventory?.entries);
    const watch = this.#inventories.get(cluster.name);
    const health = countHealth(watch?.tree(inventory, nowMs) ?? []);
    return [toDelivery({ cluster, binding, object, health, nowMs })];
  }

  #follow(): void {
    const { bindings } = bindingsOn(this.entity, this.clusters);
    for (const cluster of this.clusters) {
      const inventory = bindings.flatMap((binding): ObjectRef[] =>
        binding.ref.cluster === cluster.name
          ? readInventory(
              cluster.kustomizations.get(binding.ref)?.status?.inventory
                ?.entries,
            )
          : [],
      );
      const watch = this.#inventories.get(cluster.name);
      if (watch) {
        watch.follow(inventory);
      } else if (inventory.length > 0) {
        const opened = new InventoryWatch(cluster, false, this.onChange);
        this.#inventories.set(cluster.name, opened);
        opened.follow(inventory);
      }
    }
  }

  #clusterOf({ ref }: Binding): ClusterWatch | undefined {
    return this.clusters.find(({ name }) => name === ref.cluster);
  }
}

const URGENCY: readonly DeliveryState[] = [
  'Failed',
  'Unknown',
  'Reconciling',
  'Suspended',
  'Ready',
];

/** Failing first; a delivery whose source fails comes before those that are well. */
function byUrgency(a: Delivery, b: Delivery): number {
  const rank = ({ state, source }: Delivery) =>
    URGENCY.indexOf(state) - (source?.state === 'Failed' ? 0.5 : 0);
  return (
    rank(a) - rank(b) ||
    formatDeliveryRef(a.ref).localeCompare(formatDeliveryRef(b.ref))
  );
}
