/**
 * Receivers: ours and the notification-controller of Flux with the same objects
 * and the same requests. Statuses of HTTP, the objects that are annotated and
 * the statuses of the Receivers have to be equal.
 *
 *   node plugins/gitops-controllers/scripts/receivers/compare.mjs
 *     [--notification-controller FILE] [--flux FILE] [--pushes 30]
 *     [--target control-plane|devcluster]
 *
 * Left out are requests whose `known` says why they are answered otherwise. FILE is a program of Flux; default: GITOPS_NOTIFICATION_CONTROLLER and
 * GITOPS_FLUX, or those on the PATH. Pushes are timed until a watch sees what
 * they ask for. The exit code is 1 when anything differs.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { parseArgs } from 'node:util';
/* eslint-disable @backstage/no-relative-monorepo-imports -- scripts of other folders */
import { Bench, sleep } from '../../../../benchmarks/kube/Bench.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { startIssuer } from './issuer.mjs';
import { measurePushes } from './measurePushes.mjs';
import { NAMESPACE, receiversFor, REPOSITORIES, TOKEN } from './receivers.mjs';
import { requestsFor } from './requests.mjs';

const {
  GITOPS_NOTIFICATION_CONTROLLER = 'notification-controller',
  GITOPS_FLUX = 'flux',
} = process.env;
const { values } = parseArgs({
  options: {
    'notification-controller': {
      type: 'string',
      default: GITOPS_NOTIFICATION_CONTROLLER,
    },
    flux: { type: 'string', default: GITOPS_FLUX },
    pushes: { type: 'string', default: '30' },
    target: { type: 'string', default: 'control-plane' },
    show: { type: 'boolean', default: false },
  },
});
const FLUX_PORT = 19_292;
const OUR_PORT = 19_293;
const GIT = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
};
const RECEIVER = {
  apiVersion: 'notification.toolkit.fluxcd.io/v1',
  kind: 'Receiver',
};
const REQUEST = 'reconcile.fluxcd.io/requestedAt';
const say = line => process.stdout.write(`${line}\n`);
const bench = new Bench();

const namespaceOf = name => (name === 'far' ? 'judged-far' : NAMESPACE);

async function createObjects(client) {
  for (const name of [NAMESPACE, 'judged-far']) {
    await client.create({
      ...{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    });
  }
  const secrets = {
    token: { token: TOKEN },
    keyless: { other: 'x' },
    empty: { token: '' },
    gcr: { token: TOKEN, email: 'a@b', audience: 'c' },
  };
  for (const [name, stringData] of Object.entries(secrets)) {
    await client.create({
      ...{ apiVersion: 'v1', kind: 'Secret', stringData },
      metadata: { name, namespace: NAMESPACE },
    });
  }
  for (const [name, labels] of Object.entries(REPOSITORIES)) {
    await client.create({
      ...{ ...GIT, spec: { url: 'https://example.com/r', interval: '1h' } },
      metadata: { name, labels, namespace: namespaceOf(name) },
    });
  }
}

/** When reconciles of each GitRepository were asked for. */
async function requestsSeen(client) {
  const { items } = await client.list(GIT, {});
  return Object.fromEntries(
    items.map(({ metadata }) => [
      metadata.name,
      metadata.annotations?.[REQUEST] ?? '',
    ]),
  );
}

/** @returns the status, or what happened to the connection */
function send(port, path, { method = 'POST', headers, body, isChunked }) {
  return new Promise(resolve => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const call = request({
      ...{ port, method, host: '127.0.0.1', path, agent: false },
      headers: { ...headers, ...(isChunked ? {} : length) },
    });
    call.on('response', answer => {
      answer.resume();
      resolve(answer.statusCode);
    });
    call.on('error', error => resolve(error.code));
    call.end(body);
  });
}

async function settledStatuses(client, names) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { items } = await client.list(RECEIVER, { namespace: NAMESPACE });
    const isSettled = ({ status, spec }) =>
      spec.suspend ||
      status?.webhookPath ||
      status?.conditions?.some(({ status: value }) => value === 'False');
    const isDone = items.length === names.length && items.every(isSettled);
    if (isDone || Date.now() > deadline) {
      return Object.fromEntries(
        items.map(({ metadata, status = {} }) => [metadata.name, status]),
      );
    }
    await sleep(100);
  }
}

function withoutTimes({ conditions = [], ...status }) {
  return {
    ...status,
    conditions: conditions.map(({ lastTransitionTime, ...each }) => each),
  };
}

/** What `flux trigger receiver` says of a server, by the kind of call. */
async function triggerAll(port, sign) {
  const claims = { sub: 'repo:a/b', owner: 'a', n: 1, exp: 4e9 };
  const token = sign({ ...claims, aud: 'notification-controller' });
  const calls = {
    generic: ['generic', `--token=${TOKEN}`],
    'wrong token': ['generic', '--token=wrong'],
    hmac: ['hmac', '--type=generic-hmac', `--token=${TOKEN}`],
    oidc: ['oidc', '--type=generic-oidc', `--oidc-token=${token}`],
    'wrong claims': [
      ...['oidc', '--type=generic-oidc'],
      `--oidc-token=${sign({ ...claims, aud: 'x' })}`,
    ],
  };
  const url = `--url=http://127.0.0.1:${port}`;
  const more = [`-n=${NAMESPACE}`, '--retries=0', url];
  const results = [];
  for (const [name, args] of Object.entries(calls)) {
    const all = ['trigger', 'receiver', ...args, ...more];
    const child = spawn(values.flux, all, { stdio: 'ignore', timeout: 20_000 });
    const [code] = await once(child, 'exit');
    results.push(`${name}: ${code}`);
  }
  return results;
}

