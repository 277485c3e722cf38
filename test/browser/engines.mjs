/**
 * Runs engines in a real browser: takes a JSON object of engine → inputs on
 * standard input, prints one of engine → answers, or why there is no browser.
 *
 *     node test/browser/engines.mjs <request.json
 *
 * Each engine is bundled for browsers by esbuild and runs in a page of its
 * own, under a content security policy that forbids making code from text.
 */
import { buildSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
// Both are scripts of this repository, not code of a package.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { findBrowser, launchBrowser } from '../e2e/lib/browser.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** What the page of an engine runs: `answer` takes one input. */
const PAGES = {
  kustomize: `
    import { buildKustomization, MemoryFileSystem } from './index';
    globalThis.answer = async files => {
      try {
        const result = await buildKustomization(new MemoryFileSystem(files), '/root');
        return { yaml: result.yaml() };
      } catch (error) {
        return { error: error.name, message: error.message };
      }
    };`,
  'go-template': `
    import { runCase } from './testing/runCase';
    globalThis.answer = runCase;`,
  helm: `
    import { formatTemplate, loadChart, renderChart } from './index';
    const bytes = base64 => Uint8Array.from(atob(base64), char => char.charCodeAt(0));
    globalThis.answer = files => {
      const chart = loadChart(
        new Map(Object.entries(files).map(([path, text]) => [path, bytes(text)])),
      );
      const release = { name: 'rel', namespace: 'default' };
      return { yaml: formatTemplate(renderChart(chart, new Map(), release)) };
    };`,
};

function bundle(engine) {
  const { outputFiles } = buildSync({
    stdin: {
      contents: PAGES[engine],
      resolveDir: join(root, 'packages', engine, 'src'),
      loader: 'ts',
    },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    minify: true,
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

const HTML = '<!doctype html><title>engine</title><script src="/engine.js">';

async function openPage(browser, engine) {
  const page = await browser.newPage();
  const script = bundle(engine);
  await page.route('http://engine.test/**', route =>
    route.fulfill(
      route.request().url().endsWith('/engine.js')
        ? { contentType: 'text/javascript', body: script }
        : {
            contentType: 'text/html',
            headers: { 'content-security-policy': "script-src 'self'" },
            body: `${HTML}</script>`,
          },
    ),
  );
  await page.goto('http://engine.test/');
  return page;
}

async function answersOf(browser, engine, inputs) {
  const page = await openPage(browser, engine);
  return page.evaluate(async list => {
    const answers = [];
    for (const input of list) {
      try {
        answers.push(await globalThis.answer(input));
      } catch (error) {
        answers.push({ fault: String(error) });
      }
    }
    return answers;
  }, inputs);
}

async function run(request) {
  const browser = await launchBrowser();
  const answers = {};
  try {
    for (const [engine, inputs] of Object.entries(request)) {
      answers[engine] = await answersOf(browser, engine, inputs);
    }
    return { browser: browser.version(), answers };
  } finally {
    await browser.close();
  }
}

const { missing } = await findBrowser();
const result = missing
  ? { missing }
  : await run(JSON.parse(readFileSync(0, 'utf8')));
process.stdout.write(JSON.stringify(result));
