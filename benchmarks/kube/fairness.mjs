#!/usr/bin/env node
/**
 * How long something trivial takes while others hold `gitops controllers` up.
 *
 *   node benchmarks/kube/fairness.mjs builds|sources|targets [--limit 180]
 *
 * builds: three tenants build 6,000 ConfigMaps with 300 JSON patches each;
 * sources: 300 GitRepositories of a server that never answers;
 * targets: six Kustomizations that apply to a cluster that never answers.
 * It runs on the embedded cluster and prints the seconds from creating a good
 * GitRepository, and a Kustomization of it, to Ready.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, GIT_REPOSITORY, KUSTOMIZATION, sleep } from './Bench.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string', default: '180' } },
});
const limitMs = Number(values.limit) * 1000;

const bench = new Bench();
const sockets = new Set();

/** Accepts connections and never says a word. */
async function startSilentServer() {
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  server.unref();
  return server.address().port;
}

function writeContent(tree) {
  for (const folder of ['heavy', 'light']) mkdirSync(join(tree, folder));
  const object = index =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c${index}\n  labels: {a: b}\n`;
  const objects = Array.from({ length: 6_000 }, (_, index) => object(index));
  writeFileSync(join(tree, 'heavy/r.yaml'), objects.join('---\n'));
  const patches = Array.from(
    { length: 300 },
    (_, index) =>
      `- target: {kind: ConfigMap}\n  patch: '- {op: add, path: /metadata/labels/l${index}, value: x}'\n`,
  );
  writeFileSync(
    join(tree, 'heavy/kustomization.yaml'),
    `resources: [r.yaml]\npatches:\n${patches.join('')}`,
  );
  writeFileSync(join(tree, 'light/c.yaml'), object('light'));
}

const create = (client, type, namespace, name, spec) =>
  client.create({ ...type, metadata: { namespace, name }, spec });

async function createNamespace(client, name) {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  await client.apply(object, { fieldManager: 'bench' });
}

const sourceSpec = url => ({
  ...{ interval: '10m', url },
  ref: { branch: 'main' },
});
const kustomizationSpec = (namespace, more) => ({
  ...{ interval: '10m', prune: true, targetNamespace: namespace },
  sourceRef: { kind: 'GitRepository', name: 'app' },
  ...more,
});

/** What each case does before the good objects are created. */
const CASES = {
  async builds(client, url) {
    for (const tenant of ['t1', 't2', 't3']) {
      await createNamespace(client, tenant);
      await create(client, GIT_REPOSITORY, tenant, 'app', sourceSpec(url));
      const spec = kustomizationSpec(tenant, { path: './heavy' });
      await create(client, KUSTOMIZATION, tenant, 'app', spec);
    }
  },
  async sources(client) {
    const port = await startSilentServer();
    const url = `http://127.0.0.1:${port}/x.git`;
    await createNamespace(client, 't1');
    for (let index = 0; index < 300; index++) {
      const spec = { ...sourceSpec(url), timeout: '20s' };
      await create(client, GIT_REPOSITORY, 't1', `bad-${index}`, spec);
    }
  },
  async targets(client, url) {
    const server = `https://127.0.0.1:${await startSilentServer()}`;
    const config = {
      clusters: [{ name: 'c', cluster: { server } }],
      users: [{ name: 'u', user: { token: 't' } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    };
    await createNamespace(client, 't1');
    await client.create({
      ...{ apiVersion: 'v1', kind: 'Secret' },
      metadata: { name: 'remote', namespace: 't1' },
      data: { value: Buffer.from(JSON.stringify(config)).toString('base64') },
    });
    await create(client, GIT_REPOSITORY, 't1', 'app', sourceSpec(url));
    for (let index = 0; index < 6; index++) {
      const spec = kustomizationSpec('t1', {
        ...{ path: './light', timeout: '10s' },
        kubeConfig: { secretRef: { name: 'remote' } },
      });
      await create(client, KUSTOMIZATION, 't1', `bad-${index}`, spec);
    }
  },
};

async function waitForReady(client, type, key) {
  const started = performance.now();
  while (performance.now() - started < limitMs) {
    const { status } = await client.get(type, key);
    const isReady = status?.conditions?.some(
      condition => condition.type === 'Ready' && condition.status === 'True',
    );
    if (isReady) return ((performance.now() - started) / 1000).toFixed(1);
    await sleep(100);
  }
  return `> ${values.limit}`;
}

async function main() {
  const prepare = CASES[positionals[0]];
  if (!prepare) throw new Error(`choose from ${Object.keys(CASES)}`);
  const kubeconfig = await bench.startCluster('devcluster');
  const client = await bench.connect(kubeconfig);
  bench.install(kubeconfig);
  const { url } = await bench.serveRepository(writeContent);
  bench.startControllers(kubeconfig);
  await prepare(client, url);
  await sleep(10_000);
  await createNamespace(client, 'good');
  const key = { namespace: 'good', name: 'app' };
  const spec = kustomizationSpec('good', { path: './light' });
  await create(client, GIT_REPOSITORY, 'good', 'app', sourceSpec(url));
  await create(client, KUSTOMIZATION, 'good', 'app', spec);
  const [source, applied] = await Promise.all(
    [GIT_REPOSITORY, KUSTOMIZATION].map(type =>
      waitForReady(client, type, key),
    ),
  );
  process.stdout.write(
    `${positionals[0]}: GitRepository Ready after ${source} s, Kustomization after ${applied} s\n`,
  );
}

await bench.runToEnd(() =>
  main().finally(() => sockets.forEach(socket => socket.destroy())),
);
