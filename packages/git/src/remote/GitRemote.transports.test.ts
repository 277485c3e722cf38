import { execFileSync } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'fs';
import { join } from 'path';
import { createSshKey } from '../server/createSshKey';
import { startGitServer } from '../server/gitServer';
import { startSshServer } from '../server/sshServer';
import { CloneFixture } from './__testUtils__/CloneFixture';
import type { CloneOptions } from './__testUtils__/CloneFixture';
import type { RemoteOptions, SshAuth } from './options';
import type { GitReference } from './resolve';

const fixtures = new CloneFixture();
const { repositories: fixture, scratch, commits, clone: cloneFrom } = fixtures;
beforeAll(() => fixtures.fill());
afterAll(() => fixtures.remove());

/** Commits that a server has sent, as Git finds them in the packs. */
function countCommits(transfer: string): number {
  const store = mkdtempSync(join(scratch, 'store-'));
  const run = (args: string[], input?: Buffer) =>
    execFileSync('git', args, { cwd: store, input, encoding: 'utf8' });
  run(['init', '-q', '--bare']);
  for (const name of readdirSync(transfer)) {
    run(['unpack-objects', '-q'], readFileSync(join(transfer, name)));
  }
  const types = run([
    'cat-file',
    '--batch-all-objects',
    '--batch-check=%(objecttype)',
  ]);
  return types.split('\n').filter(type => type === 'commit').length;
}

/** A server of the fixture, and what reaches it. */
interface Served {
  /** Without a final slash. */
  readonly url: string;
  readonly auth?: SshAuth;
  stop(): Promise<void>;
}

async function serveHttp(protocol: 0 | 2): Promise<Served> {
  return startGitServer({ root: fixture.root, protocol });
}

async function serveSsh(protocol: 0 | 2): Promise<Served> {
  const [host, client] = [createSshKey(), createSshKey()];
  const { url, port, stop } = await startSshServer({
    root: fixture.root,
    hostKeys: [host.privateKey],
    authorizedKeys: [client.publicKey],
    acceptEnv: protocol === 2,
  });
  const knownHosts = `[127.0.0.1]:${port} ${host.publicKey}`;
  return { url, stop, auth: { identity: client.privateKey, knownHosts } };
}

