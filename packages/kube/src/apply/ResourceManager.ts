import { Clock, sleep, systemClock } from '../api/clock';
import { isConflict, isNotFound } from '../api/errors';
import {
  formatSubject,
  KubeObject,
  ObjectRef,
  UnstructuredObject,
} from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { AppliedMemory } from './AppliedMemory';
import { Change, ChangeAction, subjectOf } from './changeSet';
import { hasDrifted } from './drift';
import { ApplyError, isImmutable, textOf, toDryRunError } from './errors';
import { forEachLimited } from './forEachLimited';
import {
  IgnoreRule,
  ignoredPaths,
  respectIgnored,
  withoutPaths,
} from './ignoreRules';
import { inventoryRef } from './inventory';
import { compareForApply, stageOf } from './order';
import { matchesAny, MetadataSelector } from './selectors';
import { CleanupOptions, createCleanupPatch } from './takeover';
import { waitForHealthy } from './waitForHealthy';

export interface ResourceManagerOptions {
  /** Acts as the identity under which objects are applied. */
  readonly client: KubeClient;
  /** Manager name of the applied fields, such as `kustomize-controller`. */
  readonly fieldManager: string;
  /** Dry-runs at once; default 4. */
  readonly concurrency?: number;
  readonly clock?: Clock;
  /** Lets objects known to be unchanged be skipped after one look. */
  readonly memory?: AppliedMemory;
}

export interface ApplySetOptions {
  readonly signal: AbortSignal;
  /** Recreates any object that can't be changed in place. */
  readonly force?: boolean;
  /** Marks, on the desired or the live object, that recreate just that one. */
  readonly forceSelector?: MetadataSelector;
  /** Marks, on the desired or the live object, that leave it alone. */
  readonly exclude?: MetadataSelector;
  /** Marks on the desired object that only create it. */
  readonly onlyCreate?: MetadataSelector;
  readonly cleanup?: CleanupOptions;
  /** Marks that keep foreign fields as they are: no cleanup. */
  readonly cleanupExclude?: MetadataSelector;
  readonly ignoreRules?: readonly IgnoreRule[];
  /** `group/Kind` of the stage after classes. */
  readonly customStageKinds?: ReadonlySet<string>;
  /** Milliseconds to wait for a stage; default 60,000. */
  readonly stageTimeoutMs?: number;
}

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

/** What a dry-run of one object led to. */
interface Plan {
  readonly desired: UnstructuredObject;
  readonly ref: ObjectRef;
  readonly action: ChangeAction;
  /** Undefined: nothing to write. */
  readonly body?: UnstructuredObject;
}

const STAGE_TIMEOUT_MS = 60_000;
const STAGE_POLL_MS = 2_000;
const RECREATE_POLL_MS = 500;
const MAX_APPLY_CONFLICTS = 3;

/**
 * Brings a set of objects onto a cluster by server-side apply and takes them
 * off again.
 * @see fluxcd/pkg:ssa
 */
export class ResourceManager {
  readonly #client: KubeClient;
  readonly #clock: Clock;
  readonly #memory: AppliedMemory;

  constructor(private readonly options: ResourceManagerOptions) {
    this.#client = options.client;
    this.#clock = options.clock ?? systemClock;
    this.#memory = options.memory ?? new AppliedMemory();
  }

  /**
   * Applies objects in stages: definitions, classes, custom kinds, the rest.
   * All of a stage is dry-run before its first write, only drifted objects are
   * written, and a stage is healthy before the next begins.
   * @returns one change per object, in the order of application
   * @throws ApplyError - some objects of earlier stages may be written
   */
  async applyStaged(
    objects: readonly UnstructuredObject[],
    options: ApplySetOptions,
    onApplied: (changes: readonly Change[]) => void = () => {},
  ): Promise<Change[]> {
    const custom = options.customStageKinds ?? new Set<string>();
    const stages: UnstructuredObject[][] = [[], [], [], []];
    for (const object of objects) stages[stageOf(object, custom)].push(object);
    const all: Change[] = [];
    for (const [index, stage] of stages.entries()) {
      if (stage.length === 0) continue;
      const changes = await this.#applyStage(stage, options);
      all.push(...changes);
      onApplied(changes);
      if (index < 3) await this.#waitForStage(changes, options);
    }
    return all;
  }

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
    const end = this.#clock.now() + timeoutMs;
    for (const ref of refs) {
      while (
        await this.#client.find(ref, ref, { metadataOnly: true, signal })
      ) {
        if (this.#clock.now() >= end) {
          throw new ApplyError(
            `${subjectOf(ref)} termination timeout: context deadline exceeded`,
            'wait',
          );
        }
        await sleep(
          this.#clock,
          Math.min(STAGE_POLL_MS, end - this.#clock.now()),
          signal,
        );
      }
    }
  }

