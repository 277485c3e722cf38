// Builds every kustomization below some folders here and with the real
// kustomize, and tells where they differ.
//
//   node packages/kustomize/scripts/compare-folders.mjs [--judge /path/to/kubectl]
//        [--show] FOLDER...
//
// Without --judge kustomize's own library is compiled, which needs Go. A
// build that needs a remote base is counted and not compared.
import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { differ, startServers } from './fuzz/servers.mjs';

const FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const { values, positionals } = parseArgs({
  options: {
    judge: { type: 'string' },
    show: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

function* kustomizations(directory) {
  const entries = readdirSync(directory, { withFileTypes: true });
  if (entries.some(entry => entry.isFile() && FILES.includes(entry.name)))
    yield directory;
  for (const entry of entries) {
    if (entry.isDirectory() && entry.name !== '.git')
      yield* kustomizations(join(directory, entry.name));
  }
}

async function build(directory) {
  const ours = await servers.ours.build(directory);
  if (ours.code === 'remote') return { kind: 'remote' };
  const judge = await servers.judge.build(directory, true);
  return { kind: kindOf(ours, judge), ours, judge };
}

function kindOf(ours, judge) {
  if (differ(ours, judge)) return 'different';
  return judge.error === undefined ? 'same' : 'bothFailed';
}

function firstDifference(ours, judge) {
  const [a, b] = [ours.split('\n'), judge.split('\n')];
  const at = a.findIndex((line, i) => line !== b[i]);
  const line = at === -1 ? a.length : at;
  return `line ${line + 1}\n  ours:  ${a[line]}\n  judge: ${b[line]}`;
}

function describe({ ours, judge }) {
  if (ours.stack !== undefined) return ours.stack;
  if (ours.error !== undefined) return `only ours fails: ${ours.error}`;
  if (judge.error !== undefined) return `only the judge fails: ${judge.error}`;
  return firstDifference(ours.yaml ?? '', judge.yaml ?? '');
}

const say = text => process.stdout.write(`${text}\n`);
const servers = startServers(values.judge);
const sum = {};
for (const folder of positionals) {
  const totals = { same: 0, bothFailed: 0, remote: 0, different: 0 };
  for (const directory of kustomizations(resolve(folder))) {
    const { kind, ...result } = await build(directory);
    totals[kind] += 1;
    if (kind === 'different') say(`${directory}: ${describe(result)}`);
    if (values.show && kind === 'bothFailed') {
      say(`${directory}\n  ours:  ${result.ours.error}`);
      say(`  judge: ${result.judge.error.split('\n')[0]}`);
    }
  }
  say(`${basename(folder)}: ${JSON.stringify(totals)}`);
  for (const [kind, count] of Object.entries(totals))
    sum[kind] = (sum[kind] ?? 0) + count;
}
say(`all: ${JSON.stringify(sum)}`);
servers.close();
process.exitCode = sum.different === 0 ? 0 : 1;
