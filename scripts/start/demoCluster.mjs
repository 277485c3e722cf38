/**
 * The process behind the demo: embedded cluster, pod simulator, Git server and
 * registry.
 * Started by scripts/start.mjs with the TypeScript loader; tells its parent the
 * addresses, and ends with it or on SIGTERM.
 *
 * usage: demoCluster.mjs FOLDER PORT GIT_PORT REGISTRY_PORT
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { startDemoRegistry } from './demoRegistry.mjs';
import { ensureDemoRepository } from './demoRepository.mjs';

const require = createRequire(import.meta.url);
const devcluster = require('@backstage-gitops/devcluster');
const { startGitServer } = require('@backstage-gitops/git');
const { KubeClient } = require('@backstage-gitops/kube');
const { startRegistry } = require('@backstage-gitops/oci');
const { installManifests } = require('@backstage-gitops/plugin-gitops-common');

const ROOT = join(
  import.meta.dirname ?? new URL('.', import.meta.url).pathname,
  '..',
  '..',
);

function bootstrapManifests(gitUrl) {
  const folder = join(ROOT, 'demo', 'cluster');
  const ageKey = readFileSync(join(folder, 'demo.agekey'), 'utf8');
  const text = readFileSync(join(folder, 'bootstrap.yaml'), 'utf8')
    .replace('${GIT_URL}', () => `${gitUrl}/demo.git`)
    .replace('${AGE_KEY}', () => JSON.stringify(ageKey));
  return parseAllDocuments(text).map(document => document.toJS());
}

/** What updates images in Git. */
function imageManifests(host) {
  const file = join(ROOT, 'demo', 'cluster', 'images.yaml');
  const text = readFileSync(file, 'utf8').replace('${REGISTRY}', () => host);
  return parseAllDocuments(text).map(document => document.toJS());
}

/** Applies in the given order; a kind that is not served yet is tried again. */
async function applyAll(client, manifests) {
  for (const manifest of manifests) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await client.apply(manifest, { fieldManager: 'flux', force: true });
        break;
      } catch (error) {
        if (attempt === 20) throw error;
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    }
  }
}

const [folder, port, gitPort, registryPort] = process.argv.slice(2);
const { bareRoot, workTree } = ensureDemoRepository(folder);
const gitServer = await startGitServer({
  root: bareRoot,
  port: Number(gitPort),
  // Image automation writes to it.
  allowPush: true,
});
const cluster = await devcluster.startDevCluster({
  port: Number(port),
  dataDir: join(folder, 'cluster'),
  kubeconfigPath: join(folder, 'kubeconfig'),
});
const kubeConfig = new KubeConfig();
kubeConfig.loadFromString(cluster.kubeconfig);
// As slow as a small image on a fast machine, so that a rollout can be watched.
const simulator = new AbortController();
const simulation = devcluster.startPodSimulator({
  kubeconfig: cluster.kubeconfig,
  signal: simulator.signal,
  delayMs: 700,
});
const client = KubeClient.fromKubeConfig(kubeConfig);
await applyAll(client, [
  ...installManifests(),
  ...bootstrapManifests(gitServer.url),
]);
let hasImages = false;
const registry = await startDemoRegistry({
  startRegistry,
  folder,
  port: Number(registryPort ?? 0),
  onPush() {
    if (hasImages) return;
    hasImages = true;
    applyAll(client, imageManifests(registry.host)).catch(error => {
      hasImages = false;
      process.stderr.write(`image automation was not set up: ${error}\n`);
    });
  },
});

const { server, caData } = kubeConfig.getCurrentCluster();
process.send?.({
  type: 'ready',
  url: server,
  caData,
  token: kubeConfig.getCurrentUser().token,
  kubeconfig: cluster.kubeconfigPath,
  gitUrl: `${gitServer.url}/demo.git`,
  workTree,
});

let isStopping = false;
async function stop() {
  if (isStopping) return;
  isStopping = true;
  simulator.abort();
  await simulation;
  await client.close();
  await registry.stop();
  await gitServer.stop();
  await cluster.stop();
  process.exit(0);
}
function onStop() {
  stop().catch(error => {
    process.stderr.write(`the demo cluster did not stop: ${error}\n`);
    process.exit(1);
  });
}
process.on('SIGTERM', onStop);
process.on('SIGINT', onStop);
// The parent was killed: nobody else would stop this.
process.on('disconnect', onStop);
