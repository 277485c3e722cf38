import { encodeName, readTar } from '@backstage-gitops/tar';
import { readFileSync } from 'fs';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import { join } from 'path';
import { setTimeout } from 'timers/promises';
import { gunzipSync } from 'zlib';
import { GitRepositoryEnvironment } from '../../__testUtils__/GitRepositoryEnvironment';
import type { GitRepository } from './types';

const env = new GitRepositoryEnvironment();
beforeAll(() => env.start(), 60_000);
afterAll(() => env.stop());

/** Commits files by path, the bytes of a path as `encodeName` takes them. */
function commitPaths(name: string, paths: readonly string[]): void {
  env.repositories.create(name);
  const files = paths.map(path => {
    const quoted = path.replace(/["\\]/g, '\\$&');
    return `M 100644 inline "${quoted}"\ndata 2\nx\n\n`;
  });
  const stream = `commit refs/heads/main\ncommitter a <a@b> 1700000000 +0000\ndata 1\nm\n${files.join(
    '',
  )}`;
  const input = Buffer.from(encodeName(stream));
  env.repositories.gitInput(name, input, 'fast-import', '--quiet', '--force');
  env.repositories.push(name);
}

/** Names in the stored artifact. */
function namesIn({ status }: GitRepository): string[] {
  const file = join(env.storage, status!.artifact!.path);
  return [...readTar(gunzipSync(readFileSync(file)))].map(({ name }) => name);
}

function condition({ status }: GitRepository, type: string) {
  return status?.conditions?.find(found => found.type === type);
}

/** A repository with `.gitmodules` and submodules at paths, at the commit of `lib`. */
function commitSubmodules(
  name: string,
  gitmodules: string | undefined,
  paths: readonly string[],
): void {
  env.repositories.create(name);
  env.repositories.commit(name, {
    'a.yaml': 'a: 1\n',
    ...(gitmodules === undefined ? {} : { '.gitmodules': gitmodules }),
  });
  for (const path of paths) {
    const info = `160000,${libraryCommit},${path}`;
    env.repositories.git(name, 'update-index', '--add', '--cacheinfo', info);
  }
  env.repositories.git(name, 'commit', '-q', '-m', 'pin');
  env.repositories.push(name);
}

let libraryCommit = '';

describe('names in a tree', () => {
  it('are in the artifact with their bytes', async () => {
    const paths = [
      'dir/back\\slash',
      'git~2',
      'raw\udcff\udcfe.yaml',
      'units/mnt-my\\x2ddata.mount',
      'ünïcode',
    ];
    commitPaths('names', paths);
    await env.create('names', { url: env.urlOf('names') });
    const names = namesIn(await env.waitReady('names'));
    expect(names.filter(name => !['.', 'dir', 'units'].includes(name))).toEqual(
      paths,
    );
  });

  it('that can not be written are told once, and looked at again with the interval', async () => {
    commitPaths('deep', [`${'directories/'.repeat(400)}file`]);
    await env.create('deep', { url: env.urlOf('deep') });
    const object = await env.waitReady('deep', 'False');
    const message = expect.stringMatching(
      /^failed to checkout and determine revision: the path "(directories\/)+\w*"… \(\d{4} bytes\) is too long for a file system$/,
    );
    const failure = { reason: 'GitOperationFailed', message };
    expect(condition(object, 'Ready')).toMatchObject(failure);
    expect(condition(object, 'FetchFailed')).toMatchObject({
      ...failure,
      status: 'True',
    });
    expect(await env.waitEvent('deep', 'GitOperationFailed')).toMatchObject({
      type: 'Warning',
    });
    const asked = env.git.requests.length;
    await setTimeout(800);
    expect(env.git.requests.length).toBe(asked);
    // The next commit is taken.
    env.repositories.commit('deep', { 'a.yaml': 'a: 1\n' });
    expect(condition(await env.reconcile('deep'), 'Ready')?.status).toBe(
      'True',
    );
  });
});

it('SC-23 takes the youngest commit among equal versions', async () => {
  env.repositories.create('equal');
  for (const tag of ['v1.0.0+b', '1.0.0+a']) {
    env.repositories.commit('equal', { 'a.yaml': `a: ${tag}\n` });
    env.repositories.git('equal', 'tag', tag);
  }
  env.repositories.push('equal');
  const head = env.repositories.git('equal', 'rev-parse', 'HEAD');
  await env.create('equal', {
    url: env.urlOf('equal'),
    ref: { semver: '1.x' },
  });
  const { status } = await env.waitReady('equal');
  expect(status?.artifact?.revision).toBe(`1.0.0+a@sha1:${head}`);
});

describe('SC-31 submodules', () => {
  beforeAll(() => {
    env.repositories.create('lib');
    libraryCommit = env.repositories.commit('lib', { 'lib.yaml': 'l: 1\n' });
  });

  it('are found as Git reads .gitmodules', async () => {
    const gitmodules = [
      '; what we use',
      '[submodule "a"]',
      '  PATH = libs/a ; note',
      '[SubModule "b"]',
      '  path = "libs/b\\\\c"',
      '  url = ../l\\',
      'ib.git # moved',
      '[submodule "a"]',
      '  url = "../lib.git"',
    ].join('\n');
    commitSubmodules('grammar', gitmodules, ['libs/a', 'libs/b\\c']);
    await env.create('grammar', {
      url: env.urlOf('grammar'),
      recurseSubmodules: true,
    });
    expect(namesIn(await env.waitReady('grammar'))).toEqual(
      expect.arrayContaining(['libs/a/lib.yaml', 'libs/b\\c/lib.yaml']),
    );
  });

  it('of another server get no user name, password or token', async () => {
    const seen: [string | undefined, string | undefined][] = [];
    const other = createServer(({ url, headers }, response) => {
      seen.push([url, headers.authorization]);
      response.writeHead(404).end();
    });
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const entry = `[submodule "a"]\npath = libs/a\nurl = http://127.0.0.1:${port}/lib.git\n`;
    commitSubmodules('foreign', entry, ['libs/a']);
    await env.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'login', namespace: 'apps' },
      stringData: { username: 'ann', password: 'canary' },
    });
    await env.create('foreign', {
      url: env.urlOf('foreign'),
      secretRef: { name: 'login' },
      recurseSubmodules: true,
    });
    const object = await env.waitReady('foreign', 'False');
    other.close();
    expect(condition(object, 'FetchFailed')?.message).toContain(
      `unable to clone 'http://127.0.0.1:${port}/lib.git': repository not found`,
    );
    expect(seen[0]).toEqual([
      '/lib.git/info/refs?service=git-upload-pack',
      undefined,
    ]);
  });

  it('without an entry stay empty', async () => {
    const entry = '[submodule "a"]\npath = libs/a\nurl = ../lib.git\n';
    for (const [name, text] of Object.entries({ entry, none: undefined })) {
      commitSubmodules(name, text, ['libs/a', 'libs/b']);
      await env.create(name, {
        url: env.urlOf(name),
        recurseSubmodules: true,
      });
      const names = namesIn(await env.waitReady(name));
      expect(names).toEqual(expect.arrayContaining(['libs/a', 'libs/b']));
      expect(names.includes('libs/a/lib.yaml')).toBe(text !== undefined);
      expect(names).not.toContain('libs/b/lib.yaml');
    }
  });

  it.each([
    [
      'syntax',
      '[submodule "a"\npath = libs/a\n',
      ".gitmodules can't be read: bad config line 2",
    ],
    [
      'no-url',
      '[submodule "a"]\npath = libs/a\n',
      '.gitmodules can\'t be read: no url found for submodule path "libs/a" in .gitmodules',
    ],
    [
      'local',
      '[submodule "a"]\npath = libs/a\nurl = /etc\n',
      "submodule address '/etc' is neither http, https nor ssh",
    ],
  ])('that can not be found are told: %s', async (name, text, message) => {
    commitSubmodules(name, text, ['libs/a']);
    await env.create(name, { url: env.urlOf(name), recurseSubmodules: true });
    const object = await env.waitReady(name, 'False');
    expect(condition(object, 'FetchFailed')).toMatchObject({
      status: 'True',
      reason: 'GitOperationFailed',
      message: `failed to checkout and determine revision: ${message}`,
    });
  });
});
