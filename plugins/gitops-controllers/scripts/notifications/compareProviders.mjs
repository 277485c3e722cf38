#!/usr/bin/env node
/**
 * Compares what our providers ask of services with what Flux's
 * notification-controller does, event by event: method, address, headers that
 * count, and body. Each type has a Provider and an Alert on the API server of
 * test/control-plane (needs Go); its service is a server on loopback.
 *
 *   node plugins/gitops-controllers/scripts/notifications/compareProviders.mjs
 *     [--notification-controller FILE] [--count 20] [--seed 1] [--only TYPE]
 *
 * FILE is a notification-controller of Flux; by default that of the variable
 * GITOPS_NOTIFICATION_CONTROLLER, or one on the PATH. `count` are events a case.
 */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- what the scripts of all packages share
import {
  Bench,
  inParallel,
  sleep,
} from '../../../../benchmarks/kube/Bench.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- what the scripts of all packages share
import { load } from '../../../../benchmarks/load.mjs';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- what the scripts of all packages share
import { Random } from '../../../../test/random/src/index.js';
import { CASES } from './cases.mjs';
import { Forge } from './Forge.mjs';
import { isProbe, normalise } from './normalise.mjs';
import { EVENT_KINDS, onTheWire, randomEvent } from './randomEvent.mjs';
import { Sink } from './Sink.mjs';

