import { releaseNameOf } from '../releaseSpec';
import { appliesServerSide, upgradeOptionsOf } from './actionOptions';
import { applyCrds } from './applyCrds';
import { changeRelease } from './changeRelease';
import type { RunAction } from './run';

/** Upgrades the release, also one that somebody else has made or changed. */
export const runUpgrade: RunAction = (run, explanation) =>
  changeRelease(run, {
    name: 'upgrade',
    explanation,
    act: async context => {
      const { object } = run.ctx;
      const { upgrade } = object.spec;
      const name = releaseNameOf(object);
      const history = await run.storage.history(name, context.signal);
      const isServerSide = appliesServerSide(
        upgrade?.serverSideApply,
        history.at(-1),
      );
      const options = upgradeOptionsOf(run, isServerSide);
      await applyCrds(run, context, { policy: upgrade?.crds, options });
      await run.actions.upgrade(context, options);
    },
  });
