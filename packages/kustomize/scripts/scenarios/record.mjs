// Writes testdata/<scenario>/: input/, and expected.yaml or expected-error.txt
// as the real kustomize gives it.
//
//   node packages/kustomize/scripts/scenarios/record.mjs /path/to/kustomize
//
// Run with kustomize v5.8.1. Existing scenario folders are replaced.
import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fields from './fields.mjs';
import * as found from './found.mjs';
import * as patches from './patches.mjs';
import * as values from './values.mjs';
import * as workloads from './workloads.mjs';

const [binary] = process.argv.slice(2);
const version = binary
  ? spawnSync(binary, ['version'], { encoding: 'utf8' }).stdout?.trim()
  : undefined;
if (!version) {
  process.stderr.write('usage: record.mjs /path/to/kustomize\n');
  process.exit(1);
}
const here = dirname(fileURLToPath(import.meta.url));
const testdata = join(here, '../../testdata');
const all = Object.assign(
  {},
  workloads.scenarios,
  values.scenarios,
  patches.scenarios,
  fields.scenarios,
  found.scenarios,
);

rmSync(testdata, { recursive: true, force: true });
let failed = 0;
for (const [name, files] of Object.entries(all)) {
  const folder = join(testdata, name);
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, 'input', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const input = join(folder, 'input');
  const result = spawnSync(binary, ['build', input], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (result.status === 0) {
    writeFileSync(join(folder, 'expected.yaml'), result.stdout);
  } else {
    failed += 1;
    const text = result.stderr
      .split('\n')
      .filter(line => !line.startsWith('# Warning:'))
      .join('\n')
      .replaceAll(realpathSync(input), '<root>')
      .replace(/goroutine [\s\S]*/, '')
      .replace(/0x[0-9a-f]{8,}/g, '<address>')
      .trimEnd();
    writeFileSync(join(folder, 'expected-error.txt'), `${text}\n`);
  }
}
writeFileSync(
  join(testdata, 'README.md'),
  `# Scenarios\n\nWritten by \`scripts/scenarios/record.mjs\` from the tables beside it; the expected\noutputs and errors are those of kustomize ${version}. Do not edit by hand.\n`,
);
process.stdout.write(
  `${Object.keys(all).length} scenarios, ${failed} of them errors\n`,
);
