// Writes testdata/kustomize-helm/cases/<case>/: input/, args, and expected.yaml
// or expected-error.txt as the real kustomize and Helm give them.
//
//   node packages/cli/scripts/kustomize-helm/record.mjs /path/to/kustomize /path/to/helm
//
// Run with kustomize v5.8.1 and Helm v4.1. Existing cases are replaced.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cases } from './cases.mjs';

const [kustomize, helm] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const testdata = join(here, '../../testdata/kustomize-helm');
const work = realpathSync(mkdtempSync(join(tmpdir(), 'kustomize-helm-')));

function write(folder, name, text) {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The last of the errors that wrap each other, without what differs from run to run. */
function withoutPlaces(stderr, input) {
  return stderr
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('# Warning:'))
    .join('\n')
    .replaceAll(input, '<root>')
    .replaceAll(dirname(input), '<parent>')
    .replace(/&\{0x[0-9a-f]+ /, '&{')
    .replaceAll(helm, 'helm')
    .replace(/ with env=\[.*?\]/, '')
    .replace(/\S*\/kustomize-helm-\d+\//g, '<tmp>/');
}

rmSync(join(testdata, 'cases'), { recursive: true, force: true });
let refused = 0;
for (const [name, { files, args = [], isOff, ...charts }] of Object.entries(
  cases,
)) {
  const folder = join(testdata, 'cases', name);
  for (const [path, text] of Object.entries(files)) {
    write(join(folder, 'input'), path, text);
  }
  const chartHome = charts.chartsAt ?? join(charts.chartsIn ?? '.', 'charts');
  const words = isOff ? args : ['--enable-helm', ...args];
  write(folder, 'case.json', `${JSON.stringify({ chartHome, args: words })}\n`);
  const input = join(work, name);
  cpSync(join(folder, 'input'), input, { recursive: true });
  cpSync(join(testdata, 'charts'), join(input, chartHome), { recursive: true });
  const result = spawnSync(
    kustomize,
    ['build', input, ...words, '--helm-command', helm],
    { encoding: 'utf8' },
  );
  if (result.status === 0) {
    write(folder, 'expected.yaml', result.stdout);
  } else {
    refused += 1;
    const text = withoutPlaces(result.stderr, input);
    write(folder, 'expected-error.txt', `${text}\n`);
  }
}
rmSync(work, { recursive: true });
process.stdout.write(
  `${Object.keys(cases).length} cases, ${refused} refused\n`,
);
