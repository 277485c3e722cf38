import { startGitServer } from '../server/gitServer';
import type { GitServer } from '../server/gitServer';
import { CertificateFixture } from '@backstage-gitops/certificates';
import { RepositoryFixture } from '../server/RepositoryFixture';
import { GitRemote } from './GitRemote';
import type { RemoteOptions } from './options';

const fixture = new RepositoryFixture();
const certificates = new CertificateFixture();
let head: string;

beforeAll(() => {
  fixture.create('app');
  head = fixture.commit('app', { 'a.txt': 'one\n' });
});
afterAll(() => fixture.remove());

async function revisionOf(options: RemoteOptions): Promise<string> {
  const remote = new GitRemote(options);
  try {
    const signal = AbortSignal.timeout(10_000);
    return (await remote.resolve({ branch: 'main' }, signal)).revision;
  } finally {
    await remote.close();
  }
}

describe('SC-26 signing in', () => {
  let server: GitServer;
  let url: string;
  const auth = { username: 'ann', password: 'pa:ss wörd' };

  beforeAll(async () => {
    server = await startGitServer({ root: fixture.root, auth });
    url = `${server.url}/app.git`;
  });
  afterAll(() => server.stop());

  it('sends user name and password', async () => {
    await expect(revisionOf({ url, auth })).resolves.toBe(`main@sha1:${head}`);
  });

  it('takes them from the address too, and never repeats them', async () => {
    const withUser = (password: string) =>
      url.replace('://', `://ann:${encodeURIComponent(password)}@`);
    await expect(revisionOf({ url: withUser(auth.password) })).resolves.toBe(
      `main@sha1:${head}`,
    );
    await expect(
      revisionOf({ url: withUser('canary-7d1') }),
    ).rejects.toMatchObject({
      code: 'authentication',
      message: `unable to clone '${url}': authentication required: Unauthorized`,
    });
  });

  it.each<[string, RemoteOptions['auth']]>([
    ['no credentials', undefined],
    ['a wrong password', { username: 'ann', password: 'canary-5f2' }],
    ['a wrong token', { bearerToken: 'canary-9a3' }],
  ])('reports %s without showing them', async (_, wrong) => {
    await expect(revisionOf({ url, auth: wrong })).rejects.toMatchObject({
      code: 'authentication',
      message: expect.not.stringContaining('canary'),
    });
  });

  it('sends a bearer token', async () => {
    const bearerToken = 't0ken';
    const other = await startGitServer({
      root: fixture.root,
      auth: { bearerToken },
    });
    await expect(
      revisionOf({ url: `${other.url}/app.git`, auth: { bearerToken } }),
    ).resolves.toBe(`main@sha1:${head}`);
    await other.stop();
  });
});

describe('SC-26 certificates', () => {
  it('trusts a private authority only when told so', async () => {
    const server = await startGitServer({
      root: fixture.root,
      tls: certificates.issue('server'),
    });
    const url = `${server.url}/app.git`;
    await expect(
      revisionOf({ url, tls: { ca: certificates.ca } }),
    ).resolves.toBe(`main@sha1:${head}`);
    await expect(revisionOf({ url })).rejects.toMatchObject({ code: 'tls' });
    await server.stop();
  });

  it('shows a client certificate where the server asks for one', async () => {
    const server = await startGitServer({
      root: fixture.root,
      tls: { ...certificates.issue('server'), ca: certificates.ca },
    });
    const url = `${server.url}/app.git`;
    const client = certificates.issue('client');
    await expect(
      revisionOf({ url, tls: { ca: certificates.ca, ...client } }),
    ).resolves.toBe(`main@sha1:${head}`);
    await expect(
      revisionOf({ url, tls: { ca: certificates.ca } }),
    ).rejects.toMatchObject({ name: 'GitError' });
    await server.stop();
  });
});

describe('SC-24 addresses', () => {
  it.each([
    ['git@github.com:org/repo.git', 'invalid-url'],
    ['github.com:org/repo.git', 'invalid-url'],
    ['ftp://example.com/x', 'invalid-url'],
    ['file:///srv/repo.git', 'invalid-url'],
    ['/srv/repo.git', 'invalid-url'],
    ['ssh://git@example.com/x', 'authentication'],
  ])('refuses %s', (url, code) => {
    expect(() => new GitRemote({ url })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
