/**
 * Statuses, artifacts and events of OCIRepositories: our controller and a
 * source-controller of Flux on the same registries and the same objects.
 *
 *   node plugins/gitops-controllers/scripts/oci/compare-statuses.mjs
 *     --source-controller FILE --flux FILE [--show]
 *
 * FILEs are programs of Flux. It needs docker-registry, and Go for the real
 * control plane. Addresses and times are left out. The exit code is 1 when
 * anything differs that is not in KNOWN.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
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
import { makeObjects } from './objects.mjs';

const { values } = parseArgs({
  options: {
    'source-controller': { type: 'string' },
    flux: { type: 'string' },
    show: { type: 'boolean', default: false },
  },
});
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
const TYPE = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'OCIRepository',
};
const NAMESPACE = 'judged';
/** Objects that differ on purpose, and why. */
const KNOWN = {
  aws: 'providers of clouds are refused until they are supported',
  refused: 'the words for a refused connection are Node’s',
  untrusted: 'the words for a certificate are Node’s',
  damaged: 'the words for a damaged archive are our own',
};

const say = line => process.stdout.write(`${line}\n`);
const bench = new Bench();
const judges = await startJudges();

function flux(...args) {
  execFileSync(values.flux, args, {
    cwd: bench.work,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, HOME: bench.work },
  });
}

/** Artifacts that the real flux CLI pushes, and some that it would not. */
async function fillRegistries() {
  const tree = join(bench.work, 'tree');
  mkdirSync(join(tree, 'docs'), { recursive: true });
  writeFileSync(join(tree, 'a.yaml'), 'kind: ConfigMap\n');
  writeFileSync(join(tree, 'pic.jpg'), 'x');
  writeFileSync(join(tree, 'docs', 'readme.md'), 'x');
  const origin = [
    '--source=https://github.com/o/r',
    '--revision=main@sha1:abcdef0123456789abcdef0123456789abcdef01',
  ];
  for (const tag of ['v1', '1.0.0', '1.1.0', '2.0.0-rc.1']) {
    const url = `oci://${judges.plain.host}/org/man:${tag}`;
    flux('push', 'artifact', url, `--path=${tree}`, ...origin);
  }
  const oci = await load(join(root, 'packages/oci/src/index.ts'));
  const credentials = () => LOGIN;
  const tls = { ca: judges.ca };
  for (const judge of [judges.plain, judges.basic, judges.token]) {
    const client = new oci.RegistryClient({ userAgent: 'x', credentials, tls });
    await copyArtifacts(oci, client, judge);
    await client.close();
  }
}

async function pushBytes(client, repository, bytes, oci) {
  const [digest, size] = [oci.digestOf(bytes), bytes.length];
  const signal = AbortSignal.timeout(30_000);
  const open = async function* open(start) {
    yield bytes.subarray(start);
  };
  await client.pushBlob(repository, { digest, size, open }, { signal });
  return { digest, size };
}

/** The artifact of flux in every registry, and odd ones beside it. */
async function copyArtifacts(oci, client, { host }) {
  const signal = AbortSignal.timeout(30_000);
  const plain = new oci.RegistryClient({ userAgent: 'x' });
  const from = oci.parseReference(`${judges.plain.host}/org/man:v1`);
  const { manifest } = await plain.getImage(from, { signal });
  const to = oci.parseReference(`${host}/org/copy:v1`);
  for (const entry of [manifest.config, ...manifest.layers]) {
    const chunks = [];
    for await (const chunk of plain.getBlob(from, entry, { signal })) {
      chunks.push(chunk);
    }
    await pushBytes(client, to, Buffer.concat(chunks), oci);
  }
  const raw = await plain.getManifest(from, { signal });
  await client.putManifest(to, raw, { signal });
  await plain.close();
  const config = {
    mediaType: 'application/vnd.oci.empty.v1+json',
    ...(await pushBytes(client, to, Buffer.from('{}'), oci)),
  };
  const junk = {
    mediaType: 'x/junk',
    ...(await pushBytes(client, to, Buffer.from('no archive'), oci)),
  };
  const put = (tag, fields, mediaType = oci.MediaType.ociManifest) =>
    client.putManifest(
      { ...to, tag },
      {
        mediaType,
        bytes: Buffer.from(
          JSON.stringify({ schemaVersion: 2, mediaType, ...fields }),
        ),
      },
      { signal },
    );
  await put('empty', { config, layers: [] });
  await put('damaged', { config, layers: [junk] });
  const { ociIndex, ociManifest } = oci.MediaType;
  const child = { mediaType: ociManifest, digest: raw.digest, size: raw.size };
  const arm = { os: 'linux', architecture: 'arm64' };
  await put('index', { manifests: [child] }, ociIndex);
  await put('arm', { manifests: [{ ...child, platform: arm }] }, ociIndex);
}

function startFlux(kubeconfig) {
  return bench.run(
    values['source-controller'],
    [
      ...['--events-addr=', '--storage-addr=127.0.0.1:19191'],
      `--storage-path=${mkdtempSync(join(bench.work, 'flux-'))}`,
      ...[
        '--storage-adv-addr=storage.example.com',
        '--metrics-addr=127.0.0.1:0',
      ],
      ...['--health-addr=127.0.0.1:19441', '--enable-leader-election=false'],
      '--concurrent=8',
    ],
    {
      name: 'source-controller',
      env: { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: 'flux-system' },
    },
  );
}

const startOurs = kubeconfig =>
  bench.startControllers(kubeconfig, [
    ...['--components=source-controller', '--enable-leader-election=false'],
    ...['--concurrent=8', '--storage-adv-addr=storage.example.com'],
    '--storage-addr=127.0.0.1:19192',
  ]);

