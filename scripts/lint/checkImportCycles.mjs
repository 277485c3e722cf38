/** Fails when the packages have an import cycle; see importCycles.mjs. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findImportCycles } from './importCycles.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { cycles, typeOnly } = findImportCycles(root, [
  'packages',
  'plugins',
  'test',
]);
for (const files of cycles) {
  process.stderr.write(`import cycle:\n  ${files.join('\n  ')}\n`);
}
process.stdout.write(
  `${cycles.length} import cycles, ${typeOnly} of types only (allowed)\n`,
);
process.exitCode = cycles.length === 0 ? 0 : 1;
