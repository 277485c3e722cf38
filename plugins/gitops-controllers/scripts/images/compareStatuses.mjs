/**
 * Statuses and events of ImageRepositories and ImagePolicies: our controllers
 * and an image-reflector-controller of Flux on the same registries and objects.
 *
 *   node plugins/gitops-controllers/scripts/images/compareStatuses.mjs
 *     --image-reflector-controller FILE [--sets 200] [--seed 1] [--show]
 *
 * It needs docker-registry, and Go for the real control plane. Times are left
 * out. The exit code is 1 when anything differs that is not in KNOWN.
 */
import { mkdtempSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
/* eslint-disable @backstage/no-relative-monorepo-imports -- scripts of other folders */
import { Bench, sleep } from '../../../../benchmarks/kube/Bench.mjs';
import { load } from '../../../../benchmarks/load.mjs';
import {
  LOGIN,
  startJudges,
} from '../../../../packages/oci/scripts/judges.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { KNOWN, makeObjects, writeSecrets } from './objects.mjs';
import { RandomPolicies } from './RandomPolicies.mjs';

const { values } = parseArgs({
  options: {
    'image-reflector-controller': { type: 'string' },
    sets: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    show: { type: 'boolean', default: false },
  },
});
const flux =
  values['image-reflector-controller'] ||
  process.env.GITOPS_IMAGE_REFLECTOR_CONTROLLER;
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
const API = 'image.toolkit.fluxcd.io/v1';
const TYPES = {
  ImageRepository: { apiVersion: API, kind: 'ImageRepository' },
  ImagePolicy: { apiVersion: API, kind: 'ImagePolicy' },
};
const NAMESPACE = 'judged';
const SETTLE_MS = 180_000;

const say = line => process.stdout.write(`${line}\n`);
const bench = new Bench();
const judges = await startJudges();

/** Tags one small image in every registry, as often as the sets ask for. */
async function fillRegistries(sets) {
  const oci = await load(join(root, 'packages/oci/src/index.ts'));
  const credentials = () => LOGIN;
  const tls = { ca: judges.ca };
  const client = new oci.RegistryClient({ userAgent: 'x', credentials, tls });
  const signal = AbortSignal.timeout(600_000);
  const push = async ({ host }, path, tags) => {
    const repository = oci.parseRepository(`${host}/${path}`);
    const bytes = Buffer.from('{}');
    const config = { digest: oci.digestOf(bytes), size: bytes.length };
    const open = async function* open() {
      yield bytes;
    };
    await client.pushBlob(repository, { ...config, open }, { signal });
    const mediaType = oci.MediaType.ociManifest;
    const manifest = {
      ...{ schemaVersion: 2, mediaType, layers: [] },
      config: { mediaType: oci.MediaType.ociEmpty, ...config },
    };
    const content = { mediaType, bytes: Buffer.from(JSON.stringify(manifest)) };
    for (const tag of tags) {
      await client.putManifest({ ...repository, tag }, content, { signal });
    }
  };
  for (const [path, tags] of Object.entries(sets)) {
    await push(judges.plain, path, tags);
  }
  for (const judge of [judges.basic, judges.token]) {
    await push(judge, 'org/man', ['v1', 'v2']);
  }
  await client.close();
}

const startFlux = kubeconfig =>
  bench.run(
    flux,
    [
      ...['--events-addr=', '--metrics-addr=127.0.0.1:0', '--concurrent=8'],
      `--storage-path=${mkdtempSync(join(bench.work, 'flux-'))}`,
      ...['--health-addr=127.0.0.1:0', '--enable-leader-election=false'],
    ],
    {
      name: 'image-reflector-controller',
      env: { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: 'flux-system' },
    },
  );

const startOurs = kubeconfig =>
  bench.startControllers(kubeconfig, [
    ...['--components=image-reflector-controller', '--concurrent=8'],
    '--enable-leader-election=false',
  ]);

const isSettled = ({ status }) =>
  status?.conditions?.some(
    ({ type, status: value }) => type === 'Ready' && value !== 'Unknown',
  );

function withoutTimes({ conditions, lastScanResult, ...rest }) {
  return {
    ...rest,
    conditions: conditions.map(({ lastTransitionTime, ...each }) => each),
    ...(lastScanResult
      ? { lastScanResult: { ...lastScanResult, scanTime: '' } }
      : {}),
  };
}

/** Events by object, each text once: tries are repeated as often as there was time. */
async function eventsOf(client) {
  const { items } = await client.list(
    { apiVersion: 'v1', kind: 'Event' },
    { namespace: NAMESPACE },
  );
  const byObject = {};
  for (const item of items) {
    const { type, reason, message, metadata, source, involvedObject } = item;
    // What runs between scans tell of, and whether a policy comes before the
    // tags, is a matter of moments; a policy that waits says so in its status.
    if (/next scan in|no tags in database/.test(message)) continue;
    const key = `${involvedObject.kind}/${involvedObject.name}`;
    const { annotations } = metadata;
    const { component } = source ?? {};
    const event = { type, reason, message, component, annotations };
    const texts = (byObject[key] ??= new Set());
    texts.add(JSON.stringify(event));
  }
  return byObject;
}

async function listAll(client) {
  const lists = await Promise.all(
    Object.values(TYPES).map(async type => {
      const { items } = await client.list(type, { namespace: NAMESPACE });
      return items.map(item => ({ ...item, ...type }));
    }),
  );
  return lists.flat();
}

/** The object when it is not being tried again. */
async function betweenRuns(client, kind, name) {
  for (;;) {
    const key = { namespace: NAMESPACE, name };
    const object = await client.get(TYPES[kind], key);
    const { conditions = [] } = object.status;
    if (!conditions.some(({ reason }) => reason === 'Progressing')) {
      return object;
    }
    await sleep(50);
  }
}

async function removeAll(client, objects) {
  for (const { kind, name } of [...objects].reverse()) {
    await client.delete(TYPES[kind], { namespace: NAMESPACE, name });
  }
  while ((await listAll(client)).length > 0) await sleep(200);
  const events = { apiVersion: 'v1', kind: 'Event' };
  const { items } = await client.list(events, { namespace: NAMESPACE });
  for (const { metadata } of items) {
    await client.delete(events, { namespace: NAMESPACE, name: metadata.name });
  }
}

async function observe(client, start, kubeconfig, objects) {
  const child = start(kubeconfig);
  for (const { kind, name, spec } of objects) {
    const metadata = { name, namespace: NAMESPACE };
    await client.create({ ...TYPES[kind], metadata, spec });
  }
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const items = await listAll(client);
    const isDone = items.length === objects.length && items.every(isSettled);
    if (isDone || Date.now() > deadline) break;
    await sleep(300);
  }
  // Longer than policies wait for tags.
  await sleep(10_000);
  const events = await eventsOf(client);
  const seen = {};
  for (const { kind, name } of objects) {
    const { status } = await betweenRuns(client, kind, name);
    const key = `${kind}/${name}`;
    seen[key] = {
      status: withoutTimes(status),
      events: [...(events[key] ?? [])].sort().map(text => JSON.parse(text)),
    };
  }
  await removeAll(client, objects);
  await bench.stop(child);
  return seen;
}

