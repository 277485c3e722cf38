/** @jest-environment node */
import { DEFAULT_NETWORK_POLICY } from '@backstage-gitops/http';
import type { ReceiverSpec } from '@backstage-gitops/plugin-gitops-common';
import { createHmac, createSign, generateKeyPairSync } from 'crypto';
import type { KeyObject } from 'crypto';
import { createServer } from 'http';
import type { RequestListener, Server } from 'http';
import type { AddressInfo } from 'net';
import type { Expected } from '../call';
import { createVerify } from '../verify/createVerify';
import { TokenIssuers } from './TokenIssuers';

const NOW_S = 1_700_000_000;
const makeKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = makeKey();
const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach(close => close()));

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An issuer; `seen` are the paths that it was asked for. */
async function serveIssuer(
  answers: Partial<Record<'configuration' | 'keys', RequestListener>> = {},
  seen: string[] = [],
): Promise<string> {
  const jwk = { ...key.publicKey.export({ format: 'jwk' }), kid: 'k1' };
  const url: string = await serve((request, response) => {
    const path = request.url ?? '';
    seen.push(path);
    const isKeys = path === '/keys';
    const own = answers[isKeys ? 'keys' : 'configuration'];
    if (own) {
      own(request, response);
      return;
    }
    const configuration = { issuer: url, jwks_uri: `${url}/keys` };
    response.end(JSON.stringify(isKeys ? { keys: [jwk] } : configuration));
  });
  return url;
}

const encode = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

function sign(
  claims: object,
  head: object = {},
  by: KeyObject = key.privateKey,
) {
  const text = `${encode({ alg: 'RS256', kid: 'k1', ...head })}.${encode(
    claims,
  )}`;
  const signature = createSign('RSA-SHA256').update(text).sign(by);
  return `${text}.${signature.toString('base64url')}`;
}

function createRules(now = () => NOW_S * 1000) {
  const issuers = new TokenIssuers({
    ...{ network: DEFAULT_NETWORK_POLICY, userAgent: 'test', timeoutMs: 300 },
  });
  closers.push(() => void issuers.close());
  return (googleKeys = { RS256: '', ES256: '' }) =>
    createVerify({ issuers, googleKeys, now });
}

const specOf = (issuerURL: string, more: object = {}): ReceiverSpec => ({
  ...{ type: 'generic-oidc', resources: [] },
  oidcProviders: [
    {
      issuerURL,
      validations: [{ expression: "claims.sub == 'ann'", message: 'not ann' }],
      ...more,
    },
  ],
});

const claimsOf = (iss: string, more: object = {}) => ({
  ...{ iss, sub: 'ann', aud: 'notification-controller', exp: NOW_S + 60 },
  ...more,
});

async function outcome(
  verify: ReturnType<typeof createVerify>,
  spec: ReceiverSpec,
  token: string,
): Promise<string> {
  const expected: Expected = { spec, token: Buffer.alloc(0), secret: {} };
  const headers = { authorization: `Bearer ${token}` };
  try {
    await verify({ headers, body: Buffer.from('{}') }, expected);
    return 'ok';
  } catch (error) {
    expect(error).toMatchObject({ code: 'unauthorized', status: 400 });
    if (token) expect((error as Error).message).not.toContain(token);
    return (error as Error).message;
  }
}

