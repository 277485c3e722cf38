import { Reason, summarizeReady, TEST_SUCCESS } from '../conditions';
import type { Explanation } from '../decide/decision';
import { emit, subjectOf } from '../events';
import {
  chartOf,
  fullNameOf,
  hasBeenTested,
  latestOf,
  targets,
} from '../history';
import type { Snapshot } from '../history';
import { remediationOf } from '../releaseSpec';
import { createActionContext } from './actionContext';
import { testOptionsOf } from './actionOptions';
import { markObserved } from './changeRelease';
import { countAttempt, countFailure, recordChange } from './record';
import { interruptionOf, textOf } from './run';
import type { ActionResult, ChartRun, RunAction } from './run';
import { testHooksOf } from './snapshot';

function named(snapshot: Snapshot): string {
  return `${fullNameOf(snapshot)} with chart ${chartOf(snapshot)}`;
}

function report(
  run: ChartRun,
  latest: Snapshot,
  explanation: Explanation,
  failure?: string,
): void {
  const { ctx } = run;
  const count = Object.keys(latest.testHooks ?? {}).length;
  const hooks = `${count} test hook${
    count > 1 ? 's' : ''
  } completed successfully`;
  const success = count === 0 ? 'no test hooks' : hooks;
  const message = `Helm test ${
    failure === undefined ? 'succeeded' : 'failed'
  } for release ${named(latest)}: ${failure ?? success}`;
  const isFailure = failure !== undefined;
  const reason = isFailure ? Reason.testFailed : Reason.testSucceeded;
  const status = isFailure ? 'False' : 'True';
  ctx.conditions.set(TEST_SUCCESS, status, reason, message);
  emit(ctx, {
    type: isFailure ? 'Warning' : 'Normal',
    reason,
    message,
    subject: subjectOf(latest),
    explanation,
  });
}

/** A failed test uses up a retry of the action that made the release, unless ignored. */
function countTestFailure(run: ChartRun, latest: Snapshot): void {
  const { object, status } = run.ctx;
  countFailure(run);
  const last = status.lastAttemptedReleaseAction;
  if (!last || !hasBeenTested(latest)) return;
  if (!remediationOf(object, last).ignoreTestFailures) countAttempt(run, last);
}

async function runTests(
  run: ChartRun,
  before: Snapshot,
  explanation: Explanation,
): Promise<ActionResult> {
  const { ctx } = run;
  const { context } = createActionContext(run, release => {
    if (!targets(before, release)) return;
    const { filters } = ctx.object.spec.test ?? {};
    const testHooks = testHooksOf(release, filters);
    recordChange(run, release, () => ({ testHooks }));
  });
  let failure: string | undefined;
  try {
    const release = await run.actions.testRelease(context, testOptionsOf(run));
    if (!targets(before, release)) {
      failure = `release mismatch: tested release ${fullNameOf(
        release,
      )} != current release ${fullNameOf(before)}`;
    }
  } catch (error) {
    const by = interruptionOf(run, error);
    if (by === 'stop') return { kind: 'interrupted', by };
    failure = textOf(error);
  }
  const latest = latestOf(ctx.status.history) ?? before;
  if (failure === undefined) {
    report(run, latest, explanation);
    return { kind: 'recorded' };
  }
  countTestFailure(run, latest);
  report(run, latest, explanation, failure);
  return hasBeenTested(latest)
    ? { kind: 'recorded' }
    : { kind: 'unstored', error: new Error(failure) };
}

/** Runs the tests of the newest release. */
export const runTest: RunAction = async (run, explanation) => {
  const latest = latestOf(run.ctx.status.history);
  if (!latest) {
    const error = new Error('no latest release: required for test');
    return { kind: 'unstored', error };
  }
  const result = await runTests(run, latest, explanation);
  summarizeReady(run.ctx);
  markObserved(run);
  return result;
};
