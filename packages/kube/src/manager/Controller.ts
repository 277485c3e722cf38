import { Clock, systemClock } from '../api/clock';
import { isNotFound } from '../api/errors';
import { Logger, silentLogger } from '../api/logger';
import { formatKey, ObjectKey } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { EventRecorder } from '../events/EventRecorder';
import { Informer } from '../informer/Informer';
import { Trigger, WorkQueue } from '../workqueue/WorkQueue';
import { isOlder, isTrigger } from './changes';
import { Dispatcher } from './Dispatcher';
import { ReconcileError, SupersededError, TransientError } from './errors';
import { ControllerMetrics, noMetrics } from './metrics';
import { ReconcileRequest } from './ReconcileRequest';
import { RunPermit } from './RunPermit';
import { summarizeOutcome } from './summarize';
import { CommonStatus, Outcome, ReconciledObject, Reconciler } from './types';

export interface ControllerOptions<T extends ReconciledObject> {
  readonly reconciler: Reconciler<T>;
  readonly client: KubeClient;
  /** Cache of the kind; the controller adds its handler, not its lifetime. */
  readonly informer: Informer<T>;
  readonly recorder: EventRecorder;
  /** Queue to share with watchers that start runs; default one of its own. */
  readonly queue?: WorkQueue;
  /** Objects reconciled at once; default 4. */
  readonly concurrency?: number;
  /** Jitter of the interval in percent, below 100; default 5. */
  readonly jitterPercent?: number;
  readonly minRetryDelayMs?: number;
  readonly maxRetryDelayMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly metrics?: ControllerMetrics;
  /** Between 0 and 1; default Math.random. */
  readonly random?: () => number;
}

/**
 * Jittered runs begin at whole seconds, where that is little beside their
 * interval: the process wakes up once for those of a second.
 */
const GATHER_MS = 1_000;
const GATHERED_FROM_MS = 50_000;

/**
 * Runs the reconciler of one kind: on creation, on a new generation, on a new
 * value of the request annotation, on deletion, after the interval, and when
 * {@link enqueue} is called. One object is never reconciled twice at once.
 */
export class Controller<T extends ReconciledObject> {
  readonly queue: WorkQueue;
  readonly #options: ControllerOptions<T>;
  /** Writes finalizers and status under a rate limit of its own. */
  readonly #writer: KubeClient;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #metrics: ControllerMetrics;
  /** Own writes that the cache has not seen yet. */
  readonly #written = new Map<string, T>();

  constructor(options: ControllerOptions<T>) {
    this.#options = options;
    this.#writer = options.client.withOwnLimit();
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#metrics = options.metrics ?? noMetrics;
    const jitter = options.jitterPercent ?? 5;
    if (!(jitter >= 0 && jitter < 100)) {
      throw new RangeError(
        `the interval jitter must be below 100, not ${jitter}`,
      );
    }
    this.queue =
      options.queue ??
      new WorkQueue({
        clock: this.#clock,
        minRetryDelayMs: options.minRetryDelayMs,
        maxRetryDelayMs: options.maxRetryDelayMs,
      });
  }

  /**
   * Asks for a run of one object now.
   * @param trigger - ends a run of the object that only waits
   */
  enqueue(key: ObjectKey, trigger?: Trigger): void {
    this.queue.add(formatKey(key), trigger);
  }

  /** The newest state of an object that this process knows. */
  read(key: string): T | undefined {
    const cached = this.#options.informer.store.getByKey(key);
    const written = this.#written.get(key);
    if (!written) return cached;
    const isBehind =
      cached !== undefined &&
      cached.metadata.uid === written.metadata.uid &&
      isOlder(cached, written);
    if (isBehind) return written;
    this.#written.delete(key);
    return cached;
  }

  /** Works until the signal aborts, then lets running reconciles end. */
  async run(signal: AbortSignal): Promise<void> {
    const { informer } = this.#options;
    const removeHandler = informer.addHandler({
      onAdd: object => this.#enqueueObject(object),
      onUpdate: (object, old) => {
        if (isTrigger(object, old)) this.#enqueueObject(object);
      },
      onDelete: object => this.#forget(object),
    });
    try {
      await new Dispatcher({
        queue: this.queue,
        concurrency: this.#options.concurrency ?? 4,
        clock: this.#clock,
        logger: this.#logger,
        process: (key, permit) => this.#process(key, permit, signal),
      }).run(signal);
    } finally {
      removeHandler();
    }
  }

