import type { Release } from '@backstage-gitops/helm-release';
import { Reason, REMEDIATED, summarizeReady } from '../conditions';
import type { Explanation } from '../decide/decision';
import { emit, subjectOf } from '../events';
import { chartOf, fullNameOf, latestOf, previousOf } from '../history';
import type { Snapshot } from '../history';
import { remediationOf } from '../releaseSpec';
import { createActionContext } from './actionContext';
import { appliesServerSide, rollbackOptionsOf } from './actionOptions';
import { markObserved } from './changeRelease';
import { recordInventory } from './inventory';
import { countFailure, recordChange, recordNew } from './record';
import { interruptionOf, textOf } from './run';
import type { ActionResult, ChartRun, RunAction } from './run';

/** Records a revision that the rollback has written. */
function record(run: ChartRun, release: Release): Promise<void> {
  const isKnown = recordChange(run, release, () => ({ action: 'rollback' }));
  if (!isKnown) recordNew(run, release);
  return recordInventory(run, release, run.chart.chart);
}

/** Condition and event of the end of a rollback. */
function report(
  run: ChartRun,
  target: Snapshot,
  explanation: Explanation,
  failure?: {
    readonly message: string;
    readonly log: (text: string) => string;
  },
): void {
  const { ctx, token } = run;
  const named = `${fullNameOf(target)} with chart ${chartOf(target)}`;
  const end = failure ? `failed: ${failure.message}` : 'succeeded';
  const message = `Helm rollback to previous release ${named} ${end}`;
  const reason = failure ? Reason.rollbackFailed : Reason.rollbackSucceeded;
  ctx.conditions.set(REMEDIATED, failure ? 'False' : 'True', reason, message);
  emit(ctx, {
    type: failure ? 'Warning' : 'Normal',
    reason,
    message: failure ? failure.log(message) : message,
    subject: subjectOf(target, token),
    explanation,
  });
}

async function rollBack(
  run: ChartRun,
  target: Snapshot,
  explanation: Explanation,
): Promise<ActionResult> {
  const { ctx, storage } = run;
  const before = latestOf(ctx.status.history)?.digest;
  const { context, logs } = createActionContext(run, release =>
    record(run, release),
  );
  try {
    const stored = await storage.get(target.name, target.version, ctx.signal);
    const mode = ctx.object.spec.rollback?.serverSideApply;
    const isServerSide = appliesServerSide(mode, stored);
    const options = rollbackOptionsOf(run, target, isServerSide);
    await run.actions.rollback(context, options);
  } catch (error) {
    const by = interruptionOf(run, error);
    const message = textOf(error);
    if (by) return { kind: 'interrupted', by };
    countFailure(run);
    const log = (text: string) => logs.appendTo(text);
    report(run, target, explanation, { message, log });
    const isUnstored = latestOf(ctx.status.history)?.digest === before;
    if (isUnstored) return { kind: 'unstored', error: new Error(message) };
    return { kind: 'recorded' };
  }
  report(run, target, explanation);
  return { kind: 'recorded' };
}

/** Rolls a failed upgrade back to the last release that was a success. */
export const runRollback: RunAction = async (run, explanation) => {
  const { ctx } = run;
  const { ignoreTestFailures } = remediationOf(ctx.object, 'upgrade');
  const target = previousOf(ctx.status.history, ignoreTestFailures);
  if (!target) {
    const error = new Error(
      'missing target release for rollback: required to rollback',
    );
    return { kind: 'unstored', error };
  }
  const result = await rollBack(run, target, explanation);
  summarizeReady(ctx);
  markObserved(run);
  return result;
};