const isSettled = ({ status }) =>
  status?.conditions?.some(
    ({ type, status: value }) => type === 'Ready' && value !== 'Unknown',
  );

/** Compressed bytes are those of zlib, not of Go (ADR 0702); those of a copy are neither. */
const isArchive = name => name !== 'copied-layer';

function withoutTimes(status) {
  const { conditions, artifact, ...rest } = status;
  return {
    ...rest,
    conditions: conditions.map(({ lastTransitionTime, ...each }) => each),
    ...(artifact ? { artifact: { ...artifact, lastUpdateTime: '' } } : {}),
  };
}

async function eventsOf(client, name) {
  const { items } = await client.list(
    { apiVersion: 'v1', kind: 'Event' },
    { namespace: NAMESPACE, fieldSelector: `involvedObject.name=${name}` },
  );
  const texts = items.map(({ type, reason, message, metadata, source }) =>
    JSON.stringify({
      ...{ type, reason, message, component: source?.component },
      annotations: metadata.annotations,
    }),
  );
  // Tries are repeated as often as there was time for.
  return [...new Set(texts)].sort().map(text => JSON.parse(text));
}

/** The object between two runs. */
async function settled(client, name) {
  for (;;) {
    const object = await client.get(TYPE, { namespace: NAMESPACE, name });
    if (isSettled(object)) return object;
    await sleep(50);
  }
}

async function observe(client, start, kubeconfig, objects) {
  const child = start(kubeconfig);
  for (const [name, spec] of Object.entries(objects)) {
    const metadata = { name, namespace: NAMESPACE };
    await client.create({ ...TYPE, metadata, spec });
  }
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { items } = await client.list(TYPE, { namespace: NAMESPACE });
    if (items.every(isSettled) || Date.now() > deadline) break;
    await sleep(200);
  }
  await sleep(4000);
  const seen = {};
  for (const name of Object.keys(objects)) {
    const { status } = await settled(client, name);
    seen[name] = {
      status: withoutTimes(status),
      events: await eventsOf(client, name),
    };
  }
  for (const name of Object.keys(objects)) {
    await client.delete(TYPE, { namespace: NAMESPACE, name });
  }
  for (;;) {
    const { items } = await client.list(TYPE, { namespace: NAMESPACE });
    if (items.length === 0) break;
    await sleep(200);
  }
  await bench.stop(child);
  const events = { apiVersion: 'v1', kind: 'Event' };
  const { items } = await client.list(events, { namespace: NAMESPACE });
  for (const { metadata } of items) {
    await client.delete(events, { namespace: NAMESPACE, name: metadata.name });
  }
  return seen;
}

/** Leaves the digest of an archive out of status and events. */
function withoutDigest({ status, events }) {
  const { digest, size, ...artifact } = status.artifact ?? {};
  const text = JSON.stringify(events);
  return {
    status: { ...status, ...(status.artifact ? { artifact } : {}) },
    events: JSON.parse(digest ? text.replaceAll(digest, 'digest') : text),
  };
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

async function writeSecrets(client) {
  await client.create({
    ...{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  });
  const secret = (name, type, stringData) =>
    client.create({
      ...{ apiVersion: 'v1', kind: 'Secret', type, stringData },
      metadata: { name, namespace: NAMESPACE },
    });
  const dockerConfig = (name, auths) =>
    secret(name, 'kubernetes.io/dockerconfigjson', {
      '.dockerconfigjson': JSON.stringify({ auths }),
    });
  const { basic, token } = judges;
  await dockerConfig('login', { [basic.host]: LOGIN, [token.host]: LOGIN });
  const wrong = { ...LOGIN, password: 'wrong' };
  await dockerConfig('wrong', { [basic.host]: wrong, [token.host]: wrong });
  await dockerConfig('elsewhere', { 'ghcr.io': LOGIN });
  await secret('ca', 'Opaque', { 'ca.crt': judges.ca });
  await secret('junk-ca', 'Opaque', { 'ca.crt': 'none' });
  await secret('proxy', 'Opaque', { address: 'ftp://127.0.0.1:1' });
  await secret('no-proxy', 'Opaque', { username: 'x' });
  const account = (name, ...secrets) =>
    client.create({
      ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
      metadata: { name, namespace: NAMESPACE },
      imagePullSecrets: secrets.map(each => ({ name: each })),
    });
  await account('puller', 'elsewhere', 'login');
  await account('incomplete', 'nothing');
}

try {
  await fillRegistries();
  const kubeconfig = await bench.startCluster('control-plane');
  const client = await bench.connect(kubeconfig);
  bench.install(kubeconfig);
  await writeSecrets(client);
  const objects = makeObjects(judges);
  const theirs = await observe(client, startFlux, kubeconfig, objects);
  const ours = await observe(client, startOurs, kubeconfig, objects);
  let failures = 0;
  for (const name of Object.keys(objects)) {
    const [a, b] = [theirs[name], ours[name]].map(each =>
      isArchive(name) ? withoutDigest(each) : each,
    );
    const found = [...differences(a, b)];
    if (values.show) say(JSON.stringify({ name, ...ours[name] }, null, 1));
    if (found.length === 0) continue;
    failures += KNOWN[name] ? 0 : 1;
    say(`${KNOWN[name] ? 'known' : 'DIFFERENT'}: ${name}`);
    found.forEach(line => say(`  ${line}`));
  }
  const count = Object.keys(objects).length;
  say(`${count} objects, ${failures} different`);
  process.exitCode = failures > 0 ? 1 : 0;
} finally {
  await bench.close();
  await judges.stop();
}
