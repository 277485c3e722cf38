import { Clock, sleep } from '../api/clock';
import { isNotFound } from '../api/errors';
import {
  formatSubject,
  KubeObject,
  ObjectRef,
  UnstructuredObject,
} from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { AppliedObjectCache } from './AppliedObjectCache';
import { ChangeAction, subjectOf } from './changeSet';
import { hasDrifted } from './drift';
import { ApplyError, isImmutable, textOf, toDryRunError } from './errors';
import { ignoredPaths, respectIgnored, withoutPaths } from './ignoreRules';
import { inventoryRef } from './inventory';
import { ApplySetOptions, stageTimeoutOf } from './options';
import { matchesAny } from './selectors';
import { createCleanupPatch } from './takeover';

/** What a dry-run of one object led to. */
export interface Plan {
  readonly desired: UnstructuredObject;
  readonly ref: ObjectRef;
  readonly action: ChangeAction;
  /** Undefined: nothing to write. */
  readonly body?: UnstructuredObject;
}

const RECREATE_POLL_MS = 500;

/** What a {@link Planner} works with. */
interface PlannerDeps {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly applied: AppliedObjectCache;
  readonly fieldManager: string;
}

/**
 * Finds out what applying an object would change: by a dry-run, compared with
 * the live object. Clears the way where asked to: takes fields over from other
 * managers, deletes what can't be changed in place.
 */
export class Planner {
  constructor(private readonly deps: PlannerDeps) {}

  /** @throws ApplyError - the object is refused, or the way can't be cleared */
  async plan(
    desired: UnstructuredObject,
    options: ApplySetOptions,
  ): Promise<Plan> {
    const ref = inventoryRef(desired);
    if (matchesAny(desired, options.exclude ?? {})) {
      return { desired, ref, action: 'skipped' };
    }
    if (await this.#isUnchanged(desired, ref, options)) {
      return { desired, ref, action: 'unchanged' };
    }
    // The dry-run comes first: an object that it would create needs no look.
    const dryRun = await this.#dryRun(desired, ref, options);
    if (dryRun === undefined) return { desired, ref, action: 'skipped' };
    if (!dryRun.metadata.resourceVersion) {
      return { desired, ref, body: desired, action: 'created' };
    }
    const live = await this.deps.client.find<UnstructuredObject>(ref, ref, {
      signal: options.signal,
    });
    if (!live) return { desired, ref, body: desired, action: 'created' };
    if (isLeftAlone(desired, live, options)) {
      return { desired, ref, action: 'skipped' };
    }
    return this.#compare(desired, live, dryRun, options);
  }

