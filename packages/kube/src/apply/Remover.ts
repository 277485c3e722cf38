import { Clock, sleep } from '../api/clock';
import { isNotFound } from '../api/errors';
import { KubeObject, ObjectRef } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { AppliedObjectCache } from './AppliedObjectCache';
import { Change, ChangeAction, subjectOf } from './changeSet';
import { ApplyError, textOf } from './errors';
import { compareForApply } from './order';
import { matchesAny, MetadataSelector } from './selectors';

/** Which objects of a set may be deleted. */
export interface DeleteSetOptions {
  readonly signal: AbortSignal;
  /** Labels that the live object must carry; others are skipped. */
  readonly owner: Readonly<Record<string, string>>;
  /** Marks on the live object that keep it. */
  readonly exclude: MetadataSelector;
}

/** Result of deleting a set: what happened, and what could not be done. */
export interface DeleteSetResult {
  readonly changes: readonly Change[];
  /** Texts of failures, in order. */
  readonly failures: readonly string[];
}

const POLL_MS = 2_000;

/** Takes objects off a cluster. */
export class Remover {
  constructor(
    private readonly client: KubeClient,
    private readonly clock: Clock,
    private readonly applied: AppliedObjectCache,
  ) {}

  /**
   * Deletes objects in reverse order, in the background. Absent objects count
   * as deleted; those with another owner or an exclusion mark are skipped.
   */
  async deleteAll(
    refs: readonly ObjectRef[],
    options: DeleteSetOptions,
  ): Promise<DeleteSetResult> {
    const changes: Change[] = [];
    const failures: string[] = [];
    for (const ref of [...refs].sort((a, b) => compareForApply(b, a))) {
      options.signal.throwIfAborted();
      try {
        changes.push({ ref, action: await this.#delete(ref, options) });
      } catch (error) {
        changes.push({ ref, action: 'unknown' });
        failures.push(textOf(error));
      }
    }
    return { changes, failures };
  }

  /** Waits until none of the objects exists. @throws ApplyError - too late */
  async waitForTermination(
    refs: readonly ObjectRef[],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const end = this.clock.steady() + timeoutMs;
    for (const ref of refs) {
      while (await this.client.find(ref, ref, { metadataOnly: true, signal })) {
        if (this.clock.steady() >= end) {
          throw new ApplyError(
            `${subjectOf(ref)} termination timeout: context deadline exceeded`,
            'wait',
          );
        }
        await sleep(
          this.clock,
          Math.min(POLL_MS, end - this.clock.steady()),
          signal,
        );
      }
    }
  }

  async #delete(
    ref: ObjectRef,
    options: DeleteSetOptions,
  ): Promise<ChangeAction> {
    let live: KubeObject | undefined;
    try {
      live = await this.client.find(ref, ref, {
        metadataOnly: true,
        signal: options.signal,
      });
    } catch (error) {
      throw new ApplyError(
        `${subjectOf(ref)} query failed: ${textOf(error)}`,
        'apply',
        { cause: error },
      );
    }
    if (!live) return 'deleted';
    const labels = live.metadata.labels ?? {};
    const isOwned = Object.entries(options.owner).every(
      ([key, value]) => labels[key] === value,
    );
    if (!isOwned || matchesAny(live, options.exclude)) return 'skipped';
    try {
      await this.client.delete(ref, ref, {
        propagationPolicy: 'Background',
        uid: live.metadata.uid,
        signal: options.signal,
      });
    } catch (error) {
      if (!isNotFound(error)) {
        throw new ApplyError(
          `${subjectOf(ref)} delete failed: ${textOf(error)}`,
          'apply',
          { cause: error },
        );
      }
    }
    this.applied.forget(ref);
    return 'deleted';
  }
}
