/** The rules of eslint-packages.js, on files that do not exist. */
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

const eslint = new ESLint({ cwd: root });

/** Rules that a text breaks as if it stood in `file`. */
async function lint(file, text) {
  const [{ messages }] = await eslint.lintText(text, {
    filePath: join(root, file),
  });
  return messages.map(({ ruleId }) => ruleId);
}

async function lintImport(file, text) {
  const rules = await lint(file, text);
  return rules.filter(rule => rule === 'no-restricted-imports');
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

const statements = count => 'f();\n'.repeat(count);
const functionOf = count => `export function g() {\n${statements(count)}}\n`;
const sizes = [
  ['max-lines', statements(400), statements(401)],
  ['max-lines-per-function', functionOf(58), functionOf(59)],
  [
    'max-params',
    'export const f = (a, b, c, d, e) => [a, b, c, d, e];',
    'export const f = (a, b, c, d, e, g) => [a, b, c, d, e, g];',
  ],
  [
    'max-depth',
    `function f() { ${'if (a) { '.repeat(4)}${'} '.repeat(5)}`,
    `function f() { ${'if (a) { '.repeat(5)}${'} '.repeat(6)}`,
  ],
];
for (const [rule, small, large] of sizes) {
  test(`${rule} is capped in sources, not in tests`, async () => {
    const breaks = async (file, text) =>
      (await lint(file, text)).includes(rule);
    assert.equal(await breaks('packages/kube/src/x.ts', small), false);
    assert.equal(await breaks('packages/kube/src/x.ts', large), true);
    assert.equal(await breaks('packages/kube/src/x.test.ts', large), false);
    assert.equal(
      await breaks('packages/kube/src/generated/x.ts', large),
      false,
    );
    assert.equal(await breaks('test/conformance/src/x.ts', large), false);
  });
}

test('a component may have more lines than a function', async () => {
  const file = 'plugins/gitops-frontend/src/x.tsx';
  const rule = 'max-lines-per-function';
  assert.ok(!(await lint(file, functionOf(78))).includes(rule));
  assert.ok((await lint(file, functionOf(79))).includes(rule));
});

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
