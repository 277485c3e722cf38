import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import {
  formatObjectRef,
  type ObjectStatus,
} from '@backstage-gitops/plugin-gitops-common';
import type { PresentedNode } from '../graph/ClusterGraph';
import type { MatchOptions } from '../matching/matchEntity';
import type { PresentedObject } from '../presenters';
import { toStatus } from '../views/toStatus';
import { findConcerned } from './findConcerned';
import type { InboxStore } from './InboxStore';
import { toNotification } from './toNotification';

interface InboxOptions extends MatchOptions {
  readonly auth: AuthService;
  readonly catalog: CatalogService;
  readonly notifications: NotificationService;
  readonly store: Pick<InboxStore, 'list' | 'add' | 'remove'>;
  readonly logger: LoggerService;
}

/**
 * Tells the owners of entities, in Backstage's notifications, when an object of
 * theirs begins to fail and when it is well again: once for each, however many
 * replicas there are and however often they start.
 */
export class Inbox {
  /** Objects that fail, as far as this process has seen. */
  readonly #failing = new Set<string>();
  #endObjects?: () => void;
  /** Ends when everything that was seen has been told. */
  #told: Promise<void> = Promise.resolve();

  constructor(private readonly options: InboxOptions) {}

  /** Follows the objects of the graph, which starts after it, until {@link close}. */
  async start(): Promise<void> {
    const { graph, store } = this.options;
    for (const object of await store.list()) this.#failing.add(object);
    this.#endObjects = graph.onObject((node, object) =>
      this.#see(node, object),
    );
  }

  close(): void {
    this.#endObjects?.();
  }

  /** Resolves when everything that was seen so far has been told. */
  settled(): Promise<void> {
    return this.#told;
  }

  /** @param object - as it is on the cluster; absent when it is gone */
  #see(node: PresentedNode, object: PresentedObject | undefined): void {
    const key = formatObjectRef(node.ref);
    const state = object && statusOf(node, object).state;
    const wasFailing = this.#failing.has(key);
    if (state === 'Failed' && !wasFailing) {
      this.#failing.add(key);
      this.#enqueue(node, () => this.#tellFailure(node, key));
    } else if (state === 'Ready' && wasFailing) {
      this.#failing.delete(key);
      this.#enqueue(node, () => this.#tellRecovery(node, key));
    } else if (!object && wasFailing) {
      this.#failing.delete(key);
      this.#enqueue(node, () => this.options.store.remove(key));
    }
  }

  /** One after the other, so that a recovery is told after its failure. */
  #enqueue(node: PresentedNode, step: () => Promise<unknown>): void {
    this.#told = this.#told.then(step).then(
      () => undefined,
      error =>
        this.options.logger.warn('cannot tell the owners of an object', {
          object: formatObjectRef(node.ref),
          error: node.mask(String(error)),
        }),
    );
  }

  /** Tried again at the next change of the object when it cannot be sent. */
  async #tellFailure(node: PresentedNode, key: string): Promise<void> {
    const { store } = this.options;
    try {
      const [first, ...others] = await findConcerned(node, this.options);
      // Nobody to tell, or another replica was faster.
      if (!first || !(await store.add(key))) return;
      await this.#send(node, [first, ...others]);
    } catch (error) {
      this.#failing.delete(key);
      await store.remove(key);
      throw error;
    }
  }

  async #tellRecovery(node: PresentedNode, key: string): Promise<void> {
    const { store } = this.options;
    if (!(await store.remove(key))) return;
    try {
      const [first, ...others] = await findConcerned(node, this.options);
      if (first) await this.#send(node, [first, ...others]);
    } catch (error) {
      this.#failing.add(key);
      await store.add(key);
      throw error;
    }
  }

  #send(node: PresentedNode, entities: Parameters<typeof toNotification>[2]) {
    const status = statusOf(node, node.object);
    return this.options.notifications.send(
      toNotification(node, status, entities),
    );
  }
}

function statusOf(node: PresentedNode, object: PresentedObject): ObjectStatus {
  return toStatus(object, {
    presenter: node.presenter,
    isFresh: true,
    nowMs: Date.now(),
    ready: { code: 'ready', params: {} },
  });
}
