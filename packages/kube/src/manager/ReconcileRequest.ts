import { Clock } from '../api/clock';
import { isNotFound } from '../api/errors';
import { Logger } from '../api/logger';
import { ObjectKey } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { EventRecorder } from '../events/EventRecorder';
import { ConditionSet } from '../status/conditions';
import { copyJson, createMergePatch } from '../status/mergePatch';
import { requestedAt } from './annotations';
import { isOlder } from './changes';
import { ProgressTimer } from './ProgressTimer';
import { RunPermit, WaitPlace } from './RunPermit';
import {
  CommonStatus,
  EventInput,
  ReconcileContext,
  ReconciledObject,
  Reconciler,
} from './types';

interface ReconcileRequestOptions<T extends ReconciledObject> {
  readonly reconciler: Reconciler<T>;
  readonly client: KubeClient;
  /** Writes the status. */
  readonly writer: KubeClient;
  readonly recorder: EventRecorder;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly permit: RunPermit;
  /** Told about each object that the server returned for a write of ours. */
  readonly onWritten: (object: T) => void;
}

type Draft = Record<string, unknown>;

/**
 * A step that takes longer than this shows in the status while it runs. Time in
 * line behind other runs does not count: with a thousand of them each would
 * write a second status.
 */
const PROGRESS_DELAY_MS = 1_000;

/**
 * The draft of one run: its status, conditions and events, and their single
 * way to the API server. Writes are merge patches of what changed since the
 * last write, one after the other.
 */
export class ReconcileRequest<T extends ReconciledObject>
  implements ReconcileContext<T>
{
  object: T;
  readonly key: ObjectKey;
  readonly startedAt: number;
  readonly status: NonNullable<T['status']>;
  readonly conditions: ConditionSet;
  readonly eventMetadata: Record<string, string> = {};
  readonly #options: ReconcileRequestOptions<T>;
  #written: Draft;
  #newest: T;
  #events: EventInput[] = [];
  #lastWrite: Promise<void> = Promise.resolve();
  readonly #progress: ProgressTimer;
  #isCleared = false;

  constructor(object: T, options: ReconcileRequestOptions<T>) {
    this.#options = options;
    this.#progress = new ProgressTimer({
      clock: options.clock,
      delayMs: PROGRESS_DELAY_MS,
      onElapsed: () => this.#writeProgress(),
    });
    this.object = object;
    this.#newest = object;
    this.key = {
      namespace: object.metadata.namespace,
      name: object.metadata.name ?? '',
    };
    this.startedAt = options.clock.now();
    this.#written = (object.status ?? {}) as Draft;
    this.status = copyJson(object.status ?? {}) as NonNullable<T['status']>;
    this.conditions = new ConditionSet(
      object.status?.conditions,
      object.metadata.generation ?? 0,
      () => options.clock.now(),
    );
  }

  /** The object as the server has it, as far as this run knows: its own writes count. */
  get newest(): T {
    return isOlder(this.#newest, this.object) ? this.object : this.#newest;
  }

  get client(): KubeClient {
    return this.#options.client;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  get logger(): Logger {
    return this.#options.logger;
  }

  get signal(): AbortSignal {
    return this.#options.signal;
  }

  get superseded(): AbortSignal {
    return this.#options.permit.superseded;
  }

  async waitFor<R>(place: WaitPlace, work: () => Promise<R>): Promise<R> {
    let resume = this.#progress.pause();
    try {
      return await this.#options.permit.waitFor(place, async () => {
        resume();
        try {
          return await work();
        } finally {
          // In line for its slot.
          resume = this.#progress.pause();
        }
      });
    } finally {
      resume();
    }
  }

  event(event: EventInput): void {
    this.#events.push(event);
  }

  async progress(
    reason: string,
    message: string,
    options: { readonly flush?: boolean } = {},
  ): Promise<void> {
    this.conditions.setReconciling(reason, message);
    if (options.flush) {
      await this.write();
      return;
    }
    this.#progress.start();
  }

  /** Takes over the request annotation: it was seen, whatever came of it. */
  observeRequest(): void {
    const value = requestedAt(this.object);
    if (value) (this.status as CommonStatus).lastHandledReconcileAt = value;
  }

  /** Whether somebody has asked for this run. */
  #isRequested(): boolean {
    const { status } = this.object;
    const value = requestedAt(this.object);
    return value !== undefined && value !== status?.lastHandledReconcileAt;
  }

  /** Writes what changed in the status and sends the queued events. */
  async write(): Promise<void> {
    this.#progress.cancel();
    this.#lastWrite = this.#lastWrite
      .catch(() => undefined)
      .then(() => this.#writeStatus());
    this.#sendEvents();
    await this.#lastWrite;
  }

  /** Removes every field of the status and sends the queued events. */
  async clearStatus(): Promise<void> {
    for (const name of Object.keys(this.status)) {
      delete (this.status as Draft)[name];
    }
    for (const { type } of this.conditions.toArray()) {
      this.conditions.delete(type);
    }
    this.#isCleared = true;
    await this.write();
  }

  /**
   * Ends the run without writing its status: it was superseded, or the
   * controller stops. What it has done until then is told.
   */
  abandon(): void {
    this.#progress.cancel();
    this.#sendEvents();
  }

  #writeProgress(): void {
    this.write().catch(error => {
      this.logger.warn('cannot write progress', {
        error: error instanceof Error ? error.message : String(error),
      });
    });
  }

  /** The status as it is to be written, parts of it shared with the run. */
  #draft(): Draft {
    const conditions = this.conditions.toArray();
    const hasList = this.#written.conditions && !this.#isCleared;
    return conditions.length > 0 || hasList
      ? { ...this.status, conditions }
      : { ...this.status };
  }

  async #writeStatus(): Promise<void> {
    if (!createMergePatch(this.#written, this.#draft())) return;
    // The run goes on changing its status while the patch is on its way.
    const draft = copyJson(this.#draft());
    const patch = createMergePatch(this.#written, draft);
    try {
      const object = await this.#options.writer.patch<T>(
        this.#options.reconciler.type,
        this.key,
        { status: patch },
        {
          subresource: 'status',
          fieldManager: this.#options.reconciler.fieldOwner,
        },
      );
      this.#written = draft;
      this.#newest = object;
      this.#options.onWritten(object);
    } catch (error) {
      // Deleted meanwhile: there is no status left to patch.
      if (!isNotFound(error)) throw error;
    }
  }

  #sendEvents(): void {
    const { reconciler, recorder } = this.#options;
    const common = {
      ...reconciler.eventMetadata?.(this),
      ...this.eventMetadata,
    };
    const isRequested = this.#isRequested();
    for (const event of this.#events) {
      const metadata = { ...common, ...event.metadata };
      recorder.record(
        this.object,
        reconciler.controllerName,
        { ...event, metadata },
        { isRequested },
      );
    }
    this.#events = [];
  }
}
