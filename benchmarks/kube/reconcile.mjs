#!/usr/bin/env node
/**
 * How fast and at what cost `gitops controllers` reconciles many Kustomizations
 * on a real Kubernetes control plane.
 *
 *   node benchmarks/kube/reconcile.mjs [--count 200] [--kubeconfig FILE]
 *
 * Without --kubeconfig it starts test/control-plane (needs Go). It prints, for
 * each phase, seconds, CPU-seconds of the controllers (all threads, from /proc)
 * and their highest resident memory so far.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { load } from '../load.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const cli = join(root, 'scripts/gitops.mjs');
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    kubeconfig: { type: 'string' },
  },
});
const count = Number(values.count);
const NAMESPACE = `bench-${Date.now().toString(36)}`;
const SOURCE = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
};
const KUSTOMIZATION = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
};
const TICKS_PER_SECOND = Number(
  execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }),
);

const work = mkdtempSync(join(tmpdir(), 'gitops-bench-'));
const closers = [];
const sleep = ms => new Promise(done => setTimeout(done, ms));

function usageOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    peakMb: Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024,
  };
}

async function freePort() {
  const server = createServer();
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise(done => server.close(done));
  return port;
}

function start(name, args) {
  const child = spawn(process.execPath, [cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', data => lines.push(String(data)));
  }
  const ended = new Promise(done => child.once('exit', done));
  closers.push(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  child.once('exit', code => {
    if (code)
      process.stderr.write(
        `${name} ended with ${code}\n${lines.slice(-20).join('')}`,
      );
  });
  return child;
}

function git(directory, ...args) {
  return execFileSync(
    'git',
    ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args],
    {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
}

/** A repository with three light objects: the API server's own controllers take little part. */
function createRepository() {
  const tree = join(work, 'tree');
  mkdirSync(tree);
  git(tree, 'init', '-b', 'main');
  writeContent(tree, 'blue');
  git(tree, 'add', '.');
  git(tree, 'commit', '-m', 'first');
  mkdirSync(join(work, 'repos'));
  git(work, 'clone', '--bare', tree, join(work, 'repos/plain.git'));
  return tree;
}

function writeContent(tree, color) {
  writeFileSync(
    join(tree, 'kustomization.yaml'),
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [objects.yaml]\n',
  );
  writeFileSync(
    join(tree, 'objects.yaml'),
    `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {index: "n\${INDEX}", color: ${color}, level: info}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: app}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: app}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, list]}]
`,
  );
}

function kustomization(index) {
  return {
    ...KUSTOMIZATION,
    metadata: { name: `app-${index}`, namespace: NAMESPACE },
    spec: {
      interval: '60m',
      retryInterval: '2m',
      path: './',
      prune: true,
      wait: false,
      targetNamespace: NAMESPACE,
      namePrefix: `a${index}-`,
      sourceRef: { kind: 'GitRepository', name: 'app' },
      postBuild: { substitute: { INDEX: String(index) } },
    },
  };
}

const isReady = object =>
  object.status?.conditions?.some(
    c => c.type === 'Ready' && c.status === 'True',
  );

async function waitForAll(client, isDone) {
  for (;;) {
    const { items } = await client.listAll(KUSTOMIZATION, {
      namespace: NAMESPACE,
    });
    if (items.length >= count && items.every(isDone)) return;
    await sleep(250);
  }
}

async function measure(name, pid, run) {
  const before = usageOf(pid);
  const started = performance.now();
  await run();
  const seconds = (performance.now() - started) / 1000;
  // What was queued behind the answer, such as events, counts as well.
  await sleep(3000);
  const after = usageOf(pid);
  const row = {
    seconds: Number(seconds.toFixed(2)),
    cpuSeconds: Number((after.cpuSeconds - before.cpuSeconds).toFixed(2)),
    peakRssMb: Math.round(after.peakMb),
  };
  process.stdout.write(
    `${name.padEnd(44)} ${row.seconds.toFixed(2).padStart(7)} s ${row.cpuSeconds
      .toFixed(2)
      .padStart(7)} CPU-s ${String(row.peakRssMb).padStart(5)} MB\n`,
  );
  return row;
}

