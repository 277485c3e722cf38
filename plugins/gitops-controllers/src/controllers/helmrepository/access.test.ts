import { CertificateFixture } from '@backstage-gitops/certificates';
import { ChartRepository } from './testing/ChartRepository';
import {
  FIRST,
  HelmRepositoryEnvironment,
  revisionOf,
} from './testing/HelmRepositoryEnvironment';
import { readyOf } from '../../__testUtils__/SourceTestEnvironment';

const env = new HelmRepositoryEnvironment();
const certificates = new CertificateFixture();

beforeAll(() => env.start(), 60_000);
afterAll(() => env.stop());

describe('the credentials of a HelmRepository', () => {
  const elsewhere = new ChartRepository();
  const seen: (string | undefined)[] = [];
  const basic = `Basic ${Buffer.from('ann:canary-41f').toString('base64')}`;

  beforeAll(async () => {
    await elsewhere.start();
    env.charts.pages.set('/private/index.yaml', ({ headers }, response) => {
      const isAllowed = headers.authorization === basic;
      response.writeHead(isAllowed ? 200 : 401).end(isAllowed ? FIRST : 'no');
    });
    elsewhere.pages.set('/index.yaml', ({ headers }, response) => {
      seen.push(headers.authorization);
      response.end(FIRST);
    });
    env.charts.pages.set('/redirect/index.yaml', ({ headers }, response) => {
      seen.push(headers.authorization);
      const location = `${elsewhere.url}/index.yaml`;
      response.writeHead(302, { location }).end();
    });
  });
  afterAll(() => elsewhere.stop());

  it('are asked for by the server', async () => {
    await env.create('private', { url: `${env.charts.url}/private` });
    const failed = await env.waitReady('private', 'False');
    expect(readyOf(failed)?.message).toBe(
      `failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch ${env.charts.url}/private/index.yaml : 401 Unauthorized`,
    );
    await env.patch('private', { spec: { secretRef: { name: 'login' } } });
    const missing = await env.waitFor(
      'private',
      object => readyOf(object)?.reason === 'AuthenticationFailed',
    );
    expect(readyOf(missing)?.message).toBe(
      `failed to get authentication secret 'apps/login': secrets "login" not found`,
    );
    await env.createSecret('login', {
      username: 'ann',
      password: 'canary-41f',
    });
    await env.waitReady('private');
    const all = JSON.stringify([
      await env.read('private'),
      await env.events('private'),
    ]);
    expect(all).not.toContain('canary-41f');
  });

  it('may stand in the address, and are never shown', async () => {
    const url = env.charts.url.replace('://', '://ann:canary-41f@');
    await env.create('in-address', { url: `${url}/private` });
    await env.waitReady('in-address');
    await env.patch('in-address', { spec: { url: `${url}/nothing` } });
    await env.waitReady('in-address', 'False');
    const { status } = await env.read('in-address');
    const all = JSON.stringify([status, await env.events('in-address')]);
    expect(all).toContain(`from '${env.charts.url}/private'`);
    expect(all).not.toContain('canary-41f');
  });

  it.each([false, true])(
    'stay with the host on a redirect (passCredentials: %s)',
    async passCredentials => {
      seen.length = 0;
      const name = `redirect-${passCredentials}`;
      await env.create(name, {
        url: `${env.charts.url}/redirect`,
        secretRef: { name: 'login' },
        passCredentials,
      });
      await env.waitReady(name);
      expect(seen).toEqual([basic, undefined]);
    },
  );

  it('must be complete', async () => {
    await env.createSecret('half', { username: 'ann' });
    await env.create('half', {
      url: `${env.charts.url}/private`,
      secretRef: { name: 'half' },
    });
    expect(readyOf(await env.waitReady('half', 'False'))).toMatchObject({
      reason: 'AuthenticationFailed',
      message: `failed to detect authentication methods: secret 'apps/half': malformed basic auth - has 'username' but missing 'password'`,
    });
  });
});