/** The requests one after the other, and what each of them changed. */
async function sendAll(client, port, requests, statuses) {
  const answers = [];
  let before = await requestsSeen(client);
  for (const each of requests) {
    const path = statuses[each.receiver]?.webhookPath ?? '/hook/unknown';
    const status = await send(port, `${path}${each.suffix ?? ''}`, each);
    const after = await requestsSeen(client);
    const old = before;
    const changed = Object.keys(after).filter(
      name => after[name] !== old[name],
    );
    answers.push({ status, changed: changed.sort() });
    before = after;
  }
  return answers;
}

/** Runs all requests against one server. */
async function observe(client, port, child, { specs, requests, sign }) {
  const names = Object.keys(specs);
  for (const name of names) {
    const metadata = { name, namespace: NAMESPACE };
    await client.create({ ...RECEIVER, metadata, spec: specs[name] });
  }
  await settledStatuses(client, names);
  await sleep(3000); // Flux writes conditions and the rest one after the other
  const statuses = await settledStatuses(client, names);
  const answers = await sendAll(client, port, requests, statuses);
  const triggers = await triggerAll(port, sign);
  const pushes = await measurePushes(client, {
    count: Number(values.pushes),
    url: `http://127.0.0.1:${port}${statuses.github.webhookPath}`,
  });
  for (const name of names) {
    await client.delete(RECEIVER, { namespace: NAMESPACE, name });
  }
  for (;;) {
    const { items } = await client.list(RECEIVER, { namespace: NAMESPACE });
    if (items.length === 0) break;
    await sleep(100);
  }
  await bench.stop(child);
  const plain = Object.entries(statuses).map(([name, status]) => [
    name,
    withoutTimes(status),
  ]);
  const result = { answers, triggers, pushes };
  return { ...result, statuses: Object.fromEntries(plain) };
}

const startFlux = kubeconfig =>
  bench.run(
    values['notification-controller'],
    [
      ...[`--receiverAddr=127.0.0.1:${FLUX_PORT}`, '--events-addr=127.0.0.1:0'],
      ...['--metrics-addr=127.0.0.1:0', '--health-addr=127.0.0.1:0'],
      ...['--enable-leader-election=false'],
    ],
    {
      name: 'notification-controller',
      env: { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: 'flux-system' },
    },
  );

const startOurs = kubeconfig =>
  bench.startControllers(kubeconfig, [
    ...['--components=notification-controller'],
    ...['--enable-leader-election=false'],
    `--receiverAddr=127.0.0.1:${OUR_PORT}`,
  ]);

function describe({ receiver, method = 'POST', headers, body, suffix }) {
  const shown = body.length > 200 ? `${body.length} bytes` : body;
  return `${method} ${receiver}${suffix ?? ''} ${JSON.stringify(headers).slice(
    0,
    300,
  )} ${shown}`;
}

function compare(requests, flux, ours) {
  let count = 0;
  const differ = (what, a, b) => {
    if (JSON.stringify(a) === JSON.stringify(b)) return;
    count += 1;
    say(`${what}\n  flux ${JSON.stringify(a)}\n  ours ${JSON.stringify(b)}`);
  };
  requests.forEach((each, index) => {
    if (each.known) return;
    differ(describe(each), flux.answers[index], ours.answers[index]);
  });
  differ('flux trigger receiver', flux.triggers, ours.triggers);
  for (const name of Object.keys(flux.statuses)) {
    differ(`status of ${name}`, flux.statuses[name], ours.statuses[name]);
  }
  return count;
}

const issuer = await startIssuer();
try {
  const kubeconfig = await bench.startCluster(values.target);
  const client = await bench.connect(kubeconfig);
  bench.install(kubeconfig);
  await createObjects(client);
  const specs = receiversFor(issuer.url);
  const requests = requestsFor(issuer.sign);
  const input = { specs, requests, sign: issuer.sign };
  const flux = await observe(
    ...[client, FLUX_PORT, startFlux(kubeconfig), input],
  );
  const ours = await observe(
    ...[client, OUR_PORT, startOurs(kubeconfig), input],
  );
  const count = compare(requests, flux, ours);
  const tally = {};
  for (const { status } of flux.answers) {
    tally[status] = (tally[status] ?? 0) + 1;
  }
  say(
    `${requests.length} requests to ${
      Object.keys(specs).length
    } Receivers, ${count} differences; Flux answered ${JSON.stringify(tally)}`,
  );
  say(`push to request, ms: Flux ${flux.pushes}; ours ${ours.pushes}`);
  process.exitCode = count > 0 ? 1 : 0;
} finally {
  await issuer.close();
  await bench.close();
}
