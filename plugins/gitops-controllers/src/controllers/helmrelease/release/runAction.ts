import { PROGRESSING, READY, formatDuration } from '@backstage-gitops/kube';
import type { Act, ActionName } from '../decide/decision';
import { KIND_OF } from '../decide/decision';
import { timeoutOf } from '../releaseSpec';
import type { TimedAction } from '../releaseSpec';
import type { DriftedObject } from '../types';
import { createCorrection } from './correct';
import { runInstall } from './install';
import { runRollback } from './rollback';
import type { ActionResult, ChartRun, RunAction } from './run';
import { runTest } from './test';
import { runFinishUninstall, runUninstallRemediation } from './uninstall';
import { runUnlock } from './unlock';
import { runUpgrade } from './upgrade';
import { RELEASES } from './waitPlace';

/** How the status names an action, and whose timeout it has. */
const SHOWN: Readonly<
  Record<ActionName, { readonly name: string; readonly timed?: TimedAction }>
> = {
  install: { name: 'install', timed: 'install' },
  upgrade: { name: 'upgrade', timed: 'upgrade' },
  rollback: { name: 'rollback', timed: 'rollback' },
  uninstall: { name: 'uninstall', timed: 'uninstall' },
  'finish-uninstall': { name: 'uninstall', timed: 'uninstall' },
  test: { name: 'test', timed: 'test' },
  unlock: { name: 'unlock' },
  correct: { name: 'correct cluster drift' },
};

const ACTIONS: Readonly<Record<Exclude<ActionName, 'correct'>, RunAction>> = {
  install: runInstall,
  upgrade: runUpgrade,
  rollback: runRollback,
  uninstall: runUninstallRemediation,
  'finish-uninstall': runFinishUninstall,
  test: runTest,
  unlock: runUnlock,
};

/** Text of the Reconciling condition: `Running 'install' action with timeout of 5m0s`. */
function progressText(run: ChartRun, action: ActionName): string {
  const { name, timed } = SHOWN[action];
  const timeout = formatDuration(timeoutOf(run.ctx.object, timed));
  return `Running '${name}' action with timeout of ${timeout}`;
}

/**
 * Runs an action that was decided on, after the status says so.
 * @param isFirst - of the run; what an earlier one has done is written first
 */
export async function runAction(
  run: ChartRun,
  { action, explanation }: Act,
  {
    drift,
    isFirst,
  }: { readonly drift: readonly DriftedObject[]; readonly isFirst: boolean },
): Promise<ActionResult> {
  const { ctx } = run;
  const text = progressText(run, action);
  if (KIND_OF[action] === 'release') {
    ctx.conditions.set(READY, 'Unknown', PROGRESSING, text);
  }
  await ctx.progress(PROGRESSING, text, { flush: !isFirst });
  ctx.logger.info(`running '${action}' action`, {
    object: ctx.key.name,
    namespace: ctx.key.namespace ?? '',
    decision: JSON.stringify(explanation),
  });
  const act = action === 'correct' ? createCorrection(drift) : ACTIONS[action];
  // Mostly a wait for the cluster: other releases go on meanwhile.
  return ctx.waitFor(RELEASES, () => act(run, explanation));
}