async function inParallel(items, limit, task) {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: limit }, async () => {
      while (queue.length > 0) await task(queue.shift());
    }),
  );
}

async function main() {
  let kubeconfig = values.kubeconfig;
  if (!kubeconfig) {
    const { startControlPlane } = await import(
      '../../test/control-plane/controlPlane.mjs'
    );
    const plane = await startControlPlane({
      log: line => process.stdout.write(`${line}\n`),
    });
    closers.push(() => plane.stop());
    kubeconfig = plane.kubeconfig;
  }
  const kube = await load(join(root, 'packages/kube/src/index.ts'));
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const client = kube.KubeClient.fromKubeConfig(config, {
    qps: 1000,
    burst: 1000,
  });
  closers.push(() => client.close());

  execFileSync(process.execPath, [cli, 'install', '--kubeconfig', kubeconfig]);
  const tree = createRepository();
  const gitPort = await freePort();
  start('git-server', [
    'git-server',
    '--root',
    join(work, 'repos'),
    '--port',
    String(gitPort),
  ]);
  const controllers = start('controllers', [
    'controllers',
    '--kubeconfig',
    kubeconfig,
    '--storage-path',
    join(work, 'artifacts'),
  ]);
  const { pid } = controllers;

  await client.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { fieldManager: 'bench' },
  );
  await client.apply(
    {
      ...SOURCE,
      metadata: { name: 'app', namespace: NAMESPACE },
      spec: {
        interval: '60m',
        url: `http://127.0.0.1:${gitPort}/plain.git`,
        ref: { branch: 'main' },
      },
    },
    { fieldManager: 'bench' },
  );
  const source = () =>
    client.get(SOURCE, { namespace: NAMESPACE, name: 'app' });
  while (!isReady(await source())) await sleep(100);
  await sleep(1000);

  const indexes = Array.from({ length: count }, (_, i) => i + 1);
  const rows = {};
  rows.create = await measure(
    `${count} Kustomizations, create to Ready`,
    pid,
    async () => {
      await inParallel(indexes, 8, index =>
        client.create(kustomization(index)),
      );
      await waitForAll(client, isReady);
    },
  );

  const request = String(Date.now());
  const ask = (type, name) =>
    client.patch(
      type,
      { namespace: NAMESPACE, name },
      {
        metadata: {
          annotations: { 'reconcile.fluxcd.io/requestedAt': request },
        },
      },
    );
  rows.unchanged = await measure(
    `the same ${count}, asked for, nothing changed`,
    pid,
    async () => {
      await inParallel(indexes, 8, index => ask(KUSTOMIZATION, `app-${index}`));
      await waitForAll(
        client,
        object => object.status?.lastHandledReconcileAt === request,
      );
    },
  );

  writeContent(tree, 'green');
  git(tree, 'commit', '-am', 'second');
  git(tree, 'push', join(work, 'repos/plain.git'), 'main');
  const revision = `main@sha1:${git(tree, 'rev-parse', 'HEAD').trim()}`;
  let firstMs;
  rows.commit = await measure(
    `a commit, until all ${count} have applied it`,
    pid,
    async () => {
      const started = performance.now();
      await ask(SOURCE, 'app');
      while (firstMs === undefined) {
        const { items } = await client.list(KUSTOMIZATION, {
          namespace: NAMESPACE,
        });
        const isFirst = items.some(
          item => item.status?.lastAppliedRevision === revision,
        );
        if (isFirst) firstMs = performance.now() - started;
        else await sleep(20);
      }
      await waitForAll(
        client,
        object => object.status?.lastAppliedRevision === revision,
      );
    },
  );
  rows.commit.firstMs = Math.round(firstMs);
  process.stdout.write(
    `commit asked for, first Kustomization Ready     ${Math.round(
      firstMs,
    )} ms\n`,
  );
  process.stdout.write(
    `${JSON.stringify({ count, node: process.version, ...rows })}\n`,
  );
}

let code = 0;
try {
  await main();
} catch (error) {
  process.stderr.write(`${error.stack ?? error}\n`);
  code = 1;
}
for (const close of closers.reverse()) await close();
rmSync(work, { recursive: true, force: true });
process.exit(code);
