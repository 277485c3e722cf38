/** @jest-environment node */
import { createHmac } from 'crypto';
import type { ReceiverSpec } from '@backstage-gitops/plugin-gitops-common';
import type { Call, Expected } from '../call';
import { GOOGLE_KEYS } from '../oidc/verifyGcr';
import { TokenIssuers } from '../oidc/TokenIssuers';
import { createVerify } from './createVerify';

const TOKEN = 'sécret-token';
const issuers = new TokenIssuers({
  network: { deny: [], allow: [] },
  userAgent: 'test',
});
const verify = createVerify({
  issuers,
  googleKeys: GOOGLE_KEYS,
  now: Date.now,
});
afterAll(() => issuers.close());

const sign = (hash: string, body: string, token = TOKEN) =>
  createHmac(hash, token).update(body).digest('hex');

function expected(
  type: ReceiverSpec['type'],
  events?: string[],
  token = TOKEN,
): Expected {
  const secret = { token: Buffer.from(token) };
  const spec = { type, events, resources: [], secretRef: { name: 't' } };
  return { spec, token: secret.token, secret };
}

function call(body: string, headers: Record<string, string> = {}): Call {
  const lower = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    Buffer.from(value).toString('latin1'),
  ]);
  return { headers: Object.fromEntries(lower), body: Buffer.from(body) };
}

/** `ok`, or the code of the refusal. */
async function outcome(incoming: Call, by: Expected): Promise<string> {
  try {
    await verify(incoming, by);
    return 'ok';
  } catch (error) {
    expect((error as Error).message).not.toContain(TOKEN);
    return (error as { code: string }).code;
  }
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const BODY = '{"ref":"refs/heads/main"}';

describe('NC-21 generic and generic-hmac', () => {
  it('takes anything as generic', async () => {
    expect(await outcome(call('x'), expected('generic'))).toBe('ok');
  });

  it.each([
    [`sha1=${sign('sha1', BODY)}`, 'ok'],
    [`sha256=${sign('sha256', BODY)}`, 'ok'],
    [`sha512=${sign('sha512', BODY).toUpperCase()}`, 'ok'],
    [`sha512=${sign('sha256', BODY)}`, 'unauthorized'],
    [`sha256=${sign('sha256', `${BODY} `)}`, 'unauthorized'],
    [`sha256=${sign('sha256', BODY, 'other')}`, 'unauthorized'],
    [`md5=${sign('md5', BODY)}`, 'unauthorized'],
    ['sha256=', 'unauthorized'],
    ['sha256=abc', 'unauthorized'],
    ['sha256=zz', 'unauthorized'],
    [sign('sha256', BODY), 'unauthorized'],
    ['', 'unauthorized'],
  ])('signature %s: %s', async (signature, result) => {
    const signed = call(BODY, { 'X-Signature': signature });
    expect(await outcome(signed, expected('generic-hmac'))).toBe(result);
  });
});

describe('NC-21 github and bitbucket', () => {
  const good = `sha256=${sign('sha256', BODY)}`;
  const push = { ...JSON_TYPE, 'X-GitHub-Event': 'push' };

  it.each([
    [{ ...push, 'X-Hub-Signature-256': good }, 'ok'],
    [{ ...push, 'X-Hub-Signature': `sha1=${sign('sha1', BODY)}` }, 'ok'],
    [{ ...push, 'X-Hub-Signature-256': 'sha256=00' }, 'unauthorized'],
    [push, 'unauthorized'],
    [{ 'X-Hub-Signature-256': good }, 'payload'],
    [{ 'Content-Type': 'text/plain', 'X-Hub-Signature-256': good }, 'payload'],
    [
      {
        'Content-Type': 'application/json; charset=utf-8;',
        'X-Hub-Signature-256': good,
      },
      'ok',
    ],
    [
      { 'Content-Type': 'application/json; x', 'X-Hub-Signature-256': good },
      'payload',
    ],
  ])('%j: %s', async (headers, result) => {
    expect(await outcome(call(BODY, headers), expected('github'))).toBe(result);
  });

  it('reads the payload of a form, whose text is signed', async () => {
    const body = `payload=${encodeURIComponent(BODY)}`;
    const form = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Hub-Signature-256': `sha256=${sign('sha256', body)}`,
    };
    const verified = await verify(call(body, form), expected('github'));
    expect(verified.body.toString()).toBe(BODY);
  });

  it.each(['payload=%zz', 'payload=a;b'])('refuses the form %s', async body => {
    const form = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Hub-Signature-256': `sha256=${sign('sha256', body)}`,
    };
    expect(await outcome(call(body, form), expected('github'))).toBe('payload');
  });

  it('needs no signature where the token is empty', async () => {
    const empty = expected('github', undefined, '');
    expect(await outcome(call(BODY, JSON_TYPE), empty)).toBe('ok');
  });

  it('reads X-Event-Key for Bitbucket', async () => {
    const headers = {
      ...{ ...JSON_TYPE, 'X-Hub-Signature': good },
      'X-Event-Key': 'repo:refs_changed',
    };
    const by = expected('bitbucket', ['repo:refs_changed']);
    expect(await outcome(call(BODY, headers), by)).toBe('ok');
    const other = expected('bitbucket', ['pr:opened']);
    expect(await outcome(call(BODY, headers), other)).toBe('event');
  });
});