/** Paths at which two values differ. */
function* differences(a, b, path = '') {
  if (JSON.stringify(a) === JSON.stringify(b)) return;
  const isBoth = [a, b].every(each => each && typeof each === 'object');
  if (!isBoth) {
    yield `${path}: flux ${JSON.stringify(a)}, ours ${JSON.stringify(b)}`;
    return;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    yield* differences(a[key], b[key], `${path}.${key}`);
  }
}

/** Of several tags that are no numbers Flux names any, in the order of a Go map. */
function comparable(seen) {
  return JSON.parse(
    JSON.stringify(seen ?? {}).replace(
      /(failed to parse invalid numeric value )'[^']*'/g,
      "$1''",
    ),
  );
}

function report(objects, theirs, ours) {
  let failures = 0;
  let known = 0;
  for (const { kind, name, spec } of objects) {
    const key = `${kind}/${name}`;
    const found = [
      ...differences(comparable(theirs[key]), comparable(ours[key])),
    ];
    if (values.show) say(JSON.stringify({ key, ...ours[key] }, null, 1));
    if (found.length === 0) continue;
    const isKnown = KNOWN[name] !== undefined;
    if (isKnown) known += 1;
    else failures += 1;
    say(`${isKnown ? 'known' : 'DIFFERENT'}: ${key} ${JSON.stringify(spec)}`);
    found.forEach(line => say(`  ${line}`));
  }
  const chosen = Object.values(ours).filter(
    ({ status }) => status.latestRef,
  ).length;
  say(
    `${objects.length} objects, ${chosen} tags chosen, ${known} known differences, ${failures} different`,
  );
  return failures;
}

try {
  const random = new RandomPolicies(values.seed);
  const { objects, sets } = makeObjects(judges, random, Number(values.sets));
  await fillRegistries(sets);
  const kubeconfig = await bench.startCluster('control-plane');
  const client = await bench.connect(kubeconfig);
  bench.install(kubeconfig);
  await writeSecrets(client, NAMESPACE, judges);
  const theirs = await observe(client, startFlux, kubeconfig, objects);
  const ours = await observe(client, startOurs, kubeconfig, objects);
  process.exitCode = report(objects, theirs, ours) > 0 ? 1 : 0;
} finally {
  await bench.close();
  await judges.stop();
}
