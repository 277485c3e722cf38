import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { findImportCycles } from './importCycles.mjs';

/** Cycles of a repository of packages `one` and `two` with these files. */
function findIn(files) {
  const root = mkdtempSync(join(tmpdir(), 'gitops-lint-'));
  const manifests = {
    'packages/one/package.json': '{ "name": "@scope/one" }',
    'packages/two/package.json': '{ "name": "@scope/two" }',
  };
  try {
    for (const [path, text] of Object.entries({ ...manifests, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return findImportCycles(root, ['packages']);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const A = 'packages/one/src/a.ts';
const B = 'packages/one/src/b.ts';

const closing = [
  "import { a } from './a';",
  "import a from './a';",
  "import './a';",
  "import { type A, a } from './a';",
  "export { a } from './a';",
  "export * from './a';",
  "const a = () => import('./a');",
];
for (const text of closing) {
  test(`closes a cycle: ${text}`, () => {
    const found = findIn({ [A]: "import { b } from './b';", [B]: text });
    assert.deepEqual(found, { cycles: [[A, B]], typeOnly: 0 });
  });
}

const allowed = [
  "import type { A } from './a';",
  "import { type A } from './a';",
  "export type { A } from './a';",
  "export { type A } from './a';",
];
for (const text of allowed) {
  test(`is of types only: ${text}`, () => {
    const found = findIn({ [A]: "import { b } from './b';", [B]: text });
    assert.deepEqual(found, { cycles: [], typeOnly: 1 });
  });
}

test('a file that imports itself is a cycle', () => {
  assert.deepEqual(findIn({ [A]: "import './a';" }).cycles, [[A]]);
});

test('a cycle leads through folders and packages', () => {
  const index = 'packages/one/src/index.ts';
  const entry = 'packages/two/src/index.tsx';
  const { cycles } = findIn({
    [A]: "import '@scope/two';",
    [index]: "export * from './a';",
    [entry]: "export { two } from './deep';",
    'packages/two/src/deep/index.ts': "import '@scope/one';",
  });
  assert.deepEqual(cycles, [
    [A, index, 'packages/two/src/deep/index.ts', entry],
  ]);
});

test('two ways to one file are no cycle', () => {
  const { cycles } = findIn({
    'packages/one/src/index.ts': "import './a';\nimport './b';",
    [A]: "import './shared';",
    [B]: "import './shared';",
    'packages/one/src/shared.ts': '',
  });
  assert.deepEqual(cycles, []);
});