describe('NC-22 spec.events', () => {
  const headers = {
    ...{ 'X-Gitlab-Token': TOKEN, 'X-Gitlab-Event': 'Push Hook' },
  };

  it.each([
    [undefined, 'ok'],
    [[], 'ok'],
    [['push hook'], 'ok'],
    [['Tag Push Hook', 'PUSH HOOK'], 'ok'],
    [['Tag Push Hook'], 'event'],
  ])('%j: %s', async (events, result) => {
    expect(await outcome(call('', headers), expected('gitlab', events))).toBe(
      result,
    );
  });

  it('counts for the four types that name events only', async () => {
    expect(await outcome(call(''), expected('generic', ['push']))).toBe('ok');
  });
});

describe('NC-21 tokens in headers', () => {
  it.each([
    ['gitlab', { 'X-Gitlab-Token': TOKEN }, 'ok'],
    ['gitlab', { 'X-Gitlab-Token': `${TOKEN}x` }, 'unauthorized'],
    ['gitlab', {}, 'unauthorized'],
    ['harbor', { Authorization: TOKEN }, 'ok'],
    ['harbor', { Authorization: `Bearer ${TOKEN}` }, 'unauthorized'],
    ['harbor', {}, 'unauthorized'],
  ] as const)('%s %j: %s', async (type, headers, result) => {
    expect(await outcome(call(BODY, headers), expected(type))).toBe(result);
  });

  it.each([
    ['{"action":"CREATED"}', 'ok'],
    ['null', 'ok'],
    ['{"repositoryName":1}', 'payload'],
    ['{} x', 'payload'],
    ['', 'payload'],
  ])('nexus signs %s: %s', async (body, result) => {
    const headers = { 'X-Nexus-Webhook-Signature': sign('sha1', body) };
    expect(await outcome(call(body, headers), expected('nexus'))).toBe(result);
    const upper = {
      'X-Nexus-Webhook-Signature': sign('sha1', body).toUpperCase(),
    };
    expect(await outcome(call(body, upper), expected('nexus'))).toBe(
      'unauthorized',
    );
  });
});

describe('NC-21 registries whose path is the secret', () => {
  it.each([
    [
      'dockerhub',
      '{"push_data":{"tag":"1"},"repository":{"repo_url":"u"}}',
      'ok',
    ],
    ['dockerhub', '{"PUSH_DATA":{"TAG":1}}', 'payload'],
    ['dockerhub', '{"push_data":[]}', 'payload'],
    ['dockerhub', '[]', 'payload'],
    ['dockerhub', '', 'payload'],
    ['quay', '{"docker_url":"quay.io/a","updated_tags":["1",null]}', 'ok'],
    ['quay', '{"updated_tags":[1]}', 'payload'],
    ['quay', '{"updated_tags":null} trailing "{', 'ok'],
    ['acr', '{"action":"push","target":{"repository":"r","tag":"t"}}', 'ok'],
    ['acr', '{"target":"r"}', 'payload'],
    ['acr', 'null', 'ok'],
    ['acr', '"text"', 'payload'],
  ] as const)('%s %s: %s', async (type, body, result) => {
    expect(await outcome(call(body), expected(type))).toBe(result);
  });
});

describe('NC-24 cdevents', () => {
  const event = (more: object = {}, context: object = {}) => ({
    context: {
      ...{ version: '0.4.1', id: '1', source: '/ci' },
      type: 'dev.cdevents.artifact.packaged.0.2.0',
      timestamp: '2026-01-02T03:04:05Z',
      ...context,
    },
    subject: {
      ...{ id: 'pkg:golang/x', type: 'artifact' },
      content: { change: { id: 'c1' } },
      ...more,
    },
  });
  const packaged = 'dev.cdevents.artifact.packaged.0.2.0';

  it.each([
    [event(), 'ok'],
    [{ ...event(), customData: { a: 1 } }, 'ok'],
    [{ ...event(), customData: 1 }, 'payload'],
    [event({ content: {} }), 'payload'],
    [event({ type: 'change' }), 'payload'],
    [event({ id: '' }), 'payload'],
    [event({}, { id: '' }), 'payload'],
    [event({}, { timestamp: 'today' }), 'payload'],
    [event({}, { schemaUri: 'https://example.com' }), 'payload'],
    [event({}, { type: packaged.replace('0.2.0', '0.1.1') }), 'payload'],
    [event({}, { type: 'dev.cdevents.nothing.known.0.1.0' }), 'payload'],
    [
      event(
        {},
        { links: [{ linkType: 'PATH', from: { contextId: 'a' }, tags: {} }] },
      ),
      'ok',
    ],
    [event({}, { links: [{ linkType: 'PATH', tags: {} }] }), 'payload'],
    [
      event(
        { type: 'x', content: { any: 1 } },
        { type: 'dev.cdeventsx.tool-thing.done.1.0.0' },
      ),
      'ok',
    ],
    [
      event(
        {
          type: 'service',
          content: { environment: { id: 'e' }, artifactId: 'a' },
        },
        { type: 'dev.cdevents.service.deployed.0.2.0' },
      ),
      'payload',
    ],
    [
      event(
        {
          type: 'service',
          content: { environment: { id: 'e' }, artifactId: 'pkg:oci/a@1' },
        },
        { type: 'dev.cdevents.service.deployed.0.2.0' },
      ),
      'ok',
    ],
    [{}, 'payload'],
  ])('%j: %s', async (body, result) => {
    const incoming = call(JSON.stringify(body), { 'Ce-Type': packaged });
    const by = expected('cdevents', [packaged.toUpperCase()]);
    expect(await outcome(incoming, by)).toBe(result);
  });
});
