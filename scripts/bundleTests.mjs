/**
 * Bundles TypeScript of tests that Node runs as scripts, with what it imports
 * of ours; packages stay in node_modules.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * @param name - of the bundle's folder in node_modules/.cache
 * @param entry - path from the root
 * @returns the exports of the entry
 */
export async function bundleTests(name, entry) {
  const outfile = join(root, 'node_modules', '.cache', name, 'main.cjs');
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'error',
    define: { __dirname: JSON.stringify(join(root, 'test/oracle/src')) },
    plugins: [
      {
        name: 'packages-stay-outside',
        setup(context) {
          context.onResolve({ filter: /^[^./]/ }, ({ path }) =>
            path.startsWith('@backstage-gitops/') || path.startsWith('/')
              ? undefined
              : { path, external: true },
          );
        },
      },
    ],
  });
  return createRequire(import.meta.url)(outfile);
}
