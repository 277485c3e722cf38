import { createHash, createHmac } from 'crypto';
import { expectEqual } from '../../expect';
import { TYPES } from '../Bench';
import type { Bench } from '../Bench';
import { conditionsOf, expectFailure } from '../readObjects';
import type { Statement } from '../Statement';

const TOKEN = 'the-token';
const ANNOTATION = 'reconcile.fluxcd.io/requestedAt';
const REPOSITORY = { kind: 'GitRepository', name: 'one' };
const PAUSE_MS = 50;

/** A GitRepository that is suspended, so that requests stay to be seen. */
function repository(bench: Bench, name: string, labels: object = {}) {
  return bench.create({
    ...TYPES.GitRepository,
    metadata: { name, labels: { ...labels } },
    spec: { url: bench.url, interval: '1h', suspend: true },
  } as never);
}

/** Creates a Receiver and its Secret; its path once calls are taken. */
async function receive(
  bench: Bench,
  name: string,
  spec: object = {},
): Promise<string> {
  await bench.secret(`${name}-token`, { token: TOKEN });
  await bench.create({
    ...TYPES.Receiver,
    metadata: { name },
    spec: {
      ...{ type: 'generic', secretRef: { name: `${name}-token` } },
      ...{ resources: [REPOSITORY], ...spec },
    },
  } as never);
  const object = await bench.ready('Receiver', name);
  const path = String((object.status as { webhookPath: string }).webhookPath);
  // The server hears of it a moment after the one that watches here.
  while ([404, 503].includes(await call(bench, path, { method: 'HEAD' }))) {
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
  return path;
}

async function call(
  bench: Bench,
  path: string,
  init: RequestInit = {},
): Promise<number> {
  const url = `${bench.webhooksUrl}${path}`;
  const answer = await fetch(url, { method: 'POST', ...init });
  await answer.arrayBuffer();
  return answer.status;
}

async function isRequested(bench: Bench, name: string): Promise<boolean> {
  const { metadata } = await bench.get('GitRepository', name);
  return metadata.annotations?.[ANNOTATION] !== undefined;
}

const json = (body: unknown): RequestInit => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

/** Receivers: where calls are taken, which, and what they do. */
export const receiverStatements: readonly Statement[] = [
  {
    name: 'NC-19 NC-20 TR-18 the path is a hash of token, name and namespace, and nothing may follow it',
    async run(bench) {
      await repository(bench, 'one');
      const path = await receive(bench, 'plain');
      const text = `${TOKEN}plain${bench.namespace}`;
      const digest = createHash('sha256').update(text).digest('hex');
      expectEqual(path, `/hook/${digest}`, 'path');
      const object = await bench.get('Receiver', 'plain');
      expectEqual(
        conditionsOf(object),
        [
          [
            ...['Ready', 'True', 'Succeeded'],
            `Receiver initialized for path: ${path}`,
          ],
        ],
        'conditions',
      );
      expectEqual(await call(bench, path), 200, 'the path');
      expectEqual(await call(bench, `${path}?a=1`), 404, 'a query');
      expectEqual(await call(bench, '/hook/none'), 404, 'another path');
    },
  },
  {
    name: 'NC-19 a token that is missing and an expression that is none are told',
    async run(bench) {
      await bench.create({
        ...TYPES.Receiver,
        metadata: { name: 'lacking' },
        spec: {
          ...{ type: 'generic', secretRef: { name: 'absent' } },
          resources: [REPOSITORY],
        },
      } as never);
      expectFailure(
        await bench.failed('TokenNotFound', 'Receiver', 'lacking'),
        'TokenNotFound',
        `unable to read token from secret '${bench.namespace}/absent' error: secrets "absent" not found`,
      );
      await bench.create({
        ...TYPES.Receiver,
        metadata: { name: 'typed' },
        spec: {
          ...{ type: 'generic', secretRef: { name: 'absent' } },
          ...{ resources: [REPOSITORY], resourceFilter: "'text'" },
        },
      } as never);
      await bench.failed('InvalidCELExpression', 'Receiver', 'typed');
    },
  },
  {
    name: 'NC-21 NC-22 a push is taken by its signature, and its event by spec.events',
    async run(bench) {
      await repository(bench, 'one');
      const path = await receive(bench, 'github', {
        ...{ type: 'github', events: ['Push'] },
      });
      const body = '{"ref":"refs/heads/main"}';
      const send = (event: string, token = TOKEN) => {
        const mac = createHmac('sha256', token).update(body).digest('hex');
        const headers = {
          ...{ 'content-type': 'application/json', 'x-github-event': event },
          'x-hub-signature-256': `sha256=${mac}`,
        };
        return call(bench, path, { body, headers });
      };
      expectEqual(await send('push', 'wrong'), 400, 'another token');
      expectEqual(await send('release'), 400, 'another event');
      expectEqual(await isRequested(bench, 'one'), false, 'refused');
      expectEqual(await send('push'), 200, 'a push');
      expectEqual(await isRequested(bench, 'one'), true, 'taken');
    },
  },
  {
    name: 'NC-23 labels and expressions choose the objects of a call',
    async run(bench) {
      await repository(bench, 'main', { team: 'a', branch: 'main' });
      await repository(bench, 'next', { team: 'a', branch: 'next' });
      await repository(bench, 'other', { team: 'b', branch: 'main' });
      const path = await receive(bench, 'chosen', {
        resourceFilter: "req.ref == 'refs/heads/' + res.metadata.labels.branch",
        resources: [
          { kind: 'GitRepository', name: '*', matchLabels: { team: 'a' } },
        ],
      });
      const push = json({ ref: 'refs/heads/main' });
      expectEqual(await call(bench, path, push), 200, 'a push');
      const names = ['main', 'next', 'other'];
      const seen = await Promise.all(
        names.map(name => isRequested(bench, name)),
      );
      expectEqual(seen, [true, false, false], 'requests');
      expectEqual(await call(bench, path, json({})), 500, 'no such field');
    },
  },
  {
    name: 'NC-24 a resource that fails stops none of the others, and a long body comes before all',
    async run(bench) {
      await repository(bench, 'one');
      const path = await receive(bench, 'some', {
        resources: [{ ...REPOSITORY, name: 'absent' }, REPOSITORY],
      });
      expectEqual(await call(bench, path), 500, 'one fails');
      expectEqual(await isRequested(bench, 'one'), true, 'the other');
      const body = 'x'.repeat(3 * 1024 * 1024 + 1);
      expectEqual(await call(bench, '/hook/none', { body }), 413, 'long');
      await bench.patch('Receiver', 'some', { spec: { suspend: true } });
      while ((await call(bench, path)) === 500);
      expectEqual(await call(bench, path), 503, 'suspended');
    },
  },
];