  async #compare(
    desired: UnstructuredObject,
    live: UnstructuredObject,
    dryRun: UnstructuredObject,
    options: ApplySetOptions,
  ): Promise<Plan> {
    const ref = inventoryRef(desired);
    const isCleaned = await this.#cleanUp(desired, live, options);
    const ignored = ignoredPaths(dryRun, options.ignoreRules ?? []);
    const isDrifted = hasDrifted(
      withoutPaths(live, ignored),
      withoutPaths(dryRun, ignored),
    );
    if (!isCleaned && !isDrifted) {
      this.deps.applied.remember(desired, ref, live);
      return { desired, ref, action: 'unchanged' };
    }
    options.onDrift?.({ ref, live, dryRun });
    const body = respectIgnored(
      desired,
      live,
      dryRun,
      ignored,
      this.deps.fieldManager,
    );
    return { desired, ref, body, action: 'configured' };
  }

  /** One cheap look: is the live object still the version found equal? */
  async #isUnchanged(
    desired: UnstructuredObject,
    ref: ObjectRef,
    options: ApplySetOptions,
  ): Promise<boolean> {
    const known = this.deps.applied.versionOf(desired, ref);
    if (!known) return false;
    const live = await this.deps.client
      .find<KubeObject>(ref, ref, {
        metadataOnly: true,
        signal: options.signal,
      })
      .catch(() => undefined);
    return (
      live?.metadata.resourceVersion === known.resourceVersion &&
      live.metadata.uid === known.uid
    );
  }

  /** What the server would store; undefined for an object to be left alone. */
  async #dryRun(
    desired: UnstructuredObject,
    ref: ObjectRef,
    options: ApplySetOptions,
  ): Promise<UnstructuredObject | undefined> {
    const dryRun = () =>
      this.deps.client.apply<UnstructuredObject>(desired, {
        dryRun: true,
        force: true,
        fieldManager: this.deps.fieldManager,
        signal: options.signal,
      });
    try {
      return await dryRun();
    } catch (error) {
      options.signal.throwIfAborted();
      // Why the live object can't be read shows in the dry-run's error as well.
      const live = await this.deps.client
        .find<UnstructuredObject>(ref, ref, { signal: options.signal })
        .catch(() => undefined);
      if (live && isLeftAlone(desired, live, options)) return undefined;
      if (!live || !mayRecreate(desired, live, error, options)) {
        throw toDryRunError(desired, error);
      }
    }
    await this.#deleteAndWait(ref, options);
    try {
      return await dryRun();
    } catch (error) {
      throw toDryRunError(desired, error);
    }
  }

  async #deleteAndWait(
    ref: ObjectRef,
    options: ApplySetOptions,
  ): Promise<void> {
    const { signal } = options;
    try {
      await this.deps.client.delete(ref, ref, {
        propagationPolicy: 'Background',
        signal,
      });
    } catch (error) {
      if (!isNotFound(error)) {
        throw new ApplyError(
          `${subjectOf(
            ref,
          )} immutable field detected, failed to delete object: ${textOf(
            error,
          )}`,
          'recreate',
          { cause: error },
        );
      }
    }
    const wait = () => this.#waitUntilGone(ref, options);
    await (options.waitFor ? options.waitFor(wait) : wait());
  }

  async #waitUntilGone(
    ref: ObjectRef,
    options: ApplySetOptions,
  ): Promise<void> {
    const { client, clock } = this.deps;
    const { signal } = options;
    const end = clock.steady() + stageTimeoutOf(options);
    while (await client.find(ref, ref, { metadataOnly: true, signal })) {
      if (clock.steady() >= end) {
        throw new ApplyError(
          `${subjectOf(
            ref,
          )} immutable field detected, the object to recreate is still there: a finalizer keeps it`,
          'recreate',
        );
      }
      await sleep(clock, RECREATE_POLL_MS, signal);
    }
  }

  async #cleanUp(
    desired: UnstructuredObject,
    live: UnstructuredObject,
    options: ApplySetOptions,
  ): Promise<boolean> {
    const { cleanup, cleanupExclude = {} } = options;
    if (!cleanup) return false;
    if (
      matchesAny(desired, cleanupExclude) ||
      matchesAny(live, cleanupExclude)
    ) {
      return false;
    }
    const patch = createCleanupPatch(live, cleanup, this.deps.fieldManager);
    if (patch.length === 0) return false;
    const ref = inventoryRef(live);
    try {
      await this.deps.client.patch(ref, ref, patch, {
        patchType: 'json',
        fieldManager: this.deps.fieldManager,
        signal: options.signal,
      });
      return true;
    } catch (error) {
      throw new ApplyError(
        `${formatSubject(live)} metadata.managedFields cleanup failed: ${textOf(
          error,
        )}`,
        'cleanup',
        { cause: error },
      );
    }
  }
}

/** True for an object whose marks forbid a change. */
function isLeftAlone(
  desired: KubeObject,
  live: KubeObject,
  options: ApplySetOptions,
): boolean {
  return (
    matchesAny(live, options.exclude ?? {}) ||
    matchesAny(desired, options.onlyCreate ?? {})
  );
}

/** True when the refusal could be cured by deleting the object first. */
function mayRecreate(
  desired: KubeObject,
  live: KubeObject,
  error: unknown,
  options: ApplySetOptions,
): boolean {
  const isAllowed =
    options.force ||
    matchesAny(desired, options.forceSelector ?? {}) ||
    matchesAny(live, options.forceSelector ?? {});
  return isImmutable(error) && Boolean(isAllowed);
}
