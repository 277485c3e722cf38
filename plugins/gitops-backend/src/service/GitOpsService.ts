import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  AGREED_ENTITIES_ANNOTATION,
  formatDeliveryRef,
  type ActionName,
  type DeliveryDetail,
  type DeliveryRef,
  type Kustomization,
} from '@backstage-gitops/plugin-gitops-common';
import type { ActionLog } from '../database/ActionLog';
import { requestReconcile, requestTime } from './actions/requestReconcile';
import { resume, suspend } from './actions/setSuspended';
import { agreesTo } from './bindings/agreesTo';
import { withTimeout, type ClusterWatch } from './clusters/ClusterWatch';
import { DeliveryWatch } from './DeliveryWatch';
import { bindingsOn, EntityWatch, type EntityPicture } from './EntityWatch';
import { findGitRepository, sourceRefOf } from './views/source';

/** How long a request waits for the first picture before it answers with less. */
const FIRST_PICTURE_MS = 3_000;
/** As long as `flux reconcile` waits by default. */
const SOURCE_WAIT_MS = 5 * 60_000;

export interface GitOpsServiceOptions {
  readonly clusters: readonly ClusterWatch[];
  readonly actions: ActionLog;
  readonly logger: LoggerService;
  /** Aborts when the backend stops. */
  readonly signal: AbortSignal;
}

/** Who acts on which delivery of which entity. */
export interface ActionTarget {
  readonly entity: Entity;
  readonly ref: DeliveryRef;
  /** Entity reference of the user. */
  readonly by: string;
}

/** What the routes offer, without HTTP. Errors are Backstage's. */
export class GitOpsService {
  readonly #actionListeners = new Set<(key: string) => void>();

  constructor(private readonly options: GitOpsServiceOptions) {}

  /** Everything about an entity, once. */
  async readEntity(entity: Entity): Promise<EntityPicture> {
    await this.#waitForClusters();
    const watch = this.watchEntity(entity, () => {});
    try {
      await withTimeout(watch.waitForSync(), FIRST_PICTURE_MS);
      return watch.picture(Date.now());
    } finally {
      watch.close();
    }
  }

  /** Follows an entity; the caller closes the watch. */
  watchEntity(entity: Entity, onChange: () => void): EntityWatch {
    return new EntityWatch(entity, this.options.clusters, onChange);
  }

  /**
   * Everything about one delivery, once.
   * @throws NotFoundError - it does not deliver the entity
   */
  async readDelivery(
    entity: Entity,
    ref: DeliveryRef,
  ): Promise<DeliveryDetail> {
    await this.#waitForClusters();
    const watch = this.watchDelivery(entity, ref, () => {});
    try {
      await withTimeout(watch.waitForSync(), FIRST_PICTURE_MS);
      const detail = watch.detail(Date.now(), await this.listActions(ref));
      if (!detail) throw notDelivered(entity, ref);
      return detail;
    } finally {
      watch.close();
    }
  }

  /**
   * Follows one delivery; the caller closes the watch.
   * @throws NotFoundError - it does not deliver the entity
   */
  watchDelivery(
    entity: Entity,
    ref: DeliveryRef,
    onChange: () => void,
  ): Pick<DeliveryWatch, 'close' | 'detail' | 'waitForSync'> {
    const { cluster } = this.#find(entity, ref);
    const watch = new DeliveryWatch(cluster, ref, onChange);
    const key = formatDeliveryRef(ref);
    const listener = (changed: string) => {
      if (changed === key) onChange();
    };
    this.#actionListeners.add(listener);
    return {
      waitForSync: () => watch.waitForSync(),
      detail: (nowMs, actions) => watch.detail(nowMs, actions),
      close: () => {
        this.#actionListeners.delete(listener);
        watch.close();
      },
    };
  }

  listActions(ref: DeliveryRef) {
    return this.options.actions.list(ref);
  }

