import type { Values } from '@backstage-gitops/helm';
import { WaitError } from '@backstage-gitops/helm-release';
import type {
  ObjectChanges,
  ReleaseStorage,
} from '@backstage-gitops/helm-release';
import type { DigestAlgorithm } from '../../../artifacts/digest';
import type { HealthExpressions } from '../../../target/healthExpressions';
import type { Explanation } from '../decide/decision';
import type {
  HelmReleaseContext,
  HelmReleaseDeps,
  HelmReleaseSteps,
  ReleaseTarget,
  ResolvedChart,
} from '../types';
import type { HelmActions } from './helmActions';
import type { WrittenRevisions } from './WrittenRevisions';

/** What a run acts with. */
export interface ReleaseRun {
  readonly ctx: HelmReleaseContext;
  readonly deps: HelmReleaseDeps;
  readonly steps: Pick<
    HelmReleaseSteps,
    'createRender' | 'detectDrift' | 'correctDrift' | 'inventoryOf'
  >;
  readonly actions: HelmActions;
  readonly target: ReleaseTarget;
  readonly storage: ReleaseStorage;
  readonly written: WrittenRevisions;
  /** Default: each wait watches for itself. */
  readonly changes?: ObjectChanges;
  /** Of `spec.healthCheckExprs`. */
  readonly health: HealthExpressions;
}

/** What an install or upgrade is made of, besides. */
export interface ChartRun extends ReleaseRun {
  readonly chart: ResolvedChart;
  readonly values: Values;
  /** Digest of the values: `<algorithm>:<hex>`. */
  readonly configDigest: string;
  /** Token of events: the digest, or that of what Helm has merged the values with. */
  token: string;
  /** Digests of the spec; empty where it has no such field. */
  readonly digests: {
    readonly postRenderers: string;
    readonly commonMetadata: string;
  };
}

/** How an action has ended. */
export type ActionResult =
  /** What happened is in conditions, events and history. */
  | { readonly kind: 'recorded' }
  /** Nothing was stored: there is nothing to remediate, it is only tried again. */
  | { readonly kind: 'unstored'; readonly error: Error }
  /** Ended by the controller itself: it counts as no failure. */
  | { readonly kind: 'interrupted'; readonly by: 'stop' | 'trigger' };

/** Runs one action that was decided on, and records what came of it. */
export type RunAction = (
  run: ChartRun,
  explanation: Explanation,
) => Promise<ActionResult>;

/** Algorithm of the digests that the status records. */
export function algorithmOf({ deps }: ReleaseRun): DigestAlgorithm {
  return deps.options.snapshotDigestAlgo as DigestAlgorithm;
}

/** Whether an error, or one that has caused it, is that of a canceled wait. */
function isCanceledWait(error: unknown): boolean {
  if (error instanceof WaitError) return error.code === 'canceled';
  if (error instanceof AggregateError) return error.errors.some(isCanceledWait);
  return error instanceof Error && isCanceledWait(error.cause);
}

/**
 * What ended an action before its time, if it was the controller. Only waits
 * end for a trigger: what failed for another reason, whatever has been asked
 * for meanwhile, has failed.
 */
export function interruptionOf(
  { ctx, deps }: ReleaseRun,
  error: unknown,
): 'stop' | 'trigger' | undefined {
  if (ctx.signal.aborted) return 'stop';
  const { CancelHealthCheckOnNewRevision } = deps.options.featureGates;
  return CancelHealthCheckOnNewRevision &&
    ctx.superseded.aborted &&
    isCanceledWait(error)
    ? 'trigger'
    : undefined;
}

/** Text of a failure, of one that is no Error too. */
export function textOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim();
}