  async #process(
    key: string,
    permit: RunPermit,
    signal: AbortSignal,
  ): Promise<void> {
    const object = this.read(key);
    if (!object) {
      this.queue.drop(key);
      return;
    }
    const run = new ReconcileRequest<T>(object, {
      reconciler: this.#options.reconciler,
      client: this.#options.client,
      writer: this.#writer,
      recorder: this.#options.recorder,
      clock: this.#clock,
      logger: this.#logger,
      signal,
      permit,
      onWritten: written => this.#written.set(key, written),
    });
    const started = performance.now();
    let result = 'success';
    try {
      if (object.metadata.deletionTimestamp) await this.#finalize(run, key);
      else if (this.#options.reconciler.isStatic?.(object)) {
        await this.#makeStatic(run, key);
      } else {
        await this.#addFinalizer(run, key);
        if (object.spec?.suspend) await this.#suspend(run, key);
        else result = await this.#reconcile(run, key, signal);
      }
    } catch (error) {
      result = 'error';
      throw error;
    } finally {
      run.abandon();
      this.#metrics.reconciled(
        this.#options.reconciler.type.kind,
        run.key,
        result,
        (performance.now() - started) / 1000,
      );
    }
  }

  async #reconcile(
    run: ReconcileRequest<T>,
    key: string,
    signal: AbortSignal,
  ): Promise<string> {
    const { reconciler } = this.#options;
    let outcome: Outcome;
    try {
      outcome = { kind: 'success', result: await reconciler.reconcile(run) };
    } catch (error) {
      // Stopped in mid-run: the next start repeats it, nothing is to be recorded.
      if (signal.aborted) return 'stopped';
      if (error instanceof SupersededError) return 'superseded';
      outcome = { kind: 'failure', error: this.#toReconcileError(error, key) };
    }
    if (reconciler.summarize) reconciler.summarize(run, outcome);
    else summarizeOutcome(run, outcome);
    run.observeRequest();
    this.#recordFailure(run, outcome);
    await run.write();
    this.#metrics.conditions(run.object, run.conditions.toArray());
    return this.#schedule(key, outcome);
  }

  /** The next run, and the name of the result in the metrics. */
  #schedule(key: string, outcome: Outcome): string {
    if (outcome.kind === 'success') {
      this.queue.forget(key);
      const { requeueAfterMs, exact } = outcome.result;
      if (requeueAfterMs === undefined) return 'success';
      this.queue.addAfter(
        key,
        exact ? requeueAfterMs : this.#jitter(requeueAfterMs),
      );
      return 'requeue_after';
    }
    const { error } = outcome;
    if (error.kind === 'stalled') {
      this.queue.forget(key);
      return 'stalled';
    }
    if (error.retryAfterMs !== undefined) {
      this.queue.forget(key);
      this.queue.addAfter(key, error.retryAfterMs);
      return 'requeue_after';
    }
    this.queue.addRateLimited(key);
    return 'error';
  }

  #jitter(ms: number): number {
    const percent = this.#options.jitterPercent ?? 5;
    const random = (this.#options.random ?? Math.random)();
    const jittered = ms * (1 + ((random * 2 - 1) * percent) / 100);
    if (percent === 0 || ms < GATHERED_FROM_MS) return jittered;
    const now = this.#clock.steady();
    return Math.round((now + jittered) / GATHER_MS) * GATHER_MS - now;
  }

  #recordFailure(run: ReconcileRequest<T>, outcome: Outcome): void {
    if (outcome.kind !== 'failure') return;
    const { error } = outcome;
    const { namespace = '', name } = run.key;
    this.#logger.warn(error.message, {
      ...{ kind: this.#options.reconciler.type.kind, namespace },
      object: name,
      reason: error.reason,
    });
    if (error.event === 'none') return;
    run.event({
      type: error.event === 'Warning' ? 'Warning' : 'Normal',
      trace: error.event === 'Trace',
      reason: error.reason,
      message: error.eventMessage,
    });
  }

  #toReconcileError(error: unknown, key: string): ReconcileError {
    if (error instanceof ReconcileError) return error;
    const message = error instanceof Error ? error.message : String(error);
    this.#logger.error('unexpected failure', {
      object: key,
      error: (error instanceof Error && error.stack) || message,
    });
    const reason = this.#options.reconciler.failureReason ?? 'Failed';
    return new TransientError(reason, message, { cause: error });
  }

  async #suspend(run: ReconcileRequest<T>, key: string): Promise<void> {
    const { reconciler } = this.#options;
    if (reconciler.suspended) reconciler.suspended(run);
    else if (run.conditions.isTrue('Ready')) {
      const status: CommonStatus = run.status;
      status.observedGeneration = run.object.metadata.generation;
    }
    run.observeRequest();
    await run.write();
    this.queue.drop(key);
    this.#metrics.suspended(run.object, true);
  }

  /** Removes the finalizer and status of the time before an object was static. */
  async #makeStatic(run: ReconcileRequest<T>, key: string): Promise<void> {
    const { reconciler } = this.#options;
    this.queue.drop(key);
    const { spec, status } = run.object;
    const hasFinalizer = this.#hasFinalizer(run.object);
    if (spec?.suspend) return;
    if (!hasFinalizer && Object.keys(status ?? {}).length === 0) return;
    await reconciler.finalize?.(run);
    if (hasFinalizer) await this.#removeFinalizer(run, key);
    await run.clearStatus();
    this.#metrics.gone(run.object);
  }

  async #addFinalizer(run: ReconcileRequest<T>, key: string): Promise<void> {
    const { finalizer } = this.#options.reconciler;
    if (!finalizer || this.#hasFinalizer(run.object)) return;
    const { finalizers = [] } = run.object.metadata;
    await this.#patchFinalizers(run, key, [...finalizers, finalizer]);
  }

  #hasFinalizer({ metadata }: T): boolean {
    const { finalizer } = this.#options.reconciler;
    return !!finalizer && !!metadata.finalizers?.includes(finalizer);
  }

  async #removeFinalizer(run: ReconcileRequest<T>, key: string): Promise<void> {
    const { finalizer } = this.#options.reconciler;
    const { finalizers = [] } = run.newest.metadata;
    const others = finalizers.filter(name => name !== finalizer);
    await this.#patchFinalizers(run, key, others);
  }

  async #finalize(run: ReconcileRequest<T>, key: string): Promise<void> {
    const { reconciler } = this.#options;
    if (!this.#hasFinalizer(run.object)) return;
    try {
      await reconciler.finalize?.(run);
    } finally {
      await run.write().catch(error =>
        this.#logger.warn('cannot write the status of a deleted object', {
          object: key,
          error: error instanceof Error ? error.message : String(error),
        }),
      );
    }
    await this.#removeFinalizer(run, key);
    this.queue.drop(key);
  }

  async #patchFinalizers(
    run: ReconcileRequest<T>,
    key: string,
    finalizers: string[],
  ): Promise<void> {
    const { reconciler } = this.#options;
    try {
      const object = await this.#writer.patch<T>(
        reconciler.type,
        run.key,
        {
          metadata: {
            finalizers,
            // Guards against a finalizer that somebody else added meanwhile.
            resourceVersion: run.newest.metadata.resourceVersion,
          },
        },
        { fieldManager: reconciler.fieldOwner },
      );
      run.object = object;
      this.#written.set(key, object);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      this.queue.drop(key);
    }
  }

  #enqueueObject(object: T): void {
    const { namespace, name = '' } = object.metadata;
    const { kind } = this.#options.reconciler.type;
    this.enqueue({ namespace, name }, { kind, namespace, name });
  }

  #forget(object: T): void {
    const { namespace, name } = object.metadata;
    const key = formatKey({ namespace, name: name ?? '' });
    this.#written.delete(key);
    this.queue.drop(key);
    this.#options.reconciler.gone?.({ namespace, name: name ?? '' });
    this.#metrics.gone(object);
  }
}