describe('the certificates of a HelmRepository', () => {
  const secure = new ChartRepository({
    ...certificates.issue('server'),
    ca: certificates.ca,
    requestCert: true,
    rejectUnauthorized: true,
  });
  const { cert, key } = certificates.issue('client');

  beforeAll(async () => {
    await secure.start();
    secure.pages.set('/index.yaml', FIRST);
    await env.createSecret('ca', { 'ca.crt': certificates.ca });
    await env.createSecret('tls', {
      'ca.crt': certificates.ca,
      'tls.crt': cert,
      'tls.key': key,
    });
    await env.createSecret('half-tls', { 'tls.crt': cert });
    await env.createSecret('no-tls', { other: 'x' });
    await env.createSecret('bad-tls', { 'tls.crt': 'none', 'tls.key': key });
    await env.createSecret('bad-key', { certFile: cert, keyFile: 'canary' });
    await env.createSecret('bad-ca', { caFile: 'none' });
  });
  afterAll(() => secure.stop());

  const failureOf = async (name: string, secret?: string) => {
    const certSecretRef = secret ? { name: secret } : undefined;
    await env.create(name, { url: secure.url, certSecretRef });
    return readyOf(await env.waitReady(name, 'False'));
  };

  it('come from certSecretRef', async () => {
    await env.create('tls', {
      url: secure.url,
      certSecretRef: { name: 'tls' },
    });
    const { status } = await env.waitReady('tls');
    expect(status?.artifact?.revision).toBe(revisionOf(FIRST));
  });

  it('come from secretRef, in the old way', async () => {
    await env.create('old-tls', {
      url: secure.url,
      secretRef: { name: 'tls' },
    });
    const { status } = await env.waitReady('old-tls');
    expect(status?.artifact?.revision).toBe(revisionOf(FIRST));
  });

  it('are refused in secretRef too, unless they are incomplete', async () => {
    await env.create('old-bad-ca', {
      url: secure.url,
      secretRef: { name: 'bad-ca' },
    });
    expect(readyOf(await env.waitReady('old-bad-ca', 'False'))).toMatchObject({
      reason: 'AuthenticationFailed',
      message: `failed to detect authentication methods: failed to parse CA certificate: secret 'apps/bad-ca': 'caFile' holds no certificate in PEM`,
    });
    await env.create('old-half', {
      url: secure.url,
      secretRef: { name: 'half-tls' },
    });
    const object = await env.waitReady('old-half', 'False');
    expect(readyOf(object)?.reason).not.toBe('AuthenticationFailed');
  });

  it('are needed', async () => {
    expect((await failureOf('untrusted'))?.message).toContain(
      'tls: failed to verify the connection',
    );
    expect((await failureOf('unknown', 'ca'))?.reason).toBe('Failed');
  });

  it.each([
    [
      'missing',
      `failed to get TLS authentication secret 'apps/missing': secrets "missing" not found`,
    ],
    [
      'half-tls',
      `failed to construct Helm client's TLS config: secret 'apps/half-tls' contains 'tls.crt' but missing 'tls.key'`,
    ],
    [
      'no-tls',
      `failed to construct Helm client's TLS config: secret 'apps/no-tls' must contain either 'ca.crt' or both 'tls.crt' and 'tls.key'`,
    ],
    [
      'bad-tls',
      `failed to construct Helm client's TLS config: failed to parse TLS certificate and key: secret 'apps/bad-tls': 'tls.crt' holds no certificate in PEM`,
    ],
    [
      'bad-key',
      `failed to construct Helm client's TLS config: failed to parse TLS certificate and key: secret 'apps/bad-key': 'keyFile' holds no private key in PEM, or one with a passphrase`,
    ],
    [
      'bad-ca',
      `failed to construct Helm client's TLS config: failed to parse CA certificate: secret 'apps/bad-ca': 'caFile' holds no certificate in PEM`,
    ],
  ])('are refused where the Secret is %s', async (name, message) => {
    expect(await failureOf(`with-${name}`, name)).toMatchObject({
      reason: 'AuthenticationFailed',
      message: expect.stringContaining(message),
    });
  });
});