const { values } = parseArgs({
  options: {
    'notification-controller': { type: 'string' },
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const program =
  values['notification-controller'] ??
  process.env.GITOPS_NOTIFICATION_CONTROLLER ??
  'notification-controller';
const here = fileURLToPath(new URL('.', import.meta.url));
const root = resolve(here, '../../../..');
const say = line => process.stdout.write(`${line}\n`);
/** Milliseconds that a request may take, and that a further one may come in. */
const ARRIVAL_MS = 8000;
const QUIET_MS = 120;
const NOTIFICATION = 'notification.toolkit.fluxcd.io/v1beta3';

async function freePort() {
  const server = createServer();
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise(done => server.close(done));
  return port;
}

function addressOf({ host, path, user }, { port }) {
  return host ?? `http://${user ? `${user}@` : ''}127.0.0.1:${port}${path}`;
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

function secretOf({ app, secret = {} }, { port }) {
  if (!app) return secret;
  return {
    ...{ githubAppID: '12', ...app },
    githubAppBaseURL: `http://127.0.0.1:${port}/api/v3`,
    githubAppPrivateKey: privateKey
      .export({ type: 'pkcs1', format: 'pem' })
      .toString(),
  };
}

/** Creates the objects of a case and returns its Provider's settings. */
async function createCase(client, one, namespace, sink) {
  const create = (object, name, rest) =>
    client.create({ ...object, metadata: { name, namespace }, ...rest });
  const { channel = '', host, type, username = '' } = one;
  const secret = secretOf(one, sink);
  await client.create({
    ...{ apiVersion: 'v1', kind: 'Namespace' },
    metadata: { name: namespace },
  });
  const asSecret = { apiVersion: 'v1', kind: 'Secret' };
  const proxy = { address: `http://127.0.0.1:${sink.port}` };
  await create(asSecret, 'sink', { stringData: secret });
  await create(asSecret, 'proxy', { stringData: proxy });
  const address = addressOf(one, sink);
  const named = (name, value) => (value ? { [name]: value } : {});
  const provider = await create(
    { apiVersion: NOTIFICATION, kind: 'Provider' },
    'sink',
    {
      spec: {
        ...{ type, address, secretRef: { name: 'sink' } },
        ...named('channel', channel),
        ...named('username', username),
        ...(host ? { proxySecretRef: { name: 'proxy' } } : {}),
      },
    },
  );
  await create({ apiVersion: NOTIFICATION, kind: 'Alert' }, 'all', {
    spec: {
      providerRef: { name: 'sink' },
      eventSources: EVENT_KINDS.map(kind => ({ kind, name: '*' })),
    },
  });
  return {
    ...{ uid: provider.metadata.uid, namespace, name: 'sink', type, address },
    ...{ channel, username, password: '', token: '', headers: {} },
    ...secret,
    secret,
  };
}

function commitStatusId({ involvedObject: { kind, name } }, uid) {
  return `${kind}/${name}/${uid.split('-')[0]}`.toLowerCase();
}

/** Our provider with a forge of its own. */
class Ours {
  #forge = new Forge();

  constructor(engine, settings) {
    this.engine = engine;
    this.settings = settings;
    this.provider = engine.PROVIDER_TYPES.find(
      ({ type }) => type === settings.type,
    );
  }

  /** @returns the requests, and why no more came */
  async deliver(event) {
    const requests = [];
    const exchange = async request => {
      requests.push(request);
      const body =
        typeof request.body === 'object'
          ? JSON.parse(JSON.stringify(request.body))
          : request.body;
      const { status, json } = this.#forge.respond({ ...request, body });
      if (status >= 300) {
        throw new this.engine.ProviderError('status', 'no', { status });
      }
      return { status, headers: {}, body: JSON.stringify(json) ?? '' };
    };
    const id = commitStatusId(event, this.settings.uid);
    const settings = { ...this.settings, commitStatusId: id };
    try {
      const { provider } = this;
      if (provider.deliver) await provider.deliver(event, settings, exchange);
      else {
        const all = provider.toRequests(event, settings);
        for (const request of all) await exchange(request);
      }
    } catch (error) {
      return { requests, error };
    }
    return { requests };
  }
}

/** The requests of Flux for one event; waits for as many as ours are. */
async function observe(sink, eventsUrl, event, count) {
  const seen = () => sink.requests.filter(one => !isProbe(one));
  sink.requests.length = 0;
  const answer = await fetch(eventsUrl, {
    method: 'POST',
    body: JSON.stringify(onTheWire(event)),
  });
  if (answer.status !== 202) throw new Error(`event: ${answer.status}`);
  const until = Date.now() + ARRIVAL_MS;
  while (seen().length < count && Date.now() < until) await sleep(10);
  await sleep(count === 0 ? QUIET_MS * 4 : QUIET_MS);
  return seen();
}

function withoutBase({ call, ...rest }, base) {
  return { ...rest, call: call.replace(base, '') };
}

/** @returns lines about what differs */
async function compareEvent({ one, ours, sink, eventsUrl }, event) {
  const { requests, error } = await ours.deliver(event);
  const theirs = await observe(sink, eventsUrl, event, requests.length);
  // Its library takes another address from the environment alone.
  const base =
    one.type === 'bitbucket'
      ? /https:\/\/api\.bitbucket\.org|http:\/\/[^/]*/
      : '';
  const [mine, flux] = [requests, theirs].map(list =>
    list.map(each => withoutBase(normalise(each, one.type), base)),
  );
  if (isDeepStrictEqual(mine, flux)) return [];
  return [
    `DIFFERENT: ${one.name ?? one.type}: ${JSON.stringify(event).slice(
      0,
      600,
    )}`,
    `  ours: ${JSON.stringify(mine).slice(0, 1500)} ${error ?? ''}`,
    `  flux: ${JSON.stringify(flux).slice(0, 1500)}`,
  ];
}

async function startFlux(bench, kubeconfig, { bitbucket, caFile }) {
  const [events, receiver, health] = await Promise.all([1, 2, 3].map(freePort));
  bench.run(
    program,
    [
      `--events-addr=127.0.0.1:${events}`,
      `--receiverAddr=127.0.0.1:${receiver}`,
      `--health-addr=127.0.0.1:${health}`,
      '--metrics-addr=127.0.0.1:0',
      '--enable-leader-election=false',
    ],
    {
      name: 'notification-controller',
      env: {
        KUBECONFIG: kubeconfig,
        RUNTIME_NAMESPACE: 'flux-system',
        SSL_CERT_FILE: caFile,
        BITBUCKET_API_BASE_URL: `http://127.0.0.1:${bitbucket?.port}/2.0`,
      },
    },
  );
  const url = `http://127.0.0.1:${events}/`;
  for (let attempt = 0; ; attempt++) {
    try {
      await fetch(url, { method: 'POST', body: '' });
      return url;
    } catch (error) {
      if (attempt === 200) throw error;
      await sleep(100);
    }
  }
}

async function makeTls(bench) {
  const { CertificateFixture } = await load(
    join(root, 'test/certificates/src/index.ts'),
  );
  const certificates = new CertificateFixture();
  const pair = certificates.issue('telegram', ['api.telegram.org']);
  const caFile = join(bench.work, 'ca.pem');
  writeFileSync(caFile, certificates.ca);
  return { tls: pair, caFile };
}

const bench = new Bench();
const sinks = [];
try {
  const chosen = CASES.filter(
    ({ type }) => !values.only || values.only.split(',').includes(type),
  );
  const engine = await load(join(here, 'providers.ts'));
  const { tls, caFile } = await makeTls(bench);
  const kubeconfig = await bench.startCluster('control-plane');
  const client = await bench.connect(kubeconfig);
  bench.install(kubeconfig);
  const stands = [];
  for (const [index, one] of chosen.entries()) {
    const sink = await new Sink(tls).start();
    sinks.push(sink);
    const namespace = `case-${index}`;
    const settings = await createCase(client, one, namespace, sink);
    stands.push({ one, namespace, sink, ours: new Ours(engine, settings) });
  }
  const bitbucket = stands.find(({ one }) => one.type === 'bitbucket')?.sink;
  const eventsUrl = await startFlux(bench, kubeconfig, { bitbucket, caFile });
  await sleep(3000); // it has read the cluster
  const counts = { events: 0, requests: 0, different: 0 };
  await inParallel(stands, 8, async stand => {
    const { one, namespace } = stand;
    const random = new Random(`${values.seed} ${one.name ?? one.type}`);
    for (let index = 0; index < Number(values.count); index++) {
      const event = randomEvent(random, index, { ...one, namespace });
      const lines = await compareEvent({ ...stand, eventsUrl }, event);
      counts.events += 1;
      counts.requests += stand.sink.requests.length;
      counts.different += lines.length > 0 ? 1 : 0;
      lines.forEach(say);
    }
  });
  say(
    `${counts.events} events of ${chosen.length} providers, ${counts.requests} requests, ${counts.different} different`,
  );
  process.exitCode = counts.different > 0 ? 1 : 0;
} finally {
  sinks.forEach(sink => sink.stop());
  await bench.close();
}
