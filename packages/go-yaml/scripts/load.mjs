import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Bundles and loads src/testing, which is TypeScript. */
export async function load() {
  const here = dirname(fileURLToPath(import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'go-yaml-'));
  const outfile = join(folder, 'bundle.mjs');
  await build({
    entryPoints: [join(here, '../src/testing/index.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
  });
  const module = await import(pathToFileURL(outfile).href);
  rmSync(folder, { recursive: true });
  return module;
}