describe.each([
  ['HTTP', 2, serveHttp],
  ['HTTP', 0, serveHttp],
  ['SSH', 2, serveSsh],
  ['SSH', 0, serveSsh],
] as const)(
  'GitRemote over %s with protocol %s',
  (_scheme, protocol, serve) => {
    let server: Served;
    let url: string;
    const clone = (
      options: RemoteOptions,
      ...rest: [GitReference?, CloneOptions?]
    ) => cloneFrom({ ...options, auth: server.auth }, ...rest);

    beforeAll(async () => {
      server = await serve(protocol);
      url = `${server.url}/app.git`;
    });
    afterAll(() => server.stop());

    it('SC-22 checks out the head of a branch with modes, binaries and empty files', async () => {
      const { revision, commit, directory } = await clone(
        { url },
        { branch: 'main' },
      );
      expect(revision).toBe(`main@sha1:${commits[3]}`);
      expect(commit).toMatchObject({
        hash: commits[3],
        author: { name: 'Ann', email: 'ann@example.com' },
        committer: { name: 'Bob' },
        message: 'third\n',
      });
      expect(readdirSync(directory).sort()).toEqual([
        'a.txt',
        'bin',
        'blob.bin',
        'deploy',
        'empty.txt',
        'many',
      ]);
      expect(readFileSync(join(directory, 'a.txt'), 'utf8')).toBe('three\n');
      expect(readFileSync(join(directory, 'blob.bin'))).toEqual(
        Buffer.from([0, 255, 1, 128]),
      );
      expect(statSync(join(directory, 'empty.txt')).size).toBe(0);
      expect(statSync(join(directory, 'bin/run.sh')).mode & 0o111).toBeTruthy();
      expect(statSync(join(directory, 'a.txt')).mode & 0o111).toBe(0);
      expect(
        readFileSync(join(directory, 'many/file-59.yaml'), 'utf8'),
      ).toMatch(/\n59\n$/);
    });

    it('SC-22 follows branch names that hold slashes', async () => {
      const { revision } = await clone({ url }, { branch: 'feat/x' });
      expect(revision).toBe(`feat/x@sha1:${commits[2]}`);
    });

    it('SC-23 resolves a tag, peeling an annotated one', async () => {
      expect((await clone({ url }, { tag: 'v1.0.0' })).revision).toBe(
        `v1.0.0@sha1:${commits[0]}`,
      );
      expect((await clone({ url }, { tag: 'v1.1.0' })).revision).toBe(
        `v1.1.0@sha1:${commits[1]}`,
      );
    });

    it('SC-23 picks the highest version, without pre-releases unless asked', async () => {
      expect((await clone({ url }, { semver: '>=1.0.0' })).revision).toBe(
        `v1.1.0@sha1:${commits[1]}`,
      );
      expect((await clone({ url }, { semver: '>=1.0.0-0' })).revision).toBe(
        `v1.2.0-rc.1@sha1:${commits[1]}`,
      );
    });

    it('SC-23 picks the youngest commit among equal versions', async () => {
      expect((await clone({ url }, { semver: '~0.9' })).revision).toBe(
        `v0.9.0+b@sha1:${commits[2]}`,
      );
    });

    it('SC-22 resolves full reference names', async () => {
      expect(
        (await clone({ url }, { name: 'refs/pull/7/head' })).revision,
      ).toBe(`refs/pull/7/head@sha1:${commits[3]}`);
      expect(
        (await clone({ url }, { name: 'refs/tags/v1.1.0' })).revision,
      ).toBe(`refs/tags/v1.1.0@sha1:${commits[1]}`);
    });

    it('SC-22 checks out a commit that no reference points to', async () => {
      const { revision, directory } = await clone(
        { url },
        { commit: commits[0] },
      );
      expect(revision).toBe(`sha1:${commits[0]}`);
      expect(readFileSync(join(directory, 'a.txt'), 'utf8')).toBe('one\n');
    });

    it('SC-22 accepts a commit of the named branch and refuses one of another', async () => {
      const { revision } = await clone(
        { url },
        { commit: commits[1], branch: 'main' },
      );
      expect(revision).toBe(`main@sha1:${commits[1]}`);
      await expect(
        clone({ url }, { commit: commits[2], branch: 'main' }),
      ).rejects.toMatchObject({
        code: 'commit-not-found',
        message: `unable to resolve commit object for '${commits[2]}': object not found`,
      });
    });

    it.each<[GitReference, string, string]>([
      [
        { branch: 'nope' },
        'reference-not-found',
        `unable to clone 'URL': couldn't find remote ref "refs/heads/nope"`,
      ],
      [
        {},
        'reference-not-found',
        `unable to clone 'URL': couldn't find remote ref "refs/heads/master"`,
      ],
      [
        { tag: 'nope' },
        'reference-not-found',
        `unable to clone 'URL': couldn't find remote ref "refs/tags/nope"`,
      ],
      [
        { name: 'refs/heads/nope' },
        'reference-not-found',
        `unable to resolve ref 'refs/heads/nope' to a specific commit`,
      ],
      [
        { semver: '>=5' },
        'reference-not-found',
        'no match found for semver: >=5',
      ],
      [
        { commit: 'abc' },
        'commit-not-found',
        `unable to resolve commit object for 'abc': object not found`,
      ],
      [
        { commit: 'f'.repeat(40) },
        'commit-not-found',
        `unable to resolve commit object for '${'f'.repeat(
          40,
        )}': object not found`,
      ],
    ])('SC-32 tells what %j lacks', async (reference, code, message) => {
      await expect(clone({ url }, reference)).rejects.toMatchObject({
        code,
        message: message.replace('URL', url),
      });
    });

    it('SC-32 tells an empty repository from a missing one', async () => {
      const base = server.url;
      await expect(
        clone({ url: `${base}/empty.git` }, { branch: 'main' }),
      ).rejects.toMatchObject({
        code: 'empty-repository',
        message: 'git repository is empty',
      });
      await expect(
        clone({ url: `${base}/gone.git` }, { branch: 'main' }),
      ).rejects.toMatchObject({
        code: 'repository-not-found',
        message: expect.stringContaining(
          `unable to clone '${base}/gone.git': repository not found: `,
        ),
      });
    });

    it('SC-24 takes no history for a branch', async () => {
      const shallow = await clone({ url }, { branch: 'main' });
      const full = await clone({ url }, { commit: commits[0], branch: 'main' });
      expect(countCommits(shallow.transfer)).toBe(1);
      // Protocol 2 leaves the history out once the commit was found in it.
      expect(countCommits(full.transfer) > 1).toBe(protocol === 0);
    });
  },
);
