import { execFileSync } from 'child_process';
import { readdirSync } from 'fs';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { join } from 'path';
import { readTransferredCommit } from '../checkout/readTransferredCommit';
import { startGitServer } from '../server/gitServer';
import type { GitServer } from '../server/gitServer';
import { CloneFixture, signal } from './__testUtils__/CloneFixture';
import { GitRemote } from './GitRemote';
import type { GitLimits } from './options';
import type { GitReference } from './resolve';

const fixtures = new CloneFixture();
const { repositories: fixture, commits, clone } = fixtures;
beforeAll(() => fixtures.fill());
afterAll(() => fixtures.remove());

describe('GitRemote', () => {
  let server: GitServer;
  let url: string;

  beforeAll(async () => {
    server = await startGitServer({ root: fixture.root });
    url = `${server.url}/app.git`;
  });
  afterAll(() => server.stop());

  describe('SC-22 the order of precedence', () => {
    const all: GitReference = {
      commit: '0'.repeat(40),
      name: 'refs/tags/v1.1.0',
      tag: 'v1.0.0',
      semver: '0.9.x',
      branch: 'feat/x',
    };
    const revisionOf = async (reference: GitReference) => {
      const remote = new GitRemote({ url });
      const { revision } = await remote.resolve(reference, signal());
      await remote.close();
      return revision;
    };

    it.each<[keyof GitReference, () => string]>([
      ['name', () => `refs/tags/v1.1.0@sha1:${commits[1]}`],
      ['tag', () => `v1.0.0@sha1:${commits[0]}`],
      ['semver', () => `v0.9.0+b@sha1:${commits[2]}`],
      ['branch', () => `feat/x@sha1:${commits[2]}`],
    ])('lets %s win over those below it', async (first, revision) => {
      const keys = ['commit', 'name', 'tag', 'semver', 'branch'] as const;
      const reference = Object.fromEntries(
        keys.slice(keys.indexOf(first)).map(key => [key, all[key]]),
      );
      expect(await revisionOf(reference)).toBe(revision());
    });

    it('lets a commit win over all', async () => {
      const { branch: _, ...others } = all;
      const reference = { ...others, commit: commits[0] };
      const { commit } = await clone({ url }, reference);
      expect(commit.hash).toBe(commits[0]);
    });
  });

  it.each(['', '|| x', '1.2.3.4', '>=1 <'])(
    'SC-23 refuses the range %j before it asks the server',
    async semver => {
      const asked = server.requests.length;
      const range = semver || ' ';
      await expect(clone({ url }, { semver: range })).rejects.toMatchObject({
        code: 'reference-not-found',
        message: expect.stringMatching(
          /^semver parse error: improper constraint: ".*"$/,
        ),
      });
      expect(server.requests).toHaveLength(asked);
    },
  );

  it('SC-23 lets the caller read the commits of equal versions', async () => {
    const asked: string[] = [];
    const remote = new GitRemote({
      url,
      readCommit: async request => {
        asked.push(request.commit);
        return readTransferredCommit(request);
      },
    });
    const { revision } = await remote.resolve({ semver: '0.9.x' }, signal());
    expect(revision).toBe(`v0.9.0+b@sha1:${commits[2]}`);
    expect(asked.sort()).toEqual([commits[1], commits[2]].sort());
    await remote.resolve({ semver: '1.x' }, signal());
    expect(asked).toHaveLength(2);
    await remote.close();
  });

  it('SC-31 finds sparse directories with the bytes of their names', async () => {
    fixture.create('odd');
    fixture.commit('odd', { 'a\\b/f': '1\n', 'ü/f': '2\n', 'c/f': '3\n' });
    const { directory } = await clone(
      { url: `${server.url}/odd.git` },
      { branch: 'main' },
      { sparse: ['a\\b', 'ü'] },
    );
    expect(readdirSync(directory).sort()).toEqual(['a\\b', 'ü']);
  });

  it('SC-31 writes only the sparse directories and refuses missing ones', async () => {
    const { directory } = await clone(
      { url },
      { branch: 'main' },
      { sparse: ['./deploy/base', 'bin/'] },
    );
    expect(readdirSync(directory).sort()).toEqual(['bin', 'deploy']);
    await expect(
      clone({ url }, { branch: 'main' }, { sparse: ['deploy/nope'] }),
    ).rejects.toMatchObject({ code: 'path-not-found' });
  });

  it.each<[string, GitLimits]>([
    ['pack', { packBytes: 100 }],
    ['list of references', { refBytes: 50 }],
    ['file', { fileBytes: 1000 }],
    ['checkout in bytes', { totalBytes: 5000 }],
    ['checkout in files', { files: 3 }],
  ])('stops at the limit of the %s', async (_, limits) => {
    await expect(
      clone({ url }, { branch: 'main' }, { limits }),
    ).rejects.toMatchObject({ code: 'limit' });
  });

  it('asks once for the references of a repository that has few', async () => {
    fixture.create('few');
    const main = fixture.commit('few', { 'a.txt': 'one\n' });
    fixture.git('few', 'tag', '-a', '-m', 'annotated', 'v1.0.0');
    fixture.push('few');
    const http = await startGitServer({ root: fixture.root });
    const ask = async (reference: GitReference) => {
      const before = http.requests.length;
      const remote = new GitRemote({ url: `${http.url}/few.git` });
      const { hash } = await remote.resolve(reference, signal());
      await remote.close();
      return { hash, requests: http.requests.length - before };
    };
    const branch = { branch: 'main' };
    expect(await ask(branch)).toEqual({ hash: main, requests: 2 });
    expect(await ask(branch)).toEqual({ hash: main, requests: 1 });
    expect(await ask({ tag: 'v1.0.0' })).toEqual({ hash: main, requests: 1 });
    const lines = Array.from(
      { length: 1500 },
      (_, index) => `create refs/heads/many/${index} ${main}\n`,
    );
    const bare = join(fixture.root, 'few.git');
    execFileSync('git', ['update-ref', '--stdin'], {
      cwd: bare,
      input: lines.join(''),
    });
    expect(await ask(branch)).toEqual({ hash: main, requests: 3 });
    expect(await ask(branch)).toEqual({ hash: main, requests: 2 });
    await http.stop();
  });

  it('SC-24 ends at the deadline on a slow server', async () => {
    const slow = await startGitServer({ root: fixture.root, delayMs: 60_000 });
    const remote = new GitRemote({ url: `${slow.url}/app.git` });
    const started = Date.now();
    await expect(
      remote.resolve({ branch: 'main' }, signal(200), 'list'),
    ).rejects.toMatchObject({
      code: 'timeout',
      message: `unable to list remote for '${slow.url}/app.git': context deadline exceeded`,
    });
    expect(Date.now() - started).toBeLessThan(5000);
    await remote.close();
    await slow.stop();
  });

  it('ends when the caller gives up', async () => {
    const remote = new GitRemote({ url });
    const controller = new AbortController();
    const result = remote.resolve({ branch: 'main' }, controller.signal);
    controller.abort();
    await expect(result).rejects.toMatchObject({ code: 'aborted' });
    await remote.close();
  });

  it('reports a server that is not there', async () => {
    const gone = await startGitServer({ root: fixture.root });
    await gone.stop();
    await expect(
      clone({ url: `${gone.url}/app.git` }, { branch: 'main' }),
    ).rejects.toMatchObject({
      code: 'network',
      message: expect.stringContaining('connection refused'),
    });
  });

  it.each([
    ['ERR no such project', 'repository-not-found', 'no such project'],
    ['secret words', 'protocol', 'the answer is not from a Git server'],
  ])('reports a server that answers %j', async (text, code, shown) => {
    const other = createServer((_, response) => {
      const length = (text.length + 4).toString(16).padStart(4, '0');
      response
        .writeHead(200, {
          'content-type': 'application/x-git-upload-pack-advertisement',
        })
        .end(`${length}${text}`);
    });
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}/app.git`;
    await expect(
      clone({ url: address }, { branch: 'main' }),
    ).rejects.toMatchObject({
      code,
      message: `unable to clone '${address}': ${shown}`,
    });
    other.close();
  });

  it('reports a list of references that breaks off, in place of a shorter one', async () => {
    const line = `003d${commits[3]} refs/heads/main\n`;
    const broken = createServer((request, response) => {
      const isList = request.method === 'POST';
      const service = isList ? 'result' : 'advertisement';
      response.writeHead(200, {
        'content-type': `application/x-git-upload-pack-${service}`,
        ...(isList ? { 'content-length': '1000' } : {}),
      });
      if (isList) {
        response.write(line, () => response.socket?.destroy());
      } else {
        response.end('000eversion 2\n0000');
      }
    });
    await new Promise<void>(resolve => broken.listen(0, '127.0.0.1', resolve));
    const { port } = broken.address() as AddressInfo;
    await expect(
      clone({ url: `http://127.0.0.1:${port}/app.git` }, { branch: 'main' }),
    ).rejects.toMatchObject({ code: 'network' });
    broken.close();
  });

  it('takes a repository whose HEAD points to no branch', async () => {
    fixture.create('headless');
    const commit = fixture.commit('headless', { 'a.txt': 'one\n' });
    execFileSync('git', ['symbolic-ref', 'HEAD', 'refs/heads/none'], {
      cwd: join(fixture.root, 'headless.git'),
    });
    const { directory } = await clone(
      { url: `${server.url}/headless.git` },
      { branch: 'main' },
    );
    expect(readdirSync(directory)).toEqual(['a.txt']);
    await expect(
      clone({ url: `${server.url}/headless.git` }, { commit }),
    ).resolves.toMatchObject({ revision: `sha1:${commit}` });
  });

  it('refuses a repository with sha256 names', async () => {
    fixture.create('sha256', '--object-format=sha256');
    fixture.commit('sha256', { 'a.txt': 'one\n' });
    await expect(
      clone({ url: `${server.url}/sha256.git` }, { branch: 'main' }),
    ).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('SC-23 takes annotated tags and old commits from servers that give only what is listed', async () => {
    const strict = await startGitServer({
      root: fixture.root,
      advertisedOnly: true,
    });
    const options = { url: `${strict.url}/app.git` };
    const tagged = await clone(options, { tag: 'v1.1.0' });
    expect(tagged.commit.hash).toBe(commits[1]);
    expect(strict.requests).toHaveLength(3); // the service, its list and a fetch
    const old = await clone(options, { commit: commits[0] });
    expect(old.commit.hash).toBe(commits[0]);
    await expect(
      clone(options, { commit: 'f'.repeat(40) }),
    ).rejects.toMatchObject({ code: 'commit-not-found' });
    await strict.stop();
  });

  it('reports a server that is no Git server, or hangs up', async () => {
    const other = createServer((request, response) => {
      if (request.url?.startsWith('/page')) {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hi');
      } else {
        response.socket?.destroy();
      }
    });
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    await expect(
      clone({ url: `${base}/page` }, { branch: 'main' }),
    ).rejects.toMatchObject({ code: 'repository-not-found' });
    await expect(
      clone({ url: `${base}/dead` }, { branch: 'main' }),
    ).rejects.toMatchObject({ code: 'network' });
    other.close();
  });

  it('follows a redirect, and none that would carry credentials elsewhere', async () => {
    const door = createServer((request, response) => {
      response
        .writeHead(302, { location: `${server.url}${request.url}` })
        .end();
    });
    await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve));
    const moved = `http://127.0.0.1:${
      (door.address() as AddressInfo).port
    }/app.git`;
    const { revision } = await clone({ url: moved }, { branch: 'main' });
    expect(revision).toBe(`main@sha1:${commits[3]}`);
    await expect(
      clone(
        { url: moved, auth: { username: 'ann', password: 'secret' } },
        { branch: 'main' },
      ),
    ).rejects.toMatchObject({
      code: 'network',
      message: expect.not.stringContaining('secret'),
    });
    door.close();
  });
});
