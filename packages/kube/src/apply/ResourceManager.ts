import { Clock, systemClock } from '../api/clock';
import { isConflict } from '../api/errors';
import { formatSubject, ObjectRef, UnstructuredObject } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { AppliedObjectCache } from './AppliedObjectCache';
import { Change } from './changeSet';
import { ApplyError, textOf } from './errors';
import { forEachLimited } from './forEachLimited';
import { inventoryRef } from './inventory';
import {
  ApplySetOptions,
  ResourceManagerOptions,
  stageTimeoutOf,
} from './options';
import { compareForApply, stageOf } from './order';
import { Plan, Planner } from './Planner';
import { DeleteSetOptions, DeleteSetResult, Remover } from './Remover';
import { waitForHealthy } from './waitForHealthy';

const STAGE_POLL_MS = 2_000;
const MAX_APPLY_CONFLICTS = 3;

/**
 * Brings a set of objects onto a cluster by server-side apply and takes them
 * off again.
 * @see fluxcd/pkg:ssa
 */
export class ResourceManager {
  readonly #client: KubeClient;
  readonly #clock: Clock;
  readonly #applied: AppliedObjectCache;
  readonly #planner: Planner;
  readonly #remover: Remover;

  constructor(private readonly options: ResourceManagerOptions) {
    this.#client = options.client;
    this.#clock = options.clock ?? systemClock;
    this.#applied = options.applied ?? new AppliedObjectCache();
    this.#planner = new Planner({
      client: this.#client,
      clock: this.#clock,
      applied: this.#applied,
      fieldManager: options.fieldManager,
    });
    this.#remover = new Remover(this.#client, this.#clock, this.#applied);
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

  /** Deletes what its owner may delete; see {@link Remover.deleteAll}. */
  deleteAll(
    refs: readonly ObjectRef[],
    options: DeleteSetOptions,
  ): Promise<DeleteSetResult> {
    return this.#remover.deleteAll(refs, options);
  }

  /** Waits until none of the objects exists. @throws ApplyError - too late */
  waitForTermination(
    refs: readonly ObjectRef[],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#remover.waitForTermination(refs, timeoutMs, signal);
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
      plans[index] = await this.#planner.plan(object, options);
    });
    // Kinds stay in order; objects of one kind don't depend on each other.
    for (const group of groupByKind(plans)) {
      await forEachLimited(group, concurrency, plan =>
        this.#write(plan, options),
      );
    }
    return plans.map(({ ref, action }) => ({ ref, action }));
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
          this.#applied.remember(plan.desired, plan.ref, live);
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
    const wait = () =>
      waitForHealthy({
        client: this.#client,
        clock: this.#clock,
        refs: waited.map(change => change.ref),
        timeoutMs: stageTimeoutOf(options),
        pollMs: STAGE_POLL_MS,
        signal: options.signal,
      });
    await (options.waitFor ? options.waitFor(wait) : wait());
  }
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
