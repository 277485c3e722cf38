import {
  apiVersionOf,
  kustomizationKind,
  type DeliveryDetail,
  type DeliveryRef,
} from '@backstage-gitops/plugin-gitops-common';
import type { ActionView } from '@backstage-gitops/plugin-gitops-common';
import type { ClusterWatch } from './clusters/ClusterWatch';
import type { InformerLease } from './clusters/SharedInformers';
import { InventoryWatch, readInventory } from './InventoryWatch';
import { toConditionView } from './views/conditions';
import { toEventViews } from './views/events';
import { findGitRepository, sourceRefOf } from './views/source';

/** Follows one delivery down to its pods while somebody looks at it. */
export class DeliveryWatch {
  readonly #inventory: InventoryWatch;
  readonly #leave: () => void;
  readonly #events = new Map<string, InformerLease>();

  constructor(
    private readonly cluster: ClusterWatch,
    private readonly ref: DeliveryRef,
    private readonly onChange: () => void,
  ) {
    this.#inventory = new InventoryWatch(cluster, true, onChange);
    this.#leave = cluster.onChange(() => {
      this.#follow();
      onChange();
    });
    this.#follow();
  }

  /** Resolves when objects and events have been read once. */
  async waitForSync(): Promise<void> {
    await Promise.all([
      this.#inventory.waitForSync(),
      ...[...this.#events.values()].map(({ informer }) =>
        informer.waitForSync(),
      ),
    ]);
  }

  /** Everything about the delivery as of `nowMs`; undefined once it is gone. */
  detail(
    nowMs: number,
    actions: readonly ActionView[],
  ): DeliveryDetail | undefined {
    const object = this.#object();
    if (!object) return undefined;
    const source = findGitRepository(
      this.cluster,
      sourceRefOf(this.cluster.name, object),
    );
    const events = [...this.#events.values()].flatMap(({ informer }) =>
      informer.store.list(),
    );
    const inventory = readInventory(object.status?.inventory?.entries);
    return {
      ref: this.ref,
      conditions: (object.status?.conditions ?? []).map(toConditionView),
      sourceConditions: (source?.status?.conditions ?? []).map(toConditionView),
      tree: this.#inventory.tree(inventory, nowMs),
      events: toEventViews(events),
      actions,
      manifest: {
        apiVersion: apiVersionOf(kustomizationKind),
        kind: object.kind,
        metadata: object.metadata,
        spec: maskSubstitutions(object.spec),
        status: object.status,
      },
    };
  }

  close(): void {
    this.#leave();
    this.#inventory.close();
    for (const lease of this.#events.values()) lease.release();
  }

  #object() {
    return this.cluster.kustomizations.get(this.ref);
  }

  #follow(): void {
    const object = this.#object();
    if (!object) return;
    this.#inventory.follow(readInventory(object.status?.inventory?.entries));
    this.#followEvents(this.ref);
    this.#followEvents(sourceRefOf(this.cluster.name, object));
  }

  #followEvents({ kind, namespace, name }: DeliveryRef): void {
    const key = `${kind}/${namespace}/${name}`;
    if (this.#events.has(key)) return;
    const lease = this.cluster.informers.acquire(
      {
        apiVersion: 'v1',
        kind: 'Event',
        namespace,
        fieldSelector: `involvedObject.kind=${kind},involvedObject.name=${name}`,
      },
      this.onChange,
    );
    this.#events.set(key, lease);
  }
}

/** Values of `postBuild.substitute` are often passwords: only their names leave. */
function maskSubstitutions<
  T extends { postBuild?: { substitute?: Record<string, string> } },
>(spec: T): T {
  const substitute = spec.postBuild?.substitute;
  if (!substitute) return spec;
  const masked = Object.fromEntries(
    Object.keys(substitute).map(name => [name, '***']),
  );
  return { ...spec, postBuild: { ...spec.postBuild, substitute: masked } };
}
