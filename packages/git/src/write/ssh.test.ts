import { createSshKey } from '../server/createSshKey';
import { startSshServer } from '../server/sshServer';
import type { SshServer } from '../server/sshServer';
import { ANN, PushFixture, signal } from './__testUtils__/PushFixture';
import { openWriter } from './openWriter';
import { updateBranch } from './updateBranch';
import { WriterQueue } from './WriterQueue';

const fixture = new PushFixture();
const hostKey = createSshKey();
const clientKey = createSshKey();
let server: SshServer;

beforeAll(async () => {
  server = await startSshServer({
    root: fixture.repositories.root,
    hostKeys: [hostKey.privateKey],
    authorizedKeys: [clientKey.publicKey],
  });
});
afterAll(async () => {
  await server.stop();
  await fixture.stop();
});

const remote = (name: string) => ({
  url: `${server.url}/${name}.git`,
  auth: {
    identity: clientKey.privateKey,
    knownHosts: `[127.0.0.1]:${server.port} ${hostKey.publicKey}`,
  },
});

describe('writing over SSH', () => {
  it('makes the first commit, and pushes again from the same writer', async () => {
    fixture.repositories.create('empty');
    const writer = await openWriter(
      { remote: remote('empty'), branch: 'main' },
      signal(),
    );
    try {
      for (const path of ['a.txt', 'b/c.txt']) {
        await writer.files.write(path, path);
        await writer.commit({ author: ANN, message: path });
        await writer.push({}, signal());
      }
    } finally {
      await writer.close();
    }
    expect(fixture.git('empty', 'log', '--format=%s', 'main')).toBe(
      'b/c.txt\na.txt',
    );
    fixture.check('empty');
  });

  it('lands writers that race, from a base with files', async () => {
    fixture.repositories.create('app');
    fixture.repositories.commit('app', { 'lines.txt': '0\n', 'x/y': 'z' });
    fixture.hook('app', 'post-receive', 'echo thanks');
    const queues = [new WriterQueue(), new WriterQueue()];
    const results = await Promise.all(
      ['1', '2', '3', '4'].map((line, index) =>
        updateBranch(
          {
            remote: remote('app'),
            branch: 'main',
            queue: queues[index % 2],
            attempts: 20,
            signal: signal(),
          },
          async files => {
            const before = await files.read('lines.txt');
            await files.write('lines.txt', `${before}${line}\n`);
            return { author: ANN, message: line };
          },
        ),
      ),
    );
    expect(
      fixture.git('app', 'show', 'main:lines.txt').split('\n').sort(),
    ).toEqual(['0', '1', '2', '3', '4']);
    expect(results.map(({ messages }) => messages)).toEqual(
      results.map(() => ['thanks']),
    );
    fixture.check('app');
  });
});
