// Builds the scenarios of testdata in a real browser and compares them.
//
//   node packages/kustomize/scripts/browser.mjs
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
// Both are scripts of this repository, not code of a package.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { launchBrowser } from '../../../test/e2e/lib/browser.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function filesBelow(directory, path = '') {
  return readdirSync(join(directory, path), { withFileTypes: true }).flatMap(
    entry => {
      const child = `${path}/${entry.name}`;
      return entry.isDirectory()
        ? filesBelow(directory, child)
        : [[`/root${child}`, readFileSync(join(directory, child), 'utf8')]];
    },
  );
}

const scenarios = readdirSync(join(root, 'testdata'), { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => {
    const folder = join(root, 'testdata', name);
    const expected = join(folder, 'expected.yaml');
    return {
      name,
      files: Object.fromEntries(filesBelow(join(folder, 'input'))),
      expected: existsSync(expected)
        ? readFileSync(expected, 'utf8')
        : undefined,
    };
  });

const [bundle] = buildSync({
  stdin: {
    contents: `import * as kustomize from './index'; globalThis.kustomize = kustomize;`,
    resolveDir: join(root, 'src'),
  },
  bundle: true,
  platform: 'browser',
  format: 'iife',
  minify: true,
  write: false,
}).outputFiles;

const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  await page.addScriptTag({ content: bundle.text });
  const wrong = await page.evaluate(async list => {
    const { buildKustomization, MemoryFileSystem } = globalThis.kustomize;
    const failures = [];
    for (const { name, files, expected } of list) {
      let actual;
      try {
        actual = (
          await buildKustomization(new MemoryFileSystem(files), '/root')
        ).yaml();
      } catch (error) {
        if (error.name !== 'KustomizeError') failures.push(`${name}: ${error}`);
      }
      if (actual !== expected) failures.push(name);
    }
    return failures;
  }, scenarios);
  process.stdout.write(
    `${scenarios.length - wrong.length} of ${
      scenarios.length
    } scenarios as expected in ${browser.version()}, bundle ${Math.round(
      bundle.text.length / 1024,
    )} KiB\n`,
  );
  for (const name of wrong) process.stdout.write(`differs: ${name}\n`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  await browser.close();
}
