#!/usr/bin/env node
/**
 * How long a change takes with the controllers: from a push, with a request to
 * reconcile its source as a receiver makes it, until a Kustomization is Ready
 * with the commit; and from the deletion of one of its objects until that is
 * back.
 *
 *   node benchmarks/kube/latency.mjs [--cluster control-plane|devcluster]
 *     [--rounds 20] [--kubeconfig FILE]
 *
 * With --kubeconfig the controllers that run there are measured, whoever's
 * they are, and nothing is deleted; they must reach 127.0.0.1. Prints
 * milliseconds.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, GIT_REPOSITORY, KUSTOMIZATION, sleep } from './Bench.mjs';

const { values } = parseArgs({
  options: {
    cluster: { type: 'string', default: 'control-plane' },
    rounds: { type: 'string', default: '20' },
    kubeconfig: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const namespace = `latency-${Date.now().toString(36)}`;
const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const POLL_MS = 5;
const bench = new Bench();

/**
 * A ConfigMap for each round: drift of the same object in close succession is
 * answered ever more slowly.
 */
function writeContent(tree, index) {
  const texts = Array.from(
    { length: rounds },
    (_, round) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings-${round}}\ndata: {index: "${index}"}\n`,
  );
  writeFileSync(join(tree, 'settings.yaml'), texts.join('---\n'));
}

/** Milliseconds until `look` gives something. */
async function until(look) {
  const started = performance.now();
  while (!(await look())) await sleep(POLL_MS);
  return performance.now() - started;
}

function summary(name, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = share => Math.round(sorted[Math.ceil(share * sorted.length) - 1]);
  process.stdout.write(
    `${name}: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms\n`,
  );
}

async function createObjects(client, url) {
  const owner = { fieldManager: 'bench' };
  await client.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    owner,
  );
  await client.apply(
    {
      ...GIT_REPOSITORY,
      metadata: { name: 'app', namespace },
      spec: { interval: '60m', url, ref: { branch: 'main' } },
    },
    owner,
  );
  await client.apply(
    {
      ...KUSTOMIZATION,
      metadata: { name: 'app', namespace },
      spec: {
        interval: '60m',
        path: './',
        prune: true,
        targetNamespace: namespace,
        sourceRef: { kind: 'GitRepository', name: 'app' },
      },
    },
    owner,
  );
}

async function main() {
  const kubeconfig =
    values.kubeconfig ?? (await bench.startCluster(values.cluster));
  const client = await bench.connect(kubeconfig);
  const { tree, push, url } = await bench.serveRepository(folder =>
    writeContent(folder, 'first'),
  );
  if (!values.kubeconfig) {
    bench.install(kubeconfig);
    bench.startControllers(kubeconfig);
  }
  await createObjects(client, url);
  const isReadyWith = async revision => {
    const key = { namespace, name: 'app' };
    const { status } = await client.get(KUSTOMIZATION, key);
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    return (
      ready?.status === 'True' &&
      (revision === undefined || status.lastAppliedRevision === revision)
    );
  };
  await until(() => isReadyWith());

  const pushes = [];
  for (let round = 0; round < rounds; round++) {
    writeContent(tree, round);
    const revision = push();
    const started = performance.now();
    const annotations = { 'reconcile.fluxcd.io/requestedAt': `${round}` };
    const key = { namespace, name: 'app' };
    await client.patch(GIT_REPOSITORY, key, { metadata: { annotations } });
    await until(() => isReadyWith(revision));
    pushes.push(performance.now() - started);
  }
  summary('push until Ready', pushes);

  // Flux brings an object back at its interval, an hour here.
  if (values.kubeconfig) return;
  const deletions = [];
  for (let round = 0; round < rounds; round++) {
    const name = `settings-${round}`;
    await sleep(200);
    await client.delete(CONFIG_MAP, { namespace, name });
    deletions.push(
      await until(async () => {
        const { items } = await client.list(CONFIG_MAP, { namespace });
        return items.some(({ metadata }) => metadata.name === name);
      }),
    );
  }
  summary('deletion until back', deletions);
}

await bench.runToEnd(main);
