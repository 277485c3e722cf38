import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  formatObjectRef,
  type EntitySnapshot,
  type ObjectDetail,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import type { ActionLog } from '../database/ActionLog';
import { isVisible, type Match } from '../matching/matchEntity';
import { EntityWatch } from './EntityWatch';
import { notAgreed, objectNotOfEntity } from './errors';
import { ObjectWatch } from './ObjectWatch';
import type { PortalContext } from './PortalContext';
import { WatchPool } from './WatchPool';
import { withTimeout } from './withTimeout';

/**
 * How long a single read waits for the health of applied objects and for
 * events. What has not answered then is shown as unknown.
 */
const FIRST_READ_MS = 150;
/** How long after the start reads wait for the first lists of all clusters. */
const START_MS = 1_000;

/** An entity and what the caller may do to it. */
export interface Caller {
  readonly entity: Entity;
  /** Entity reference of the user. */
  readonly userEntityRef: string;
  /** Names of the permissions that the user has on the entity. */
  readonly permissions: ReadonlySet<string>;
}

/** Reads entities, once or as a watch that all who look at the same share. */
export class EntityService {
  readonly #entities = new WatchPool<EntityWatch>();
  readonly #objects = new WatchPool<SharedObject>();
  /** Over when the first lists of all clusters are there, or should have been. */
  #starting: Promise<void>;

  constructor(
    private readonly context: PortalContext,
    private readonly actions: ActionLog,
  ) {
    const { clusters } = context.graph;
    const settled = clusters.map(cluster => cluster.waitUntilSettled());
    this.#starting = withTimeout(Promise.all(settled), START_MS);
  }

  /** Everything about an entity, once. */
  async readEntity({ entity, permissions }: Caller): Promise<EntitySnapshot> {
    await this.#starting;
    const watch = this.watchEntity(entity, () => {});
    try {
      await withTimeout(watch.waitUntilSettled(), FIRST_READ_MS);
      return watch.snapshot(permissions, Date.now());
    } finally {
      watch.close();
    }
  }

  /** Watches an entity; the caller closes the watch. */
  watchEntity(entity: Entity, onChange: () => void) {
    const { watch, remember, close } = this.#entities.share(
      keyOf(entity),
      changed => new EntityWatch(entity, this.context, changed),
      onChange,
    );
    return {
      waitUntilSettled: () => watch.waitUntilSettled(),
      /** Equal calls give the same object until something changes. */
      snapshot: (permissions: ReadonlySet<string>, nowMs: number) =>
        remember([...permissions].sort().join(), () =>
          watch.snapshot(permissions, nowMs),
        ),
      close,
    };
  }

  /**
   * Everything about one object of an entity, once.
   * @throws NotFoundError - it does not belong to the entity
   * @throws NotAllowedError - it does not agree to the entity
   */
  async readObject({ entity }: Caller, ref: ObjectRef): Promise<ObjectDetail> {
    await this.#starting;
    const watch = this.watchObject(entity, ref, () => {});
    try {
      const entityRef = stringifyEntityRef(entity);
      const match = watch.match();
      if (!match) throw objectNotOfEntity(ref, entityRef);
      if (!isVisible(match)) throw notAgreed(ref, entityRef);
      await withTimeout(watch.waitUntilSettled(), FIRST_READ_MS);
      const detail = await watch.detail();
      if (!detail) throw objectNotOfEntity(ref, entityRef);
      return detail;
    } finally {
      watch.close();
    }
  }

  /**
   * Watches one object of an entity; the caller closes the watch. It may be
   * opened before the object exists.
   */
  watchObject(entity: Entity, ref: ObjectRef, onChange: () => void) {
    const { watch, remember, close } = this.#objects.share(
      JSON.stringify([keyOf(entity), formatObjectRef(ref)]),
      changed => this.#openObject(entity, ref, changed),
      onChange,
    );
    return {
      match: () => watch.match(),
      waitUntilSettled: () => watch.waitUntilSettled(),
      /** Equal calls give the same object until something changes. */
      detail: () => remember('detail', () => watch.detail()),
      close,
    };
  }

  #openObject(entity: Entity, ref: ObjectRef, onChange: () => void) {
    const watch = new ObjectWatch(entity, ref, this.context, onChange);
    const endActions = this.actions.onAppend(ref, onChange);
    return {
      match: () => watch.match(),
      waitUntilSettled: () => watch.waitUntilSettled(),
      detail: async () =>
        watch.detail(await this.actions.list(ref), Date.now()),
      close: () => {
        endActions();
        watch.close();
      },
    };
  }
}

/** An {@link ObjectWatch} with the actions on its object. */
interface SharedObject {
  match(): Match | undefined;
  waitUntilSettled(): Promise<void>;
  detail(): Promise<ObjectDetail | undefined>;
  close(): void;
}

/** Equal for entities of which everything that the watches read is equal. */
function keyOf(entity: Entity): string {
  const { metadata, relations } = entity;
  const ref = stringifyEntityRef(entity);
  return JSON.stringify([ref, metadata.annotations, relations]);
}
