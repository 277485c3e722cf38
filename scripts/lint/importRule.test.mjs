/** The import rule of eslint-packages.js refuses what it does not know. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { listPackages } from './importCycles.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const configure = createRequire(import.meta.url)('../../eslint-packages.js');

/** Messages of no-restricted-imports for a text as if it stood in `file`. */
async function lintImport(file, text) {
  const eslint = new ESLint({ cwd: root });
  const [{ messages }] = await eslint.lintText(text, {
    filePath: join(root, file),
  });
  return messages
    .filter(({ ruleId }) => ruleId === 'no-restricted-imports')
    .map(({ message }) => message);
}

const refused = [
  ['packages/kube/src/x.ts', "import '@backstage-gitops/go-yaml';"],
  ['packages/kube/src/x.ts', "export * from '@backstage-gitops/go-yaml';"],
  ['packages/kube/src/x.ts', "import '@backstage-gitops/go-yaml/sub';"],
  ['packages/kube/src/x.ts', "import '@backstage-gitops/unheard-of';"],
  ['packages/kustomize/src/x.ts', "import '@backstage-gitops/kube';"],
  ['packages/kustomize/src/x.ts', "import 'node:fs';"],
  ['plugins/gitops-common/src/x.ts', "import '@backstage-gitops/kube';"],
  ['packages/kube/src/x.ts', "import './y.test';"],
];
for (const [file, text] of refused) {
  test(`refused in ${file}: ${text}`, async () => {
    assert.equal((await lintImport(file, text)).length, 1);
  });
}

const allowed = [
  ['packages/kustomize/src/x.ts', "import '@backstage-gitops/go-yaml';"],
  ['packages/kube/src/x.ts', "import 'node:fs';"],
  ['packages/kube/src/x.test.ts', "import '@backstage-gitops/devcluster';"],
];
for (const [file, text] of allowed) {
  test(`allowed in ${file}: ${text}`, async () => {
    assert.deepEqual(await lintImport(file, text), []);
  });
}

test('a package that the table does not name is refused', () => {
  const dir = mkdtempSync(join(tmpdir(), 'gitops-lint-'));
  const manifest = {
    name: '@backstage-gitops/unheard-of',
    backstage: { role: 'node-library' },
  };
  try {
    writeFileSync(join(dir, 'package.json'), JSON.stringify(manifest));
    assert.throws(
      () => configure(dir),
      /unheard-of is not in MAY_IMPORT of eslint-packages\.js/,
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('every package with sources is linted by eslint-packages.js', () => {
  const sources = listPackages(root, ['packages', 'plugins', 'test']).filter(
    ({ dir }) => existsSync(join(dir, 'src')),
  );
  assert.ok(sources.length > 0);
  for (const { dir, manifest } of sources) {
    assert.equal(
      readFileSync(join(dir, '.eslintrc.js'), 'utf8'),
      "module.exports = require('../../eslint-packages')(__dirname);\n",
      dir,
    );
    assert.equal(manifest.scripts?.lint, 'backstage-cli package lint', dir);
  }
});
