/** Records cases under one helm-controller, on a cluster of their own. */
import { mkdirSync } from 'node:fs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- scripts of other folders
import { inParallel } from '../../../../benchmarks/kube/Bench.mjs';
import { CASES } from './cases.mjs';
import { makeCharts } from './charts.mjs';
import { recordCase } from './recordCase.mjs';
import { Stage } from './Stage.mjs';

const say = line => process.stdout.write(`${line}\n`);

/**
 * @param side - `flux` or `ours`
 * @param names - cases
 * @param out - folder of the records, one below for each case, and of logs
 * @param programs - `helmController` and `sourceController` of Flux
 * @param helm - the real helm
 * @param parallel - cases at once
 */
export async function recordSide(side, options) {
  const { names, out, programs, helm, parallel } = options;
  mkdirSync(out, { recursive: true });
  const stage = await Stage.start({
    programs,
    charts: makeCharts(),
    logs: out,
  });
  try {
    await stage.startSide(side, ['--concurrent=10']);
    await inParallel(names, parallel, async name => {
      const test = CASES[name];
      await recordCase(stage, name, { test, out, helm }).then(say, error =>
        say(`${name}: ${error.stack}`),
      );
    });
  } finally {
    await stage.close();
  }
}
