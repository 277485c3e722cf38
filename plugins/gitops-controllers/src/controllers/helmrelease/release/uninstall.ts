import { ActionError } from '@backstage-gitops/helm-release';
import type { ReleaseName } from '@backstage-gitops/helm-release';
import { Reason, RELEASED, REMEDIATED, summarizeReady } from '../conditions';
import type { Explanation } from '../decide/decision';
import { emit, subjectOf } from '../events';
import { chartOf, fullNameOf, latestOf, targets } from '../history';
import type { Snapshot } from '../history';
import { createActionContext } from './actionContext';
import { releaseOf, uninstallOptionsOf } from './actionOptions';
import type { LogBuffer } from './LogBuffer';
import { countFailure, recordChange } from './record';
import { interruptionOf, textOf } from './run';
import type { ActionResult, ReleaseRun, RunAction } from './run';
import { RELEASES } from './waitPlace';

interface Outcome {
  /** undefined: the release is gone. */
  readonly error?: unknown;
  readonly logs: LogBuffer;
  /** The entry of the release in the history as it is now. */
  readonly after: Snapshot;
}

/** Uninstalls a release of the history. */
async function uninstall(
  run: ReleaseRun,
  release: Snapshot,
  action: 'uninstall' | 'uninstall-remediation',
): Promise<Outcome> {
  const { context, logs } = createActionContext(run, written => {
    recordChange(run, written, () => ({ action }));
  });
  const latest = () => latestOf(run.ctx.status.history) ?? release;
  try {
    const result = await run.actions.uninstall(
      context,
      uninstallOptionsOf(run, release),
    );
    if (result.release && !targets(release, result.release)) {
      const [found, known] = [result.release, release].map(fullNameOf);
      throw new Error(
        `release mismatch: uninstalled release ${found} != current release ${known}`,
      );
    }
    const isUntouched =
      latest().digest === release.digest &&
      (action !== 'uninstall' || release.status !== 'uninstalled');
    if (isUntouched) {
      throw new Error(
        'uninstall completed with error: release not updated in Helm storage',
      );
    }
    return { logs, after: latest() };
  } catch (error) {
    return { error, logs, after: latest() };
  }
}

/**
 * Uninstalls the release of the history: its HelmRelease goes, or is for
 * another release now.
 * @returns false where there is none
 * @throws Error - Helm's own words; condition and event tell of it too
 */
export async function runUninstall(run: ReleaseRun): Promise<boolean> {
  const { ctx } = run;
  const { conditions } = ctx;
  const release = latestOf(ctx.status.history);
  if (!release) return false;
  // Mostly a wait for the cluster: other releases go on meanwhile.
  const { error, logs, after } = await ctx.waitFor(RELEASES, () =>
    uninstall(run, release, 'uninstall'),
  );
  const reason = error ? Reason.uninstallFailed : Reason.uninstallSucceeded;
  if (error !== undefined) {
    ctx.signal.throwIfAborted();
    const assumed = whyGone(run, release, error);
    if (assumed) {
      conditions.set(RELEASED, 'False', Reason.uninstallSucceeded, assumed);
      summarizeReady(ctx);
      return true;
    }
    countFailure(run);
  } else ctx.status.inventory = undefined;
  const named = `release ${fullNameOf(after)} with chart ${chartOf(after)}`;
  const message = error
    ? `Helm uninstall failed for ${named}: ${textOf(error)}`
    : `Helm uninstall succeeded for ${named}`;
  conditions.set(RELEASED, 'False', reason, message);
  emit(ctx, {
    type: error ? 'Warning' : 'Normal',
    reason,
    message: error ? logs.appendTo(message) : message,
    subject: subjectOf(after),
  });
  summarizeReady(ctx);
  if (error) throw error;
  return true;
}

/** What to take for granted although the uninstall has failed. */
function whyGone(
  { ctx }: ReleaseRun,
  release: Snapshot,
  error: unknown,
): string | undefined {
  const { keepHistory } = ctx.object.spec.uninstall ?? {};
  const name = fullNameOf(release);
  if (keepHistory && textOf(error).includes('is already deleted')) {
    return `Release ${name} was already uninstalled`;
  }
  const isMissing = error instanceof ActionError && error.code === 'not-found';
  return isMissing
    ? `Release ${name} was not found, assuming it is uninstalled`
    : undefined;
}

/** Uninstalls a failed release so that it can be installed again. Ready keeps the failure. */
export const runUninstallRemediation: RunAction = async (run, explanation) => {
  const { ctx } = run;
  const release = latestOf(ctx.status.history);
  if (!release) {
    const error = new Error('no latest release: required to uninstall');
    return { kind: 'unstored', error };
  }
  const outcome = await uninstall(run, release, 'uninstall-remediation');
  return reportRemediation(run, outcome, { before: release, explanation });
};

function reportRemediation(
  run: ReleaseRun,
  { error, logs, after }: Outcome,
  of: { readonly before: Snapshot; readonly explanation: Explanation },
): ActionResult {
  const { ctx } = run;
  const by = error === undefined ? undefined : interruptionOf(run, error);
  if (by) return { kind: 'interrupted', by };
  const named = `release ${fullNameOf(after)} with chart ${chartOf(after)}`;
  const end = error === undefined ? 'succeeded' : `failed: ${textOf(error)}`;
  const message = `Helm uninstall remediation for ${named} ${end}`;
  const reason = error ? Reason.uninstallFailed : Reason.uninstallSucceeded;
  if (error) countFailure(run);
  ctx.conditions.set(REMEDIATED, error ? 'False' : 'True', reason, message);
  emit(ctx, {
    type: error ? 'Warning' : 'Normal',
    reason,
    message: error ? logs.appendTo(message) : message,
    subject: subjectOf(after),
    explanation: of.explanation,
  });
  const isUnstored = error && after.digest === of.before.digest;
  return isUnstored
    ? { kind: 'unstored', error: new Error(textOf(error)) }
    : { kind: 'recorded' };
}

/**
 * Ends an uninstall that was broken off: what Helm has begun to remove can't be
 * upgraded, and without this nobody would ever touch it again.
 */
export const runFinishUninstall: RunAction = async (run, explanation) => {
  const { ctx } = run;
  const release: ReleaseName = releaseOf(ctx.object);
  const { context } = createActionContext(run, written => {
    recordChange(run, written, () => ({ action: 'uninstall' }));
  });
  try {
    await run.actions.uninstall(context, {
      ...uninstallOptionsOf(run, release),
      ignoreNotFound: true,
    });
  } catch (error) {
    ctx.signal.throwIfAborted();
    countFailure(run);
    const message = `Helm release ${release.namespace}/${
      release.name
    } can't be uninstalled to the end: ${textOf(error)}`;
    ctx.conditions.set(RELEASED, 'False', Reason.pendingRelease, message);
    summarizeReady(ctx);
    return { kind: 'unstored', error: new Error(textOf(error)) };
  }
  ctx.event({
    type: 'Normal',
    reason: Reason.pendingRelease,
    message: `Ended the uninstall of Helm release ${release.namespace}/${release.name} that was broken off`,
    metadata: { decision: JSON.stringify(explanation) },
  });
  return { kind: 'recorded' };
};
