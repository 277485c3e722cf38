/**
 * HelmReleases under Flux's helm-controller and under ours, each on a cluster
 * of its own: conditions and history at rest, events, release Secrets as they
 * are stored, objects and who manages their fields.
 *
 *   node plugins/gitops-controllers/scripts/helm/compare-statuses.mjs
 *     --helm-controller FILE --source-controller FILE --helm FILE
 *     [--only NAME,…] [--flux FOLDER] [--ours FOLDER] [--lines 12]
 *
 * FILEs are programs of Flux and Helm; both sides read their charts through
 * Flux's source-controller. FOLDERs are what record.mjs has written before, in
 * place of a run. It needs Go for the real API server. The exit code is 1 when
 * anything differs that is not in known.mjs.
 */
import { existsSync, mkdtempSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CASES } from './cases.mjs';
import { differences } from './differences.mjs';
import { knownReason } from './known.mjs';
import { readCase } from './normalise.mjs';
import { recordSide } from './recordSide.mjs';

const { values } = parseArgs({
  options: {
    'helm-controller': { type: 'string' },
    'source-controller': { type: 'string' },
    helm: { type: 'string', default: 'helm' },
    only: { type: 'string' },
    flux: { type: 'string' },
    ours: { type: 'string' },
    lines: { type: 'string', default: '12' },
  },
});
const say = line => process.stdout.write(`${line}\n`);
const names = values.only?.split(',') ?? Object.keys(CASES);
const programs = {
  helmController: values['helm-controller'],
  sourceController: values['source-controller'],
};

async function folderOf(side) {
  if (values[side]) return values[side];
  const out = mkdtempSync(join(tmpdir(), `helm-${side}-`));
  say(`${side} is recorded in ${out}, load ${loadavg()[0].toFixed(1)}`);
  const { helm } = values;
  await recordSide(side, { names, out, helm, programs, parallel: 10 });
  return out;
}

/** Prints what differs in one case. @returns how many parts differ, and how many of them are known */
function compareCase(name, folders) {
  const missing = folders.find(
    folder => !existsSync(join(folder, name, 'events.json')),
  );
  if (missing) {
    say(`DIFFERENT: ${name} was not played to its end in ${missing}`);
    return { parts: 1, different: 1, known: 0 };
  }
  const [a, b] = folders.map(folder =>
    readCase(join(folder, name), CASES[name]),
  );
  const parts = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  let [different, known] = [0, 0];
  for (const part of parts) {
    const found = [...differences(a[part], b[part])];
    const left = found.filter(line => !knownReason(name, `${part}${line}`));
    if (found.length > left.length) known += 1;
    if (left.length === 0) continue;
    different += 1;
    say(`DIFFERENT: ${name}, ${part}`);
    const shown = Number(values.lines);
    left.slice(0, shown).forEach(line => say(`  ${line.slice(0, 1000)}`));
    if (left.length > shown) say(`  and ${left.length - shown} more`);
  }
  return { parts: parts.length, different, known };
}

const folders = [await folderOf('flux'), await folderOf('ours')];
const sum = { parts: 0, different: 0, known: 0 };
for (const name of names) {
  const counts = compareCase(name, folders);
  for (const key of Object.keys(sum)) sum[key] += counts[key];
}
say(
  `${names.length} cases, ${sum.parts} parts compared, ${sum.different} different, ${sum.known} with known differences`,
);
process.exit(sum.different > 0 ? 1 : 0);
