import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  type EntitySnapshot,
  type ObjectDetail,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import type { ActionLog } from '../database/ActionLog';
import { isVisible } from '../matching/matchEntity';
import { EntityWatch } from './EntityWatch';
import { notAgreed, objectNotOfEntity } from './errors';
import { ObjectWatch } from './ObjectWatch';
import type { PortalContext } from './PortalContext';
import { withTimeout } from './withTimeout';

/**
 * How long a single read waits for the health of applied objects, and after
 * the start for the first lists. What has not answered then is shown as such.
 */
const FIRST_READ_MS = 1_000;

/** An entity and what the caller may do to it. */
export interface Caller {
  readonly entity: Entity;
  /** Entity reference of the user. */
  readonly userEntityRef: string;
  /** Names of the permissions that the user has on the entity. */
  readonly permissions: ReadonlySet<string>;
}

/** Reads entities, once or as a watch. */
export class EntityService {
  /** Over when the first lists of all clusters are there, or should have been. */
  #starting: Promise<void>;

  constructor(
    private readonly context: PortalContext,
    private readonly actions: ActionLog,
  ) {
    const { clusters } = context.graph;
    const settled = clusters.map(cluster => cluster.waitUntilSettled());
    this.#starting = withTimeout(Promise.all(settled), FIRST_READ_MS);
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
  watchEntity(entity: Entity, onChange: () => void): EntityWatch {
    return new EntityWatch(entity, this.context, onChange);
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
