/**
 * Loads one of our TypeScript modules into a benchmark: bundled once by
 * esbuild, so that what is timed is what runs in production.
 */
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @param entry - absolute path of a `.ts` file; @returns its exports */
export async function load(entry) {
  const folder = mkdtempSync(join(tmpdir(), 'gitops-benchmark-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    await bundle(entry, outfile);
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bundles a `.ts` file into one that Node runs. */
export async function bundle(entry, outfile) {
  await build({ ...SETTINGS, entryPoints: [entry], outfile });
}

/** Bundles a `.ts` file into a folder, what it imports later apart. */
export async function bundleInParts(entry, outdir) {
  await build({
    ...SETTINGS,
    entryPoints: [entry],
    outdir,
    outExtension: { '.js': '.mjs' },
    splitting: true,
  });
}

/** Settings of every bundle. */
const SETTINGS = {
  bundle: true,
  platform: 'node',
  // Native parts that their libraries do without.
  external: ['*.node'],
  format: 'esm',
  banner: {
    // What CommonJS modules of libraries have.
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url); const __dirname = import.meta.dirname ?? '.';",
  },
  target: 'node20',
  logLevel: 'error',
};

/** Runs `work` some times and returns the milliseconds of the median run. */
export async function median(times, work) {
  const runs = [];
  for (let run = 0; run < times; run++) {
    const started = performance.now();
    await work();
    runs.push(performance.now() - started);
  }
  return runs.sort((a, b) => a - b)[Math.floor(times / 2)];
}
