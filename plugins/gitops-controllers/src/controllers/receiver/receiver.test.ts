/** @jest-environment node */
import { createHash, createHmac } from 'crypto';
import { connect } from 'net';
import { ReceiverEnvironment } from './__testUtils__/ReceiverEnvironment';

const TOKEN = 'canary-token-7d1';
const env = new ReceiverEnvironment();
beforeAll(async () => {
  await env.start();
  await env.secret('token', { token: TOKEN });
  await env.repository('repo');
}, 60_000);
afterAll(() => env.stop());

const REPO = { kind: 'GitRepository', name: 'repo' };
const generic = (more: object = {}) => ({
  ...{ type: 'generic', secretRef: { name: 'token' }, resources: [REPO] },
  ...more,
});
const json = (body: unknown) => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

/** Sends raw bytes; what is answered until the connection ends. */
function raw(text: string, isOpen = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(env.server.port, '127.0.0.1', () => {
      if (isOpen) socket.write(text);
      else socket.end(text);
    });
    let answer = '';
    socket.on('data', data => {
      answer += data;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('NC-19 status', () => {
  it('says under which path calls are taken', async () => {
    const path = await env.path('plain', generic());
    const digest = createHash('sha256').update(`${TOKEN}plainapps`);
    expect(path).toBe(`/hook/${digest.digest('hex')}`);
    const { status, metadata } = await env.get('plain');
    expect(metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
    expect(status).toMatchObject({
      observedGeneration: 1,
      conditions: [
        {
          ...{ type: 'Ready', status: 'True', reason: 'Succeeded' },
          message: `Receiver initialized for path: ${path}`,
        },
      ],
    });
    expect(await env.events('plain')).toEqual([
      'Normal Succeeded Reconciliation finished, next run in 10m0s',
    ]);
  });

  it('tells of a token that is not there, and looks again', async () => {
    await env.create('lacking', generic({ secretRef: { name: 'late' } }));
    const { status } = await env.settled('lacking', 'TokenNotFound');
    expect(status?.webhookPath).toBeUndefined();
    expect(status?.conditions).toMatchObject([
      {
        ...{ type: 'Reconciling', reason: 'ProgressingWithRetry' },
        message: 'Reconciliation in progress',
      },
      {
        ...{ type: 'Ready', status: 'False' },
        message:
          'unable to read token from secret \'apps/late\' error: secrets "late" not found',
      },
    ]);
    await env.secret('late', { token: 'x' });
    expect((await env.settled('lacking')).status?.webhookPath).toMatch(
      /^\/hook\/[0-9a-f]{64}$/,
    );
  });

  it('has another path once a Secret with the label has another token', async () => {
    const labels = { 'reconcile.fluxcd.io/watch': 'Enabled' };
    await env.secret('turning', { token: 'old' }, labels);
    const spec = generic({ secretRef: { name: 'turning' } });
    const path = await env.path('turning', spec);
    const key = { namespace: 'apps', name: 'turning' };
    await env.client.patch({ apiVersion: 'v1', kind: 'Secret' }, key, {
      stringData: { token: 'new' },
    });
    while ((await env.call(path)).status !== 404);
    const { status } = await env.get('turning');
    const digest = createHash('sha256').update('newturningapps').digest('hex');
    expect(status?.webhookPath).toBe(`/hook/${digest}`);
  });

  it.each([
    ['filter', { resourceFilter: "res.metadata.name == 'a' &&" }],
    ['type', { resourceFilter: "'a'" }],
    ['claims', { resourceFilter: "claims.sub == 'a'" }],
    ['own', { resources: [{ ...REPO, filter: 'nothing == 1' }] }],
  ])('stalls on an expression that is none: %s', async (name, spec) => {
    await env.create(`bad-${name}`, generic(spec));
    const { status } = await env.settled(`bad-${name}`, 'InvalidCELExpression');
    expect(status?.observedGeneration).toBe(1);
    expect(status?.conditions?.map(({ type }) => type).sort()).toEqual([
      'Ready',
      'Stalled',
    ]);
    expect(status?.conditions?.[0].message).toMatch(
      /^Reconciliation failed terminally due to configuration error: invalid (resourceFilter|filter) expression/,
    );
  });
});

describe('NC-20 the order of answers', () => {
  it('takes the path alone, and nothing else', async () => {
    const path = await env.path('exact', generic());
    expect((await env.call(path)).status).toBe(200);
    expect((await env.call(`${path}?x=1`)).status).toBe(404);
    expect((await env.call(`${path}/`)).status).toBe(404);
    expect((await env.call('/hook/none')).status).toBe(404);
    expect((await env.call('/other')).status).toBe(404);
    expect(await (await env.call(path)).text()).toBe('');
  });

  it('answers 413 before it looks for the path', async () => {
    const long = { body: Buffer.alloc(3 * 1024 * 1024 + 1) };
    const path = await env.path('long', generic());
    expect((await env.call('/hook/none', long)).status).toBe(413);
    expect((await env.call(path, long)).status).toBe(413);
    const whole = { body: Buffer.alloc(3 * 1024 * 1024) };
    expect((await env.call(path, whole)).status).toBe(200);
  });

  it('counts a body in chunks that says no length', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const head = 'HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    const unknown = await raw(
      `POST /hook/none ${head}${chunk.repeat(49)}0\r\n\r\n`,
    );
    expect(unknown).toMatch(/^HTTP\/1.1 413 /);
    const short = await raw(`POST /hook/none ${head}${chunk}0\r\n\r\n`);
    expect(short).toMatch(/^HTTP\/1.1 404 /);
  });

  it('answers 503 while it is suspended', async () => {
    const path = await env.path('paused', generic());
    await env.client.patch(
      { apiVersion: 'notification.toolkit.fluxcd.io/v1', kind: 'Receiver' },
      { namespace: 'apps', name: 'paused' },
      { spec: { suspend: true } },
    );
    while ((await env.call(path)).status === 200);
    expect((await env.call(path)).status).toBe(503);
  });

  it('answers 400 for a signature that is wrong, and logs no secret', async () => {
    const path = await env.path('signed', generic({ type: 'generic-hmac' }));
    const hex = createHmac('sha256', TOKEN).update('{}').digest('hex');
    const send = (signature: string) =>
      env.call(path, { body: '{}', headers: { 'x-signature': signature } });
    expect((await send(`sha256=${hex}`)).status).toBe(200);
    expect((await send(`sha256=${hex.replace(/^./, 'f')}0`)).status).toBe(400);
    const lines = env.log.join('\n');
    for (const secret of [TOKEN, hex, path])
      expect(lines).not.toContain(secret);
    expect(lines).toContain('webhook not taken');
  });
});

describe('NC-23 what a call does', () => {
  it('annotates the objects that labels choose', async () => {
    await env.repository('one', { team: 'a' });
    await env.repository('two', { team: 'a' });
    await env.repository('three', { team: 'b' });
    const all = {
      kind: 'GitRepository',
      name: '*',
      matchLabels: { team: 'a' },
    };
    const path = await env.path('labels', generic({ resources: [all] }));
    expect((await env.call(path)).status).toBe(200);
    const found = await Promise.all(
      ['one', 'two', 'three'].map(name => env.requestedAt(name)),
    );
    expect(found).toEqual([expect.any(String), expect.any(String), undefined]);
  });

  it('asks both expressions of an object', async () => {
    await env.repository('main', { branch: 'main' });
    await env.repository('next', { branch: 'next' });
    const filter = "'refs/heads/' + res.metadata.labels.branch == req.ref";
    const path = await env.path(
      'filtered',
      generic({
        resourceFilter: "req.action == 'push'",
        resources: ['main', 'next'].map(name => ({ ...REPO, name, filter })),
      }),
    );
    await env.call(path, json({ action: 'pull', ref: 'refs/heads/main' }));
    expect(await env.requestedAt('main')).toBeUndefined();
    const push = json({ action: 'push', ref: 'refs/heads/main' });
    expect((await env.call(path, push)).status).toBe(200);
    expect(await env.requestedAt('main')).toBeDefined();
    expect(await env.requestedAt('next')).toBeUndefined();
  });

  it('answers 500 where an expression or the JSON of a filter fails', async () => {
    const path = await env.path(
      'fails',
      generic({ resourceFilter: 'req.a == 1' }),
    );
    expect((await env.call(path, json({ a: 1 }))).status).toBe(200);
    expect((await env.call(path, json({}))).status).toBe(500);
    expect((await env.call(path, { ...json(0), body: '{' })).status).toBe(500);
    expect((await env.call(path, { body: '{"a":1}' })).status).toBe(500);
  });

  it('ends an expression that needs too much', async () => {
    const list = `[${Array.from({ length: 60 }, (_, i) => i).join()}]`;
    const burn = `${list}.all(a, ${list}.all(b, ${list}.all(c, ${list}.all(d, a + b + c + d >= 0))))`;
    const path = await env.path('burns', generic({ resourceFilter: burn }));
    expect((await env.call(path)).status).toBe(500);
    expect(env.log.join('\n')).toContain('the expression needs more than');
  });

  it('takes many calls at a time', async () => {
    await env.repository('busy');
    const resources = [{ ...REPO, name: 'busy' }];
    const path = await env.path('many', generic({ resources }));
    const before = await env.requestedAt('busy');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => env.call(path)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(await env.requestedAt('busy')).not.toBe(before);
  });
});

describe('NC-24 resources', () => {
  it('goes on after a resource that fails, and answers 500', async () => {
    await env.repository('last');
    const resources = [
      { ...REPO, name: 'absent' },
      { kind: 'Kustomization', name: 'no-version' },
      { kind: 'GitRepository', name: '*' },
      { ...REPO, name: 'last' },
    ];
    const path = await env.path('some', generic({ resources }));
    expect((await env.call(path)).status).toBe(500);
    expect(await env.requestedAt('last')).toBeDefined();
  });

  it('reaches another namespace unless that is refused', async () => {
    await env.repository('far', {}, 'other');
    const resources = [{ ...REPO, name: 'far', namespace: 'other' }];
    const path = await env.path('across', generic({ resources }));
    expect((await env.call(path)).status).toBe(200);
    expect(await env.requestedAt('far', 'other')).toBeDefined();
  });
});

describe('attacks', () => {
  it('ends connections that send their headers or body slowly', async () => {
    const path = await env.path('slow', generic());
    expect(await raw('POST /hook/none HTTP/1.1\r\nHost: x\r\n', true)).toMatch(
      /^HTTP\/1.1 408 /,
    );
    const head = 'HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{';
    expect(await raw(`POST ${path} ${head}`, true)).toMatch(/^HTTP\/1.1 4/);
  });

  it('tells of unknown paths in one line, without them', async () => {
    const lines = env.log.length;
    for (let i = 0; i < 200; i++) await env.call(`/hook/guess-${i}`);
    const told = env.log
      .slice(lines)
      .filter(line => /guess|that no/.test(line));
    expect(told.length).toBeLessThanOrEqual(1);
    expect(env.log.join('\n')).not.toContain('guess');
  });
});
