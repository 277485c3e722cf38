/**
 * Renders recorded charts in a real browser and prints the result as JSON.
 *
 *     node packages/helm/testdata/browser.mjs CASE…
 *
 * The package is bundled for browsers by esbuild; the page runs under a
 * content security policy that forbids making code from text.
 */
import chromium from '@sparticuz/chromium';
import { build } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium as playwright } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));

/** The files below a folder as [path, base64] pairs. */
function filesOf(root, below = '') {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap(
    entry => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory()
        ? filesOf(root, path)
        : [[path, readFileSync(join(root, path)).toString('base64')]];
    },
  );
}

const bundle = await build({
  entryPoints: [join(here, '../src/index.ts')],
  bundle: true,
  write: false,
  platform: 'browser',
  format: 'iife',
  globalName: 'helm',
  minify: true,
  logLevel: 'error',
});
const script = bundle.outputFiles[0].text;

const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: chromium.args,
  headless: true,
});
try {
  const page = await browser.newPage();
  await page.route('http://bundle.test/**', route =>
    route.fulfill(
      route.request().url().endsWith('helm.js')
        ? { contentType: 'text/javascript', body: script }
        : {
            contentType: 'text/html',
            headers: { 'content-security-policy': "script-src 'self'" },
            body: '<!doctype html><title>helm</title><script src="/helm.js"></script>',
          },
    ),
  );
  await page.goto('http://bundle.test/');
  const charts = process.argv
    .slice(2)
    .map(name => [name, filesOf(join(here, 'charts', name, 'chart'))]);
  const rendered = await page.evaluate(cases => {
    const { helm } = globalThis;
    const render = files => {
      const bytes = files.map(([path, base64]) => [
        path,
        Uint8Array.from(atob(base64), char => char.charCodeAt(0)),
      ]);
      const chart = helm.loadChart(new Map(bytes));
      const release = { name: 'rel', namespace: 'default' };
      return helm.formatTemplate(helm.renderChart(chart, new Map(), release));
    };
    return cases.map(([name, files]) => {
      try {
        return [name, render(files)];
      } catch (error) {
        return [name, `Error: ${error.message}`];
      }
    });
  }, charts);
  process.stdout.write(
    JSON.stringify({
      browser: browser.version(),
      bundleBytes: script.length,
      rendered: Object.fromEntries(rendered),
    }),
  );
} finally {
  await browser.close();
}
