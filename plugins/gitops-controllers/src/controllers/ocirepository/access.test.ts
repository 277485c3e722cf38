import { CertificateFixture } from '@backstage-gitops/certificates';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import type { RegistryServer } from '@backstage-gitops/oci';
import type { OCIRepositorySpec } from '@backstage-gitops/plugin-gitops-common';
import { OCIRepositoryEnvironment } from './testing/OCIRepositoryEnvironment';
import { readyOf } from '../../__testUtils__/SourceTestEnvironment';

const certificates = new CertificateFixture();
const env = new OCIRepositoryEnvironment();

beforeAll(() => env.start(), 60_000);
afterAll(() => env.stop());

describe('SC-36 the credentials of an OCIRepository', () => {
  const login = { username: 'ann', password: 'canary-41f' };
  let closed: RegistryServer;

  beforeAll(async () => {
    closed = await env.serve({ auth: { scheme: 'token', ...login } });
    env.push('org/man', 'v1', undefined, undefined, closed);
    await env.createLogin('login', { [closed.host]: login });
    await env.createLogin('wrong', {
      [closed.host]: { ...login, password: 'no' },
    });
    await env.createLogin('elsewhere', { 'ghcr.io': login });
    await env.createSecret('opaque', login);
    await env.createSecret(
      'damaged',
      { '.dockerconfigjson': `{"auths":{"x":{"auth":"canary-41f"}}}` },
      'kubernetes.io/dockerconfigjson',
    );
    const account = (name: string, secrets: string[]) =>
      env.client.create({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace: env.namespace },
        imagePullSecrets: secrets.map(secret => ({ name: secret })),
      } as UnstructuredObject);
    await account('puller', ['elsewhere', 'login']);
    await account('incomplete', ['login', 'nothing']);
  });

  const failureOf = async (name: string, spec: Partial<OCIRepositorySpec>) => {
    const url = env.urlOf('org/man', closed);
    await env.create(name, { url, ref: { tag: 'v1' }, ...spec });
    return readyOf(await env.waitReady(name, 'False'));
  };

  it('come from secretRef or the ServiceAccount', async () => {
    const spec = { url: env.urlOf('org/man', closed), ref: { tag: 'v1' } };
    await env.create('with-secret', { ...spec, secretRef: { name: 'login' } });
    await env.create('with-account', { ...spec, serviceAccountName: 'puller' });
    await env.create('with-both', {
      ...{ ...spec, secretRef: { name: 'elsewhere' } },
      serviceAccountName: 'puller',
    });
    await env.waitReady('with-secret');
    await env.waitReady('with-account');
    await env.waitReady('with-both');
    closed.requests.length = 0;
    await env.reconcile('with-secret');
    expect(closed.requests).toEqual(['HEAD /v2/org/man/manifests/v1']);
    closed.revokeTokens();
    closed.requests.length = 0;
    await env.reconcile('with-secret');
    expect(closed.requests.map(request => request.split('?')[0])).toEqual([
      'HEAD /v2/org/man/manifests/v1',
      'GET /token',
      'HEAD /v2/org/man/manifests/v1',
    ]);
  });

  it.each<[string, Partial<OCIRepositorySpec>, string, string]>([
    [
      'nosec',
      { secretRef: { name: 'nosec' } },
      'AuthenticationFailed',
      `failed to get credential: failed to get secret 'apps/nosec': secrets "nosec" not found`,
    ],
    [
      'noaccount',
      { serviceAccountName: 'nobody' },
      'AuthenticationFailed',
      `failed to get credential: serviceaccount 'apps/nobody' not found`,
    ],
    [
      'incomplete',
      { serviceAccountName: 'incomplete' },
      'AuthenticationFailed',
      `failed to get credential: failed to get image pull secret for serviceaccount 'apps/incomplete': secret 'apps/nothing' not found`,
    ],
    [
      'damaged',
      { secretRef: { name: 'damaged' } },
      'AuthenticationFailed',
      'failed to get credential: unable to decode auth field: must be formatted as base64(username:password)',
    ],
    [
      'opaque',
      { secretRef: { name: 'opaque' } },
      'OCIArtifactPullFailed',
      'UNAUTHORIZED: authentication required',
    ],
    ['anonymous', {}, 'OCIArtifactPullFailed', 'UNAUTHORIZED'],
    [
      'wrong',
      { secretRef: { name: 'wrong' } },
      'OCIArtifactPullFailed',
      'UNAUTHORIZED: authentication required',
    ],
  ])('are missed as %s', async (name, spec, reason, message) => {
    expect(await failureOf(`auth-${name}`, spec)).toMatchObject({
      reason,
      message: expect.stringContaining(message),
    });
    const all = JSON.stringify([
      (await env.read(`auth-${name}`)).status,
      await env.events(`auth-${name}`),
    ]);
    expect(all).not.toContain('canary');
    expect(all).not.toContain(Buffer.from('canary').toString('base64'));
  });

  it.each([
    [
      'nothing',
      undefined,
      `failed to get proxy address: secret 'apps/nothing-proxy' not found`,
    ],
    [
      'no-address',
      { username: 'x' },
      `failed to get proxy address: secret 'apps/no-address-proxy': key 'address' not found`,
    ],
    [
      'ftp',
      { address: 'ftp://127.0.0.1' },
      `failed to get proxy address: secret 'apps/ftp-proxy': proxy URL must use one of the supported schemes (http, https, socks5), got 'ftp'`,
    ],
  ])('need a proxy that is one: %s', async (name, data, message) => {
    if (data) await env.createSecret(`${name}-proxy`, data);
    const proxySecretRef = { name: `${name}-proxy` };
    expect(await failureOf(`proxy-${name}`, { proxySecretRef })).toMatchObject({
      reason: 'AuthenticationFailed',
      message,
    });
  });

  it.each(['aws', 'azure', 'gcp'] as const)(
    'of provider %s are refused plainly',
    async provider => {
      expect(await failureOf(`by-${provider}`, { provider })).toMatchObject({
        reason: 'InvalidProviderConfiguration',
        message: `provider '${provider}' is not supported yet; use provider generic with a docker config in secretRef`,
      });
      const { status } = await env.read(`by-${provider}`);
      expect(status?.conditions?.[0]).toMatchObject({ type: 'Stalled' });
    },
  );

  it('of a Secret count before those of a provider', async () => {
    await env.create('aws-secret', {
      ...{ url: env.urlOf('org/man', closed), ref: { tag: 'v1' } },
      ...{ provider: 'aws', secretRef: { name: 'login' } },
    });
    await env.waitReady('aws-secret');
  });
});

