import { decodeName, encodeName } from '@backstage-gitops/tar';
import {
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { execFileSync } from 'child_process';
import { GitError } from '../errors';
import { RepositoryFixture } from '../server/RepositoryFixture';
import { checkoutCommit } from './checkoutCommit';

const fixture = new RepositoryFixture();
const scratch = mkdtempSync(join(tmpdir(), 'gitops-checkout-'));

beforeAll(() => fixture.create('app'));
afterAll(() => {
  fixture.remove();
  rmSync(scratch, { recursive: true, force: true });
});

/** Everything that the repository holds, packed as a server would. */
function packOf(commit: string, ...options: string[]): Buffer {
  return execFileSync(
    'git',
    ['pack-objects', '--revs', '--stdout', '-q', ...options],
    {
      cwd: fixture.path('app', '.'),
      input: `${commit}\n`,
      maxBuffer: 1 << 28,
      stdio: 'pipe', // its warnings of paths too long are in the error alone
    },
  );
}

/** A pack where `GitRemote.fetch` puts it. */
function transferOf(commit: string, pack = packOf(commit)): string {
  const directory = mkdtempSync(join(scratch, 'transfer-'));
  writeFileSync(join(directory, '1.pack'), pack);
  return directory;
}

function writeObject(type: 'blob' | 'tree', bytes: Buffer): string {
  const options = ['-t', type, '-w', '--literally', '--stdin'];
  return fixture.gitInput('app', bytes, 'hash-object', ...options);
}

type Entry = [mode: string, name: string, hash?: string];

/** Hash of a hand-made tree; entries without a hash are files with an x. */
function writeTree(entries: readonly Entry[]): string {
  const blob = writeObject('blob', Buffer.from('x'));
  return writeObject(
    'tree',
    Buffer.concat(
      entries.map(([mode, name, hash = blob]) =>
        Buffer.concat([
          Buffer.from(`${mode} `),
          encodeName(name),
          Buffer.from([0]),
          Buffer.from(hash, 'hex'),
        ]),
      ),
    ),
  );
}

/** A commit of one hand-made tree. */
function commitOfTree(entries: readonly Entry[]): string {
  const tree = writeTree(entries);
  return fixture.git('app', 'commit-tree', tree, '-m', 'made by hand');
}

function target(): string {
  return mkdtempSync(join(scratch, 'tree-'));
}

describe('checkoutCommit', () => {
  it.each(['.git', '..', '.GIT', 'git~1', '.git.', '.g\u200cit'])(
    'refuses a tree with the name %j',
    async name => {
      const commit = commitOfTree([['100644', name]]);
      const directory = target();
      await expect(
        checkoutCommit({ transfer: transferOf(commit), commit, directory }),
      ).rejects.toMatchObject({ code: 'unsafe-path' });
      expect(readdirSync(directory)).toEqual([]);
    },
  );

  it('keeps the bytes of every name', async () => {
    const names = [
      'units-mnt-my\\x2ddata.mount',
      'git~2',
      '\ufeffbom',
      'raw\udcff\udcfe',
      'raw\udcc3',
      'ünïcode',
    ];
    const inner = writeTree(names.map(name => ['100644', name]));
    const commit = commitOfTree([
      ...names.map((name): Entry => ['100644', name]),
      ['40000', 'back\\slash', inner],
      ['40000', 'dir\udc80', inner],
    ]);
    const directory = target();
    const transfer = transferOf(commit);
    await checkoutCommit({ transfer, commit, directory });
    const list = (path: Buffer) =>
      readdirSync(path, { encoding: 'buffer' }).map(decodeName).sort();
    expect(list(Buffer.from(directory))).toEqual(
      [...names, 'back\\slash', 'dir\udc80'].sort(),
    );
    for (const name of ['/back\\slash', '/dir\udc80']) {
      const path = [Buffer.from(directory), encodeName(name)];
      expect(list(Buffer.concat(path))).toEqual([...names].sort());
    }
  });

  it('shows a name that it refuses, and where', async () => {
    const inner = writeTree([['100644', 'a\udcff\nb']]);
    const commit = commitOfTree([['40000', 'dir', inner]]);
    await expect(
      checkoutCommit({
        transfer: transferOf(commit),
        commit,
        directory: target(),
      }),
    ).rejects.toMatchObject({
      code: 'unsafe-path',
      message: String.raw`the tree holds the name "a\xff\nb" in "dir": a control character`,
    });
  });

  it('refuses a link in place of .gitmodules', async () => {
    const commit = commitOfTree([['120000', '.gitmodules']]);
    await expect(
      checkoutCommit({
        transfer: transferOf(commit),
        commit,
        directory: target(),
      }),
    ).rejects.toMatchObject({ code: 'unsafe-path' });
  });

  it('takes the permissions of old versions of Git', async () => {
    const commit = commitOfTree([['100664', 'old']]);
    const directory = target();
    await checkoutCommit({ transfer: transferOf(commit), commit, directory });
    expect(lstatSync(join(directory, 'old')).mode & 0o111).toBe(0);
  });

  it('names a path that is too long for the file system', async () => {
    let tree = writeTree([['100644', 'file']]);
    for (let depth = 0; depth < 80; depth++) {
      tree = writeTree([['40000', 'd'.repeat(60), tree]]);
    }
    const commit = fixture.git('app', 'commit-tree', tree, '-m', 'deep');
    await expect(
      checkoutCommit({
        transfer: transferOf(commit),
        commit,
        directory: target(),
      }),
    ).rejects.toMatchObject({
      code: 'unsafe-path',
      message: expect.stringMatching(
        /^the path "d{60}\/d+"… \(\d{4} bytes\) is too long for a file system$/,
      ),
    });
  });

  it('refuses a small pack with a tree of very many entries', async () => {
    // Ten levels of ten entries that are one tree: 10^10 directories.
    let tree = writeTree([]);
    for (let depth = 0; depth < 10; depth++) {
      const inner = tree;
      const names = [...'0123456789'];
      tree = writeTree(names.map(name => ['40000', name, inner]));
    }
    const commit = fixture.git('app', 'commit-tree', tree, '-m', 'many');
    await expect(
      checkoutCommit({
        transfer: transferOf(commit),
        commit,
        directory: target(),
        limits: { files: 500 },
      }),
    ).rejects.toMatchObject({ code: 'limit' });
  });

  it('leaves out links, so that nothing is written through one', async () => {
    const commit = commitOfTree([
      ['100644', 'file'],
      ['120000', 'link'],
    ]);
    const directory = target();
    await checkoutCommit({
      transfer: transferOf(commit),
      commit,
      directory,
    });
    expect(readdirSync(directory)).toEqual(['file']);
  });

  it('writes links where that is asked for, and nothing through them', async () => {
    const commit = commitOfTree([['120000', 'link']]);
    const directory = target();
    await checkoutCommit({
      transfer: transferOf(commit),
      commit,
      directory,
      links: true,
    });
    expect(lstatSync(join(directory, 'link')).isSymbolicLink()).toBe(true);

    const twice = commitOfTree([
      ['120000', 'link'],
      ['100644', 'link'],
    ]);
    await expect(
      checkoutCommit({
        transfer: transferOf(twice),
        commit: twice,
        directory: target(),
        links: true,
      }),
    ).rejects.toThrow(/stands twice in the tree/);
  });

  it.each([
    ['no name', ''],
    ['a name with a zero', 'a\0b'],
  ])('refuses a link to %s', async (_, content) => {
    const link = writeObject('blob', Buffer.from(content));
    const commit = commitOfTree([['120000', 'link', link]]);
    await expect(
      checkoutCommit({
        transfer: transferOf(commit),
        commit,
        directory: target(),
        links: true,
      }),
    ).rejects.toMatchObject({ code: 'unsafe-path' });
  });

  it('refuses a tree with the same name twice', async () => {
    const commit = commitOfTree([
      ['100644', 'same'],
      ['100644', 'same'],
    ]);
    await expect(
      checkoutCommit({
        transfer: transferOf(commit),
        commit,
        directory: target(),
      }),
    ).rejects.toThrow(/stands twice in the tree/);
  });

  it('names submodules and leaves their directory empty', async () => {
    const inner = 'a'.repeat(40);
    fixture.git(
      'app',
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${inner},vendor/lib`,
    );
    const tree = fixture.git('app', 'write-tree');
    const commit = fixture.git('app', 'commit-tree', tree, '-m', 'sub');
    const directory = target();
    const { submodules } = await checkoutCommit({
      transfer: transferOf(commit),
      commit,
      directory,
    });
    expect(submodules).toEqual([{ path: 'vendor/lib', hash: inner }]);
    expect(readdirSync(join(directory, 'vendor/lib'))).toEqual([]);
  });

  it('keeps pointers of Git LFS, whose files it does not fetch', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1
oid sha256:${'4d'.repeat(32)}
size 104857600
`;
    const commit = fixture.commit('app', {
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      'model.bin': pointer,
    });
    const directory = target();
    const transfer = transferOf(commit);
    await checkoutCommit({ transfer, commit, directory });
    expect(readFileSync(join(directory, 'model.bin'), 'utf8')).toBe(pointer);
  });

  it('rebuilds files from long chains of deltas', async () => {
    const lines = Array.from(
      { length: 500 },
      (_, i) => `line ${i} ${i * 7919}`,
    );
    let commit = '';
    for (let round = 0; round < 12; round++) {
      lines[round * 10] = `changed in round ${round}`;
      commit = fixture.commit('app', { 'big.txt': lines.join('\n') });
    }
    for (const options of [['--delta-base-offset'], []]) {
      const pack = packOf(commit, '--depth=50', '--window=50', ...options);
      const transfer = transferOf(commit, pack);
      const directory = target();
      await checkoutCommit({ transfer, commit, directory });
      expect(readFileSync(join(directory, 'big.txt'), 'utf8')).toBe(
        lines.join('\n'),
      );
    }
  });
});

describe('a damaged pack', () => {
  async function failureOf(commit: string, pack: Buffer): Promise<unknown> {
    const transfer = transferOf(commit, pack);
    return checkoutCommit({ transfer, commit, directory: target() }).catch(
      error => error,
    );
  }

  it('is noticed at every byte', async () => {
    const commit = fixture.commit('app', { 'a.txt': 'one\n' });
    const bytes = packOf(commit);
    for (let at = 0; at < bytes.length; at += 97) {
      const damaged = Buffer.from(bytes);
      damaged[at] ^= 0x40;
      expect(await failureOf(commit, damaged)).toBeInstanceOf(GitError);
    }
  });

  it('is noticed when it ends early', async () => {
    const commit = fixture.commit('app', { 'a.txt': 'two\n' });
    const bytes = packOf(commit);
    for (const length of [0, 5, 12, 40, bytes.length - 1]) {
      const cut = bytes.subarray(0, length);
      expect(await failureOf(commit, cut)).toBeInstanceOf(GitError);
    }
  });
});
