/**
 * Records what a helm-controller makes of the cases of cases.mjs: the object,
 * release Secrets, objects and events at rest after each step.
 *
 *   node plugins/gitops-controllers/scripts/helm/record.mjs --out FOLDER
 *     --source-controller FILE [--helm-controller FILE] [--side ours]
 *     [--helm FILE] [--only NAME,…] [--parallel 10]
 *
 * FILEs are programs of Flux and Helm. It needs Go for the real API server.
 */
import { parseArgs } from 'node:util';
import { CASES } from './cases.mjs';
import { recordSide } from './recordSide.mjs';

const { values } = parseArgs({
  options: {
    'helm-controller': { type: 'string' },
    'source-controller': { type: 'string' },
    helm: { type: 'string', default: 'helm' },
    out: { type: 'string' },
    only: { type: 'string' },
    side: { type: 'string', default: 'flux' },
    parallel: { type: 'string', default: '10' },
  },
});

await recordSide(values.side, {
  names: values.only?.split(',') ?? Object.keys(CASES),
  out: values.out,
  helm: values.helm,
  parallel: Number(values.parallel),
  programs: {
    helmController: values['helm-controller'],
    sourceController: values['source-controller'],
  },
});
process.exit();
