#!/usr/bin/env node
/**
 * Runs the conformance cases against the embedded API server and against a real
 * Kubernetes control plane: the same case, the same expectation.
 *
 *   npm run conformance -- [--only TEXT] [--target devcluster|control-plane] [--kubeconfig FILE]
 *
 * --kubeconfig names a control plane that already runs. Without Go only the
 * embedded server is judged. The last line is `N passed, N failed`.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import {
  hasGo,
  startControlPlane,
} from '../test/control-plane/controlPlane.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const print = line => process.stdout.write(`${line}\n`);
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    target: { type: 'string' },
    kubeconfig: { type: 'string' },
  },
});

/** Bundles the cases with what they import of ours; packages stay in node_modules. */
async function bundle() {
  const outfile = join(
    root,
    'node_modules',
    '.cache',
    'conformance',
    'main.cjs',
  );
  await build({
    entryPoints: [join(root, 'test/conformance/src/main.ts')],
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

let plane;
try {
  const { runConformance } = await bundle();
  let controlPlane = values.kubeconfig;
  if (!controlPlane && values.target !== 'devcluster') {
    if (hasGo()) {
      plane = await startControlPlane({ log: print });
      controlPlane = plane.kubeconfig;
    } else {
      print(
        'skipped: the real control plane is built with Go, and this machine has no `go` command',
      );
    }
  }
  const { passed, failed } = await runConformance({
    ...values,
    controlPlane,
    print,
  });
  process.exitCode = failed > 0 ? 1 : 0;
  print(`${passed} passed, ${failed} failed`);
} catch (error) {
  print(error.stack ?? String(error));
  print('0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  await plane?.stop();
}
