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
import { parseArgs } from 'node:util';
import {
  hasGo,
  startControlPlane,
} from '../test/control-plane/controlPlane.mjs';
import { bundleTests } from './bundleTests.mjs';

const print = line => process.stdout.write(`${line}\n`);
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    target: { type: 'string' },
    kubeconfig: { type: 'string' },
  },
});

let plane;
try {
  const { runConformance } = await bundleTests(
    'conformance',
    'test/conformance/src/main.ts',
  );
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
