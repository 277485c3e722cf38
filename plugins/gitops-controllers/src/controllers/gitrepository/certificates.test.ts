import { CertificateFixture } from '@backstage-gitops/certificates';
import { startGitServer } from '@backstage-gitops/git';
import type { GitServer } from '@backstage-gitops/git';
import { GitRepositoryEnvironment } from '../../__testUtils__/GitRepositoryEnvironment';
import { readyOf } from '../../__testUtils__/SourceTestEnvironment';

const env = new GitRepositoryEnvironment();
const certificates = new CertificateFixture();
const client = certificates.issue('client');
const server = certificates.issue('server');
let secure: GitServer;
let commit: string;

beforeAll(async () => {
  await env.start();
  env.repositories.create('app');
  commit = env.repositories.commit('app', { 'a.yaml': 'a: 1\n' });
  secure = await startGitServer({
    root: env.repositories.root,
    tls: { ...server, ca: certificates.ca },
  });
}, 60_000);
afterAll(async () => {
  await secure.stop();
  await env.stop();
});

describe('SC-26 the certificates of a GitRepository', () => {
  const [ca, cert, key] = [certificates.ca, client.cert, client.key];

  it.each([
    ['ca.crt', { 'ca.crt': ca, 'tls.crt': cert, 'tls.key': key }],
    ['older keys', { caFile: ca, certFile: cert, keyFile: key }],
    [
      'a bundle with a damaged authority',
      {
        'ca.crt': `${ca}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
        'tls.crt': cert,
        'tls.key': key,
      },
    ],
  ])('come from its Secret: %s', async (title, data) => {
    const name = title.replace(/[^a-z]/g, '-');
    await env.createSecret(name, data);
    await env.create(name, {
      url: `${secure.url}/app.git`,
      secretRef: { name },
    });
    const { status } = await env.waitReady(name);
    expect(status?.artifact?.revision).toBe(`main@sha1:${commit}`);
  });

  it.each([
    [
      'no-authority',
      { 'ca.crt': 'none' },
      "failed to parse CA certificate: secret 'apps/no-authority': 'ca.crt' holds no certificate in PEM",
    ],
    [
      'key-for-authority',
      { caFile: key },
      "failed to parse CA certificate: secret 'apps/key-for-authority': 'caFile' holds no certificate in PEM",
    ],
    [
      'no-certificate',
      { 'tls.crt': key, 'tls.key': key },
      "failed to parse TLS certificate and key: secret 'apps/no-certificate': 'tls.crt' holds no certificate in PEM",
    ],
    [
      'no-key',
      { 'tls.crt': cert, 'tls.key': 'canary-41f' },
      "failed to parse TLS certificate and key: secret 'apps/no-key': 'tls.key' holds no private key in PEM, or one with a passphrase",
    ],
    [
      'other-key',
      { 'tls.crt': cert, 'tls.key': server.key },
      "failed to parse TLS certificate and key: secret 'apps/other-key': the key in 'tls.key' is not that of the certificate in 'tls.crt'",
    ],
    [
      'half',
      { 'ca.crt': ca, 'tls.crt': cert },
      "invalid TLS options: 'tls.crt' and 'tls.key' must be set together",
    ],
  ])('are refused by Secret and key: %s', async (name, data, why) => {
    await env.createSecret(name, data);
    await env.create(name, {
      url: `${secure.url}/app.git`,
      secretRef: { name },
    });
    expect(readyOf(await env.waitReady(name, 'False'))).toMatchObject({
      reason: 'AuthenticationFailed',
      message: `failed to configure authentication options: ${why}`,
    });
  });
});