describe('NC-21 generic-oidc', () => {
  it('takes a token of a provider, and asks for its keys once', async () => {
    const seen: string[] = [];
    const url = await serveIssuer({}, seen);
    const verify = createRules()();
    for (let i = 0; i < 3; i++) {
      const token = sign(claimsOf(url, { n: i }));
      expect(await outcome(verify, specOf(url), token)).toBe('ok');
    }
    expect(seen).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it.each([
    [{ aud: ['x', 'notification-controller'] }, 'ok'],
    [{ aud: 'x' }, /audience/],
    [{ exp: NOW_S - 1 }, /expired/],
    [{ exp: undefined }, /expired/],
    [{ nbf: NOW_S + 299 }, /^ok$/],
    [{ nbf: NOW_S + 301 }, /not count yet/],
    [{ sub: 'bob' }, /token refused: not ann/],
    [{ sub: undefined }, /no such key: sub/],
    [{ iss: 'https://elsewhere' }, /no issuer/],
  ] as const)('claims %j: %s', async (claims, result) => {
    const url = await serveIssuer();
    const token = sign(claimsOf(url, claims));
    const told = await outcome(createRules()(), specOf(url), token);
    expect(told).toMatch(result);
  });

  it('refuses tokens that are not signed by the issuer, without asking it', async () => {
    const seen: string[] = [];
    const url = await serveIssuer({}, seen);
    const verify = createRules()();
    const claims = claimsOf(url);
    const none = `${encode({ alg: 'none' })}.${encode(claims)}.`;
    const text = `${encode({ alg: 'HS256', kid: 'k1' })}.${encode(claims)}`;
    const pem = key.publicKey.export({ type: 'spki', format: 'pem' });
    const mac = createHmac('sha256', pem).update(text).digest('base64url');
    for (const token of [none, `${text}.${mac}`]) {
      expect(await outcome(verify, specOf(url), token)).toMatch(
        /not signed by one/,
      );
    }
    expect(seen).not.toContain('/keys');
    const foreign = sign(claims, {}, makeKey().privateKey);
    expect(await outcome(verify, specOf(url), foreign)).toMatch(
      /not signed by a key/,
    );
    for (const token of ['', 'a.b.c', 'x'.repeat(200_000), '.'.repeat(1000)]) {
      expect(await outcome(verify, specOf(url), token)).toMatch(
        /no (JWT|bearer)/,
      );
    }
  });

  it('asks for an unknown key once in a while only', async () => {
    const seen: string[] = [];
    const url = await serveIssuer({}, seen);
    const verify = createRules()();
    for (let i = 0; i < 20; i++) {
      const token = sign(claimsOf(url), { kid: `unknown-${i}` });
      expect(await outcome(verify, specOf(url), token)).toMatch(/not signed/);
    }
    expect(seen.filter(path => path === '/keys')).toHaveLength(1);
  });

  it.each<[string, RequestListener, RegExp]>([
    ['hangs', () => undefined, /cannot read .*configuration/],
    [
      'redirects to a metadata service',
      (_, response) =>
        response
          .writeHead(302, { location: 'http://169.254.169.254/latest' })
          .end(),
      /cannot read .*configuration/,
    ],
    ['fails', (_, response) => response.writeHead(500).end(), /status 500/],
    ['says nonsense', (_, response) => response.end('<html>'), /no JSON/],
    [
      'sends too much',
      (_, response) => response.end('x'.repeat(2 ** 21)),
      /cannot read/,
    ],
    [
      'is somebody else',
      (_, response) => response.end('{"issuer":"https://x"}'),
      /another issuer/,
    ],
  ])(
    'refuses where the issuer %s, and remembers it',
    async (_, answer, told) => {
      const seen: string[] = [];
      const url = await serveIssuer({ configuration: answer }, seen);
      const verify = createRules()();
      const token = sign(claimsOf(url));
      for (let i = 0; i < 3; i++) {
        expect(await outcome(verify, specOf(url), token)).toMatch(told);
      }
      expect(seen).toHaveLength(1);
    },
  );

  it('ends claims rules that need too much', async () => {
    const url = await serveIssuer();
    const list = `[${Array.from({ length: 60 }, (_, i) => i).join()}]`;
    const expression = `${list}.all(a, ${list}.all(b, ${list}.all(c, ${list}.all(d, a + b + c + d >= 0))))`;
    const spec = specOf(url, { validations: [{ expression, message: 'm' }] });
    const told = await outcome(createRules()(), spec, sign(claimsOf(url)));
    expect(told).toMatch(/needs more than/);
  });
});

describe('NC-24 gcr', () => {
  const secret = {
    token: Buffer.from('t'),
    email: Buffer.from('push@example.com'),
    audience: Buffer.from('hook'),
  };
  const spec: ReceiverSpec = { type: 'gcr', resources: [] };
  const good = {
    ...{ iss: 'https://accounts.google.com', aud: 'hook', exp: NOW_S + 60 },
    ...{ email: 'push@example.com', email_verified: true },
  };
  const event = { action: 'INSERT', digest: 'sha256:1', tag: 'r:1', more: 1 };
  const bodyOf = (data: string) =>
    Buffer.from(JSON.stringify({ message: { data, messageId: '1' } }));
  const wrapped = bodyOf(Buffer.from(JSON.stringify(event)).toString('base64'));

  async function verifyWith(token: string, body = wrapped, keys = secret) {
    const url = await serveIssuer();
    const verify = createRules()({
      RS256: `${url}/keys`,
      ES256: `${url}/none`,
    });
    const headers = { authorization: `Bearer ${token}` };
    return verify({ headers, body }, { spec, token: keys.token, secret: keys });
  }

  it('unwraps the event of a message with a token of Google', async () => {
    const { body } = await verifyWith(sign(good));
    expect(JSON.parse(body.toString())).toEqual({
      ...{ action: 'INSERT', digest: 'sha256:1', tag: 'r:1' },
    });
  });

  it.each([
    [{ iss: 'https://example.com' }, 'unauthorized'],
    [{ aud: ['hook'] }, 'unauthorized'],
    [{ exp: NOW_S - 1 }, 'unauthorized'],
    [{ email: 'a@example.com' }, 'unauthorized'],
    [{ email_verified: false }, 'unauthorized'],
    [{ email_verified: 'true' }, 'unauthorized'],
  ])('refuses %j', async (claims, code) => {
    const token = sign({ ...good, ...claims });
    await expect(verifyWith(token)).rejects.toMatchObject({ code });
  });

  it('needs email and audience in the Secret, and an event in the body', async () => {
    const lacking = { ...secret, email: Buffer.alloc(0) };
    await expect(
      verifyWith(sign(good), wrapped, lacking),
    ).rejects.toMatchObject({ code: 'secret' });
    await expect(verifyWith(sign(good), bodyOf(''))).rejects.toMatchObject({
      code: 'payload',
    });
  });
});
