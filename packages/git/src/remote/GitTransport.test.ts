import { randomBytes } from 'crypto';
import { createSshKey } from '../server/createSshKey';
import { startGitServer } from '../server/gitServer';
import type { GitServer } from '../server/gitServer';
import { RepositoryFixture } from '../server/RepositoryFixture';
import { startSshServer } from '../server/sshServer';
import type { SshServer } from '../server/sshServer';
import { describeTransport } from './GitTransport.cases';
import { HttpTransport } from './HttpTransport';
import { SshTransport } from './ssh/SshTransport';

const fixture = new RepositoryFixture();
const hostKey = createSshKey();
const clientKey = createSshKey();
let http: GitServer;
let ssh: SshServer;

beforeAll(async () => {
  fixture.create('app');
  fixture.commit('app', { 'a.txt': 'one\n', 'b.txt': 'two\n' });
  fixture.create('big');
  fixture.commit('big', { 'a.bin': randomBytes(6_000_000) });
  const { root } = fixture;
  const auth = { username: 'ann', password: 'secret' };
  http = await startGitServer({ root, auth, allowPush: true });
  ssh = await startSshServer({
    root,
    hostKeys: [hostKey.privateKey],
    authorizedKeys: [clientKey.publicKey],
  });
});
afterAll(async () => {
  await http.stop();
  await ssh.stop();
  fixture.remove();
});

describeTransport('HttpTransport', async () => ({
  fixture,
  connect: (repository, { wrongAuth = false } = {}) =>
    new HttpTransport({
      url: `${http.url}/${repository}.git`,
      auth: { username: 'ann', password: wrongAuth ? 'wrong' : 'secret' },
    }),
  dropConnections: () => http.dropConnections(),
}));

describeTransport('SshTransport', async () => ({
  fixture,
  connect: (repository, { wrongAuth = false } = {}) =>
    new SshTransport({
      url: `${ssh.url}/${repository}.git`,
      auth: {
        identity: (wrongAuth ? createSshKey() : clientKey).privateKey,
        knownHosts: `[127.0.0.1]:${ssh.port} ${hostKey.publicKey}`,
      },
    }),
  dropConnections: () => ssh.dropConnections(),
}));
