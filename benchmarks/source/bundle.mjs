/** Bundles our modules into one CommonJS file, for a process that is measured. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * @param contents - TypeScript, with imports relative to the root of the repository
 * @param outfile - `.cjs`
 */
export async function bundle(contents, outfile) {
  await build({
    stdin: {
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
      contents,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Optional parts of ssh2 in C++.
    external: ['*.node', 'cpu-features'],
  });
  return outfile;
}
