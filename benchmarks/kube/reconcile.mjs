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
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { usageOf } from '../usage.mjs';
import {
  Bench,
  GIT_REPOSITORY,
  KUSTOMIZATION,
  inParallel,
  sleep,
} from './Bench.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    kubeconfig: { type: 'string' },
  },
});
const count = Number(values.count);
const NAMESPACE = `bench-${Date.now().toString(36)}`;
const bench = new Bench();

/** Three light objects: the API server's own controllers take little part. */
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

async function main() {
  const kubeconfig =
    values.kubeconfig ?? (await bench.startCluster('control-plane'));
  const client = await bench.connect(kubeconfig);
  bench.install(kubeconfig);
  const { tree, push, url } = await bench.serveRepository(folder =>
    writeContent(folder, 'blue'),
  );
  const { pid } = bench.startControllers(kubeconfig);

  await client.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    { fieldManager: 'bench' },
  );
  await client.apply(
    {
      ...GIT_REPOSITORY,
      metadata: { name: 'app', namespace: NAMESPACE },
      spec: {
        interval: '60m',
        url,
        ref: { branch: 'main' },
      },
    },
    { fieldManager: 'bench' },
  );
  const source = () =>
    client.get(GIT_REPOSITORY, { namespace: NAMESPACE, name: 'app' });
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
  const revision = push();
  let firstMs;
  rows.commit = await measure(
    `a commit, until all ${count} have applied it`,
    pid,
    async () => {
      const started = performance.now();
      await ask(GIT_REPOSITORY, 'app');
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

await bench.runToEnd(main);
