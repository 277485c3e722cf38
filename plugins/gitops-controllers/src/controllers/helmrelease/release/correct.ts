import {
  PROGRESSING,
  READY,
  subjectOf as nameOf,
} from '@backstage-gitops/kube';
import { Reason } from '../conditions';
import { emit, subjectOf } from '../events';
import { fullNameOf, latestOf } from '../history';
import { timeoutOf, releaseNameOf } from '../releaseSpec';
import type { CorrectedObject, DriftedObject } from '../types';
import { createActionContext } from './actionContext';
import type { ChartRun, RunAction } from './run';
import type { Snapshot } from '../history';
import type { Explanation } from '../decide/decision';

function lineOf({ ref, action }: CorrectedObject): string {
  return `${nameOf(ref)} ${action}`;
}

function report(
  { ctx }: ChartRun,
  latest: Snapshot,
  corrected: readonly CorrectedObject[],
  explanation: Explanation,
): void {
  const name = fullNameOf(latest);
  const failed = corrected.filter(({ action }) => action === 'failed');
  const lines = corrected
    .filter(({ action }) => action !== 'failed')
    .map(lineOf)
    .join('\n');
  const subject = subjectOf(latest);
  if (failed.length === 0) {
    if (!lines) return;
    emit(ctx, {
      type: 'Normal',
      reason: Reason.driftCorrected,
      message: `Cluster state of release ${name} has been corrected:\n${lines}`,
      subject,
      explanation,
    });
    return;
  }
  const errors = failed.map(({ error }) => error?.message ?? '').join('\n');
  const message = `Failed to ${
    lines ? 'partially ' : ''
  }correct cluster state of release ${name}:\n${errors}`;
  emit(ctx, {
    type: 'Warning',
    reason: Reason.driftCorrectionFailed,
    message: lines
      ? `${message}\n\nSuccessful corrections:\n${lines}`
      : message,
    subject,
    explanation,
  });
}

/** Corrects what differs from the release. */
export function createCorrection(drift: readonly DriftedObject[]): RunAction {
  return async (run, explanation) => {
    const { ctx, deps, steps, storage } = run;
    const { object, conditions } = ctx;
    const latest = latestOf(ctx.status.history);
    if (!latest) return { kind: 'recorded' };
    conditions.set(READY, 'Unknown', PROGRESSING, 'correcting cluster drift');
    const { context } = createActionContext(run, () => undefined);
    const signal = AbortSignal.any([
      ctx.signal,
      AbortSignal.timeout(timeoutOf(object)),
    ]);
    const name = releaseNameOf(object);
    const release = await storage.get(name, latest.version, ctx.signal);
    const corrected = await steps.correctDrift(ctx, deps, {
      drift,
      release,
      context: { ...context, signal },
    });
    ctx.signal.throwIfAborted();
    report(run, latest, corrected, explanation);
    return { kind: 'recorded' };
  };
}