  async #applyStage(
    objects: readonly UnstructuredObject[],
    options: ApplySetOptions,
  ): Promise<Change[]> {
    const sorted = [...objects].sort((a, b) =>
      compareForApply(inventoryRef(a), inventoryRef(b)),
    );
    const concurrency = this.options.concurrency ?? 4;
    const plans: Plan[] = new Array(sorted.length);
    await forEachLimited(sorted, concurrency, async (object, index) => {
      plans[index] = await this.#plan(object, options);
    });
    // Kinds stay in order; objects of one kind don't depend on each other.
    for (const group of groupByKind(plans)) {
      await forEachLimited(group, concurrency, plan =>
        this.#write(plan, options),
      );
    }
    return plans.map(({ ref, action }) => ({ ref, action }));
  }

  async #plan(
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
    const live = await this.#client.find<UnstructuredObject>(ref, ref, {
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
      this.#memory.remember(desired, ref, live);
      return { desired, ref, action: 'unchanged' };
    }
    const body = respectIgnored(
      desired,
      live,
      dryRun,
      ignored,
      this.options.fieldManager,
    );
    return { desired, ref, body, action: 'configured' };
  }

  /** One cheap look: is the live object still the version found equal? */
  async #isUnchanged(
    desired: UnstructuredObject,
    ref: ObjectRef,
    options: ApplySetOptions,
  ): Promise<boolean> {
    const known = this.#memory.versionOf(desired, ref);
    if (!known) return false;
    const live = await this.#client
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
      this.#client.apply<UnstructuredObject>(desired, {
        dryRun: true,
        force: true,
        fieldManager: this.options.fieldManager,
        signal: options.signal,
      });
    try {
      return await dryRun();
    } catch (error) {
      options.signal.throwIfAborted();
      // Why the live object can't be read shows in the dry-run's error as well.
      const live = await this.#client
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
      await this.#client.delete(ref, ref, {
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
    while (await this.#client.find(ref, ref, { metadataOnly: true, signal })) {
      await sleep(this.#clock, RECREATE_POLL_MS, signal);
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
    const patch = createCleanupPatch(live, cleanup, this.options.fieldManager);
    if (patch.length === 0) return false;
    const ref = inventoryRef(live);
    try {
      await this.#client.patch(ref, ref, patch, {
        patchType: 'json',
        fieldManager: this.options.fieldManager,
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

  async #write(plan: Plan, options: ApplySetOptions): Promise<void> {
    const { body } = plan;
    if (!body) return;
    for (let conflicts = 0; ; conflicts += 1) {
      try {
        const live = await this.#client.apply<UnstructuredObject>(body, {
          force: true,
          fieldManager: this.options.fieldManager,
          signal: options.signal,
        });
        // What was adopted from the live object is not what the manifest says.
        if (body === plan.desired) {
          this.#memory.remember(plan.desired, plan.ref, live);
        }
        return;
      } catch (error) {
        // A forced apply only conflicts with a write at the same moment.
        if (isConflict(error) && conflicts < MAX_APPLY_CONFLICTS) continue;
        options.signal.throwIfAborted();
        throw new ApplyError(
          `${formatSubject(plan.desired)} apply failed: ${textOf(error)}`,
          'apply',
          { cause: error },
        );
      }
    }
  }

  async #waitForStage(
    changes: readonly Change[],
    options: ApplySetOptions,
  ): Promise<void> {
    // What was found unchanged and healthy before needs no second look, but
    // what is new or was skipped does.
    const waited = changes.filter(change => change.action !== 'unchanged');
    if (waited.length === 0) return;
    await waitForHealthy({
      client: this.#client,
      clock: this.#clock,
      refs: waited.map(change => change.ref),
      timeoutMs: options.stageTimeoutMs ?? STAGE_TIMEOUT_MS,
      pollMs: STAGE_POLL_MS,
      signal: options.signal,
    });
  }

  async #delete(
    ref: ObjectRef,
    options: DeleteSetOptions,
  ): Promise<ChangeAction> {
    let live: KubeObject | undefined;
    try {
      live = await this.#client.find(ref, ref, {
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
      await this.#client.delete(ref, ref, {
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
    this.#memory.forget(ref);
    return 'deleted';
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

/** Runs of plans with the same kind. */
function groupByKind(plans: readonly Plan[]): Plan[][] {
  const groups: Plan[][] = [];
  for (const plan of plans) {
    const last = groups.at(-1);
    const isSame =
      last?.[0].ref.kind === plan.ref.kind &&
      last[0].ref.apiVersion === plan.ref.apiVersion;
    if (isSame && last) last.push(plan);
    else groups.push([plan]);
  }
  return groups;
}
