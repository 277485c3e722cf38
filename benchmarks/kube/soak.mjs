#!/usr/bin/env node
/**
 * Whether the memory of `gitops controllers` stays flat over many reconciles
 * on a real Kubernetes control plane (needs Go).
 *
 *   node benchmarks/kube/soak.mjs [--reconciles 5000] [--count 100]
 *
 * Each round asks every Kustomization to reconcile; every fifth brings a commit
 * that changes, renames and prunes objects, and every tenth deletes ten
 * Kustomizations and makes them anew. Three contents take turns, since builds of
 * ever new ones fill the cache of builds (128 MiB) first. It prints resident memory and, after a
 * garbage collection asked for through the inspector, the heap. It fails when
 * the heap of the last quarter is over 10 % above that of the second.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, GIT_REPOSITORY, KUSTOMIZATION, sleep } from './Bench.mjs';
import { Inspector } from './Inspector.mjs';

const { values } = parseArgs({
  options: {
    reconciles: { type: 'string', default: '5000' },
    count: { type: 'string', default: '100' },
  },
});
const count = Number(values.count);
const rounds = Math.ceil(Number(values.reconciles) / count);
const namespace = 'soak';
/** Different trees that commits alternate between. */
const CONTENTS = 3;
const MIB = 1024 * 1024;
const bench = new Bench();
const print = line => process.stdout.write(`${line}\n`);

function residentMib(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
}

/** Starts the controllers and resolves with the process and its inspector. */
async function startControllers(kubeconfig) {
  const child = bench.startControllers(
    kubeconfig,
    ['--kube-api-qps=1000', '--kube-api-burst=1000'],
    ['--inspect=127.0.0.1:0'],
  );
  let output = '';
  const url = await new Promise((done, fail) => {
    child.stderr.on('data', chunk => {
      output += chunk;
      const match = /ws:\/\/\S+/.exec(output);
      if (match) done(match[0]);
    });
    child.once('exit', code => fail(new Error(`ended with ${code}`)));
  });
  return { child, inspector: await Inspector.connect(url) };
}

function writeContent(tree, round) {
  const content = Math.floor(round / 5) % CONTENTS;
  const object = (name, value) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {value: "${value}", index: "n\${INDEX}"}\n`;
  const objects = [
    object('stays', 'x'),
    object('changes', `v${content}`),
    object(`renamed-${content}`, 'x'),
  ];
  writeFileSync(join(tree, 'objects.yaml'), objects.join('---\n'));
}

function kustomization(index) {
  return {
    ...KUSTOMIZATION,
    metadata: { name: `app-${index}`, namespace },
    spec: {
      interval: '60m',
      prune: true,
      targetNamespace: namespace,
      namePrefix: `a${index}-`,
      sourceRef: { kind: 'GitRepository', name: 'app' },
      postBuild: { substitute: { INDEX: String(index) } },
    },
  };
}

async function main() {
  const kubeconfig = await bench.startCluster('control-plane');
  const client = await bench.connect(kubeconfig);
  bench.install(kubeconfig);
  const { tree, push, url } = await bench.serveRepository(folder =>
    writeContent(folder, 0),
  );
  const { child, inspector } = await startControllers(kubeconfig);

  const metadata = { name: namespace };
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata });
  await client.create({
    ...GIT_REPOSITORY,
    metadata: { name: 'app', namespace },
    spec: { interval: '60m', url, ref: { branch: 'main' } },
  });
  const indexes = Array.from({ length: count }, (_, index) => index + 1);
  const list = () => client.listAll(KUSTOMIZATION, { namespace });
  const until = async isDone => {
    for (;;) {
      const { items } = await list();
      if (items.length === count && items.every(isDone)) return;
      await sleep(100);
    }
  };
  const ask = (type, name, at) =>
    client.patch(
      type,
      { namespace, name },
      { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': at } } },
    );
  const create = index => client.create(kustomization(index));
  await Promise.all(indexes.map(create));
  await until(({ status }) => status?.lastAppliedRevision);

  const heaps = [];
  for (let round = 1; round <= rounds; round++) {
    if (round % 10 === 0) {
      const some = indexes.slice(0, 10);
      for (const index of some) {
        const name = `app-${index}`;
        await client.delete(KUSTOMIZATION, { namespace, name });
      }
      while ((await list()).items.length > count - some.length) {
        await sleep(100);
      }
      await Promise.all(some.map(create));
    }
    const at = `${round}-${Date.now()}`;
    if (round % 5 === 0) {
      writeContent(tree, round);
      const revision = push();
      await ask(GIT_REPOSITORY, 'app', at);
      await until(({ status }) => status?.lastAppliedRevision === revision);
    }
    await Promise.all(
      indexes.map(index => ask(KUSTOMIZATION, `app-${index}`, at)),
    );
    await until(({ status }) => status?.lastHandledReconcileAt === at);
    if (round % Math.ceil(rounds / 20) !== 0) continue;
    const heap = (await inspector.heapAfterGarbageCollection()) / MIB;
    heaps.push(heap);
    print(
      `${String(round * count).padStart(6)} reconciles  heap ${heap
        .toFixed(1)
        .padStart(6)} MiB  resident ${residentMib(child.pid)
        .toFixed(0)
        .padStart(5)} MiB`,
    );
  }
  inspector.close();
  const quarter = Math.max(1, Math.floor(heaps.length / 4));
  const mean = items =>
    items.reduce((sum, item) => sum + item, 0) / items.length;
  const second = mean(heaps.slice(quarter, 2 * quarter));
  const last = mean(heaps.slice(-quarter));
  print(
    `heap of the second quarter ${second.toFixed(
      1,
    )} MiB, of the last ${last.toFixed(1)} MiB`,
  );
  return last <= second * 1.1;
}

let code = 1;
try {
  code = (await main()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error.stack ?? error}\n`);
}
await bench.close();
process.exit(code);
