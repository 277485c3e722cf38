import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../../benchmarks/load.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the real API server that all judges share
import { startControlPlane } from '../../../../test/control-plane/controlPlane.mjs';

const packages = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/**
 * Starts an API server with simulated pods.
 * @param name - `control-plane` (the real one) or `devcluster`
 */
export async function startTarget(name, log) {
  const started =
    name === 'devcluster' ? await startEmbedded() : await startReal(log);
  const { createReader } = await load(
    join(packages, 'cli/scripts/helm-read/createReader.ts'),
  );
  const reader = createReader(readFileSync(started.kubeconfig, 'utf8'));
  return {
    kubeconfig: started.kubeconfig,
    listSecrets: () => reader.listSecrets(),
    stop: async () => {
      await reader.close();
      await started.stop();
    },
  };
}

async function startEmbedded() {
  const { startDevCluster } = await load(
    join(packages, 'devcluster/src/index.ts'),
  );
  const cluster = await startDevCluster();
  return {
    kubeconfig: cluster.kubeconfigPath,
    stop: () => cluster.stop(),
  };
}

async function startReal(log) {
  const plane = await startControlPlane({ log });
  const { startPodSimulator } = await load(
    join(packages, 'devcluster/src/simulator/startPodSimulator.ts'),
  );
  const stopped = new AbortController();
  const simulator = startPodSimulator({
    kubeconfig: readFileSync(plane.kubeconfig, 'utf8'),
    signal: stopped.signal,
  });
  return {
    kubeconfig: plane.kubeconfig,
    stop: async () => {
      stopped.abort();
      await simulator;
      await plane.stop();
    },
  };
}