describe('SC-36 the certificates of an OCIRepository', () => {
  let secure: RegistryServer;
  const client = certificates.issue('client');

  beforeAll(async () => {
    secure = await env.serve({
      tls: { ...certificates.issue('server'), ca: certificates.ca },
    });
    env.push('org/man', 'v1', undefined, undefined, secure);
    await env.createSecret('tls', {
      'ca.crt': certificates.ca,
      'tls.crt': client.cert,
      'tls.key': client.key,
    });
    await env.createSecret('half', { 'tls.crt': client.cert });
    await env.createSecret('junk', { 'ca.crt': 'none' });
    await env.createSecret('swapped', {
      'tls.crt': client.cert,
      'tls.key': certificates.issue('server').key,
    });
  });

  it('come from certSecretRef', async () => {
    await env.create('certified', {
      ...{ url: env.urlOf('org/man', secure), ref: { tag: 'v1' } },
      certSecretRef: { name: 'tls' },
    });
    await env.waitReady('certified');
  });

  it.each([
    ['missing', "secret 'apps/missing' not found"],
    ['half', "secret 'apps/half' contains 'tls.crt' but missing 'tls.key'"],
    [
      'junk',
      "failed to parse CA certificate: secret 'apps/junk': 'ca.crt' holds no certificate in PEM",
    ],
    [
      'swapped',
      "failed to parse TLS certificate and key: secret 'apps/swapped': the key in 'tls.key' is not that of the certificate in 'tls.crt'",
    ],
  ])('are refused as %s', async (name, why) => {
    const url = env.urlOf('org/man', secure);
    const certSecretRef = { name };
    await env.create(`cert-${name}`, { url, certSecretRef });
    const object = await env.waitReady(`cert-${name}`, 'False');
    expect(readyOf(object)).toMatchObject({
      reason: 'AuthenticationFailed',
      message: `failed to generate transport for '${url}': ${why}`,
    });
  });

  it('are not asked for by insecure', async () => {
    const open = await env.serve({ tls: certificates.issue('server') });
    env.push('org/man', 'v1', undefined, undefined, open);
    const spec = { url: env.urlOf('org/man', open), ref: { tag: 'v1' } };
    await env.create('untrusted', spec);
    const object = await env.waitReady('untrusted', 'False');
    expect(readyOf(object)?.message).toContain('failed to verify');
    await env.patch('untrusted', { spec: { insecure: true } });
    await env.waitReady('untrusted');
  });
});
