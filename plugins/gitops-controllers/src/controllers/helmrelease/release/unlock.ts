import type { Release } from '@backstage-gitops/helm-release';
import { Reason, RELEASED, summarizeReady, TEST_SUCCESS } from '../conditions';
import type { Explanation } from '../decide/decision';
import { emit, subjectOf } from '../events';
import { chartOf, fullNameOf, targets } from '../history';
import type { Snapshot } from '../history';
import { releaseNameOf } from '../releaseSpec';
import { markObserved } from './changeRelease';
import { ObservedStorage } from './ObservedStorage';
import { countFailure, recordChange } from './record';
import { algorithmOf, textOf } from './run';
import type { ActionResult, ChartRun, RunAction } from './run';
import { toSnapshot } from './snapshot';

/** The release as it is found, as an event tells of it. */
function snapshotOf(run: ChartRun, release: Release): Snapshot {
  const { history = [] } = run.ctx.status;
  const known = history.find(snapshot => targets(snapshot, release));
  return toSnapshot(release, {
    algorithm: algorithmOf(run),
    ociDigest: known?.ociDigest,
  });
}

function unlocked(release: Release): Release {
  const { status } = release.info;
  const description = `Release unlocked from stale '${status}' state`;
  return {
    ...release,
    info: { ...release.info, status: 'failed', description },
  };
}

function report(
  { ctx }: ChartRun,
  snapshot: Snapshot,
  explanation: Explanation,
  failure?: string,
): void {
  const named = `Helm release ${fullNameOf(snapshot)} with chart ${chartOf(
    snapshot,
  )} in ${snapshot.status} state`;
  const message =
    failure === undefined
      ? `Unlocked ${named}`
      : `Unlock of ${named} failed: ${failure}`;
  ctx.conditions.set(RELEASED, 'False', Reason.pendingRelease, message);
  emit(ctx, {
    type: failure === undefined ? 'Normal' : 'Warning',
    reason: Reason.pendingRelease,
    message,
    subject: subjectOf(snapshot),
    explanation,
  });
}

async function unlock(
  run: ChartRun,
  explanation: Explanation,
): Promise<ActionResult> {
  const { object, signal } = run.ctx;
  const history = await run.storage.history(releaseNameOf(object), signal);
  const release = history.at(-1);
  // Somebody was faster: what to do is decided anew.
  if (!release?.info.status.startsWith('pending-')) return { kind: 'recorded' };
  const snapshot = snapshotOf(run, release);
  const storage = new ObservedStorage(run.storage, written => {
    recordChange(run, written);
  });
  try {
    await storage.update(unlocked(release), signal);
  } catch (error) {
    signal.throwIfAborted();
    countFailure(run);
    // Tests of the revision before would outrank that this one is stuck.
    run.ctx.conditions.delete(TEST_SUCCESS);
    report(run, snapshot, explanation, textOf(error));
    return { kind: 'unstored', error: new Error(textOf(error)) };
  }
  report(run, snapshot, explanation);
  return { kind: 'recorded' };
}

/**
 * Marks as failed a release that Helm has left pending: whoever worked on it
 * has ended in the middle.
 */
export const runUnlock: RunAction = async (run, explanation) => {
  const result = await unlock(run, explanation);
  summarizeReady(run.ctx);
  markObserved(run);
  return result;
};
