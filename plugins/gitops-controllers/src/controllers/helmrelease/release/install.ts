import { installOptionsOf } from './actionOptions';
import { applyCrds } from './applyCrds';
import { changeRelease } from './changeRelease';
import { clearHistory } from './record';
import type { RunAction } from './run';

/** Installs the release; the history begins anew. */
export const runInstall: RunAction = (run, explanation) => {
  clearHistory(run);
  return changeRelease(run, {
    name: 'install',
    explanation,
    act: async context => {
      const options = installOptionsOf(run);
      await applyCrds(run, context, {
        policy: run.ctx.object.spec.install?.crds,
        options,
      });
      await run.actions.install(context, options);
    },
  });
};
