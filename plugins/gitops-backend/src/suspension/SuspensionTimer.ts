import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  isConflict,
  isNotFound,
  systemClock,
  type Clock,
} from '@backstage-gitops/kube';
import {
  formatObjectRef,
  SUSPENDED_UNTIL_ANNOTATION,
} from '@backstage-gitops/plugin-gitops-common';
import type { ClusterGraph, PresentedNode } from '../graph/ClusterGraph';
import type { ObjectGraph } from '../graph/ObjectGraph';
import {
  forgetSuspension,
  renewSuspension,
  resume,
  type WriteTarget,
} from './setSuspended';
import {
  changesSinceSuspension,
  hasSuspension,
  isOwnSuspension,
} from './toSuspension';

const PERIOD_MS = 5_000;

/** What the timer does to an object. */
type SuspensionStep = 'resume' | 'forget' | 'renew';

/**
 * Resumes what was suspended until a time, and keeps the annotations of
 * suspensions true. It reads the local copy only, and every replica may run
 * it: each write is bound to the version that was read.
 */
export class SuspensionTimer {
  readonly #clock: Clock;
  /** Names of clusters with a write under way. */
  readonly #busy = new Set<string>();
  #cancel?: () => void;
  #isRunning = false;

  constructor(
    private readonly graph: ObjectGraph,
    private readonly logger: LoggerService,
    clock?: Clock,
  ) {
    this.#clock = clock ?? systemClock;
  }

  /** Runs every five seconds until {@link close}. */
  start(): void {
    this.#isRunning = true;
    this.#schedule();
  }

  close(): void {
    this.#isRunning = false;
    this.#cancel?.();
  }

  /**
   * Takes the step that is due on each object. Of a cluster that is still busy
   * with the last one, nothing is begun; no cluster waits for another.
   */
  async runOnce(): Promise<void> {
    const idle = this.graph.clusters.filter(
      ({ name }) => !this.#busy.has(name),
    );
    await Promise.all(idle.map(cluster => this.#runOn(cluster)));
  }

  async #runOn(cluster: ClusterGraph): Promise<void> {
    this.#busy.add(cluster.name);
    try {
      for (const node of cluster.withSuspension()) {
        const step = nextStep(node, this.#clock.now());
        if (step) await this.#take(step, node);
      }
    } catch (error) {
      this.logger.error('cannot update suspensions, trying again', {
        cluster: cluster.name,
        error: String(error),
      });
    } finally {
      this.#busy.delete(cluster.name);
    }
  }

  #schedule(): void {
    this.#cancel = this.#clock.after(PERIOD_MS, () => {
      void this.runOnce();
      if (this.#isRunning) this.#schedule();
    });
  }

  async #take(step: SuspensionStep, node: PresentedNode): Promise<void> {
    const { client } = node.cluster;
    if (!client) return;
    const meta = { object: formatObjectRef(node.ref), step };
    const { definition } = node.presenter;
    try {
      await write(step, { client, definition, ref: node.ref }, node);
      this.logger.info('the suspension was updated', meta);
    } catch (error) {
      // Another replica was faster, or the object is gone.
      if (isConflict(error) || isNotFound(error)) return;
      this.logger.warn('cannot update the suspension, trying again', {
        ...meta,
        error: node.mask(String(error)),
      });
    }
  }
}

async function write(
  step: SuspensionStep,
  target: WriteTarget,
  { object }: PresentedNode,
): Promise<void> {
  const { resourceVersion, generation = 0 } = object.metadata;
  switch (step) {
    case 'resume':
      return resume(target, resourceVersion);
    case 'renew':
      return renewSuspension(target, generation, resourceVersion);
    default:
      return forgetSuspension(target, object);
  }
}

/**
 * - `resume`: the portal suspended it, and the time has come
 * - `renew`: one change of the spec since; recorded, so that a second one is
 *   not taken for a new suspension
 * - `forget`: resumed, or suspended anew elsewhere: the annotations are of an
 *   earlier suspension
 */
function nextStep(
  { object, cluster, presenter }: PresentedNode,
  nowMs: number,
): SuspensionStep | undefined {
  const { annotations = {} } = object.metadata;
  const until = annotations[SUSPENDED_UNTIL_ANNOTATION];
  if (!hasSuspension(object) || !cluster.isFresh(presenter)) return undefined;
  if (!isOwnSuspension(object)) return 'forget';
  if (until !== undefined && Date.parse(until) <= nowMs) return 'resume';
  return changesSinceSuspension(object) === 1 ? 'renew' : undefined;
}