  /** Waits a moment for clusters that have not answered yet, for a complete picture. */
  async #waitForClusters(): Promise<void> {
    await Promise.all(
      this.options.clusters.map(cluster =>
        cluster.waitForSync(FIRST_PICTURE_MS),
      ),
    );
  }

  /**
   * Asks for a run, with `withSource` of the source first.
   * @throws ConflictError - the delivery or its source is suspended
   * @throws NotAllowedError - the object does not agree to the entity
   */
  async reconcile(target: ActionTarget, withSource: boolean): Promise<string> {
    const { cluster, object } = this.#findAgreed(target);
    if (object.spec.suspend) throw isSuspended(target.ref);
    const action = withSource ? 'reconcile-with-source' : 'reconcile';
    return this.#perform(target, action, undefined, async requestedAt => {
      if (withSource) {
        await this.#reconcileSource(cluster, object, target.ref, requestedAt);
      } else {
        await this.#request(cluster, target.ref, requestedAt);
      }
    });
  }

  /** Suspends a delivery, noting who, why and until when. */
  async suspend(
    target: ActionTarget,
    request: { readonly reason: string; readonly until?: string },
  ): Promise<string> {
    const { cluster } = this.#findAgreed(target);
    return this.#perform(target, 'suspend', request.reason, () =>
      suspend(cluster.client, cluster.kustomizations.type, target.ref, {
        by: target.by,
        ...request,
      }),
    );
  }

  /** Resumes a delivery; the controller then runs at once. */
  async resume(target: ActionTarget): Promise<string> {
    const { cluster } = this.#findAgreed(target);
    return this.#perform(target, 'resume', undefined, () =>
      resume(cluster.client, cluster.kustomizations.type, target.ref),
    );
  }

  /** An entity's annotation names an object; only the object gives the right. */
  #findAgreed({ entity, ref }: ActionTarget) {
    const found = this.#find(entity, ref);
    if (!agreesTo(found.object, entity)) {
      throw new NotAllowedError(
        `${formatDeliveryRef(ref)} does not agree to be acted on for ` +
          `${stringifyEntityRef(
            entity,
          )}: whoever owns it has to add the annotation ` +
          `${AGREED_ENTITIES_ANNOTATION}: ${stringifyEntityRef(entity)}`,
      );
    }
    return found;
  }

  #find(
    entity: Entity,
    ref: DeliveryRef,
  ): { cluster: ClusterWatch; object: Kustomization } {
    const { bindings } = bindingsOn(entity, this.options.clusters);
    const key = formatDeliveryRef(ref);
    const isBound = bindings.some(
      binding => formatDeliveryRef(binding.ref) === key,
    );
    const cluster = this.options.clusters.find(
      ({ name }) => name === ref.cluster,
    );
    const object = cluster?.kustomizations.get(ref);
    if (!isBound || !cluster || !object) throw notDelivered(entity, ref);
    return { cluster, object };
  }

  async #perform(
    { ref, by }: ActionTarget,
    action: ActionName,
    reason: string | undefined,
    act: (requestedAt: string) => Promise<void>,
  ): Promise<string> {
    const requestedAt = requestTime(Date.now());
    const at = new Date().toISOString();
    const record = async (failure?: unknown) => {
      await this.options.actions.append(ref, {
        action,
        by,
        at,
        reason,
        outcome: failure === undefined ? 'requested' : 'failed',
        message: failure instanceof Error ? failure.message : undefined,
      });
      const key = formatDeliveryRef(ref);
      for (const listener of this.#actionListeners) listener(key);
    };
    try {
      await act(requestedAt);
    } catch (error) {
      await record(error);
      throw error;
    }
    await record();
    return requestedAt;
  }

  #request(cluster: ClusterWatch, ref: DeliveryRef, requestedAt: string) {
    return requestReconcile(
      cluster.client,
      cluster.kustomizations.type,
      ref,
      requestedAt,
    );
  }

  /** Asks the source; once it has answered, asks the delivery, without the caller waiting. */
  async #reconcileSource(
    cluster: ClusterWatch,
    object: Kustomization,
    ref: DeliveryRef,
    requestedAt: string,
  ): Promise<void> {
    const sourceRef = sourceRefOf(cluster.name, object);
    const source = findGitRepository(cluster, sourceRef);
    if (!source) {
      throw new NotFoundError(
        `There is no ${sourceRef.kind} ${sourceRef.namespace}/${sourceRef.name} that the portal could ask`,
      );
    }
    if (source.spec.suspend) throw isSuspended(sourceRef);
    await requestReconcile(
      cluster.client,
      cluster.gitRepositories.type,
      sourceRef,
      requestedAt,
    );
    void this.#whenHandled(cluster, sourceRef, requestedAt)
      .then(isHandled =>
        isHandled ? this.#request(cluster, ref, requestedAt) : undefined,
      )
      .catch(error =>
        this.options.logger.warn('cannot reconcile after the source', {
          delivery: formatDeliveryRef(ref),
          error: String(error),
        }),
      );
  }

  #whenHandled(
    cluster: ClusterWatch,
    ref: DeliveryRef,
    requestedAt: string,
  ): Promise<boolean> {
    const { signal } = this.options;
    const isHandled = () =>
      cluster.gitRepositories.get(ref)?.status?.lastHandledReconcileAt ===
      requestedAt;
    const limit = AbortSignal.any([
      signal,
      AbortSignal.timeout(SOURCE_WAIT_MS),
    ]);
    return new Promise(resolve => {
      const leave = cluster.onChange(() => {
        if (!isHandled()) return;
        leave();
        resolve(true);
      });
      limit.addEventListener('abort', () => {
        leave();
        resolve(false);
      });
      if (isHandled()) resolve(true);
    });
  }
}

function notDelivered(entity: Entity, ref: DeliveryRef): NotFoundError {
  return new NotFoundError(
    `${formatDeliveryRef(ref)} does not deliver ${stringifyEntityRef(entity)}`,
  );
}

function isSuspended({ kind, namespace, name }: DeliveryRef): ConflictError {
  return new ConflictError(
    `${kind} ${namespace}/${name} is suspended: resume it first`,
  );
}
