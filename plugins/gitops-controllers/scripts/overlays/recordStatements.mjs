// Records what Flux's own package makes of the cases in statements.mjs and of
// some random ones (needs Go).
//
//   node plugins/gitops-controllers/scripts/overlays/recordStatements.mjs
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomOverlay } from './overlays.mjs';
import { startJudge } from './servers.mjs';
import { statements } from './statements.mjs';

const RANDOM = 60;
const here = dirname(fileURLToPath(import.meta.url));
const testdata = join(
  here,
  '../../src/controllers/kustomization/build/testdata',
);
const root = mkdtempSync(join(tmpdir(), 'statements-'));
const judge = startJudge();

async function record({ name, files, path = '', spec = {} }) {
  const tree = join(root, 'case');
  for (const [file, text] of Object.entries(files)) {
    const target = join(tree, file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  const given = { name, files, path, spec };
  const answer = await judge.ask({ root: tree, path, spec });
  rmSync(tree, { recursive: true });
  const { file: _, ...told } = answer;
  return {
    ...given,
    answer: { ...told, error: told.error?.replaceAll(tree, '<root>') },
  };
}

async function write(name, cases) {
  const recorded = [];
  for (const given of cases) recorded.push(await record(given));
  const text = `${JSON.stringify(recorded, null, 2)}\n`;
  writeFileSync(join(testdata, name), text);
}

await write(
  'statements.json',
  Object.entries(statements).map(([name, given]) => ({ name, ...given })),
);
await write(
  'random.json',
  Array.from({ length: RANDOM }, (_, index) => ({
    name: `random ${index + 1}`,
    ...randomOverlay(index + 1),
  })),
);
judge.close();
rmSync(root, { recursive: true, force: true });
