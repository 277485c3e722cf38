import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { execFileSync } from 'child_process';
import { Pack } from '../pack/Pack';
import { RepositoryFixture } from '../server/RepositoryFixture';
import { checkoutPack } from './checkoutPack';
import { isUnsafeName } from './names';

const fixture = new RepositoryFixture();
const scratch = mkdtempSync(join(tmpdir(), 'gitops-checkout-'));

beforeAll(() => fixture.create('app'));
afterAll(() => {
  fixture.remove();
  rmSync(scratch, { recursive: true, force: true });
});

/** Packs everything that the repository holds, as a server would send it. */
function packOf(commit: string, ...options: string[]): string {
  const file = join(scratch, `pack-${commit}`);
  const bytes = execFileSync(
    'git',
    ['pack-objects', '--revs', '--stdout', '-q', ...options],
    {
      cwd: fixture.path('app', '.'),
      input: `${commit}\n`,
      maxBuffer: 1 << 28,
    },
  );
  writeFileSync(file, bytes);
  return file;
}

/** A commit of one hand-made tree. */
function commitOfTree(entries: [mode: string, name: string][]): string {
  const blob = fixture.gitInput(
    'app',
    Buffer.from('x'),
    'hash-object',
    '-w',
    '--stdin',
  );
  const tree = Buffer.concat(
    entries.map(([mode, name]) =>
      Buffer.concat([
        Buffer.from(`${mode} ${name}\0`),
        Buffer.from(blob, 'hex'),
      ]),
    ),
  );
  const hash = fixture.gitInput(
    'app',
    tree,
    'hash-object',
    '-t',
    'tree',
    '-w',
    '--literally',
    '--stdin',
  );
  return fixture.git('app', 'commit-tree', hash, '-m', 'made by hand');
}

function target(): string {
  return mkdtempSync(join(scratch, 'tree-'));
}

describe('checkoutPack', () => {
  it.each(['.git', '..', '.GIT', 'git~1', '.git.', '.g\u200cit'])(
    'refuses a tree with the name %j',
    name => {
      const commit = commitOfTree([['100644', name]]);
      const directory = target();
      expect(() =>
        checkoutPack({ packFile: packOf(commit), commit, directory }),
      ).toThrow(expect.objectContaining({ code: 'unsafe-path' }));
      expect(readdirSync(directory)).toEqual([]);
    },
  );

  it('leaves out links, so that nothing is written through one', () => {
    const commit = commitOfTree([
      ['100644', 'file'],
      ['120000', 'link'],
    ]);
    const directory = target();
    checkoutPack({ packFile: packOf(commit), commit, directory });
    expect(readdirSync(directory)).toEqual(['file']);
  });

  it('refuses a tree with the same name twice', () => {
    const commit = commitOfTree([
      ['100644', 'same'],
      ['100644', 'same'],
    ]);
    expect(() =>
      checkoutPack({ packFile: packOf(commit), commit, directory: target() }),
    ).toThrow(/EEXIST/);
  });

  it('names submodules and leaves their directory empty', () => {
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
    const { submodules } = checkoutPack({
      packFile: packOf(commit),
      commit,
      directory,
    });
    expect(submodules).toEqual([{ path: 'vendor/lib', hash: inner }]);
    expect(readdirSync(join(directory, 'vendor/lib'))).toEqual([]);
  });

  it('rebuilds files from long chains of deltas', () => {
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
      const packFile = packOf(commit, '--depth=50', '--window=50', ...options);
      const directory = target();
      checkoutPack({ packFile, commit, directory });
      expect(readFileSync(join(directory, 'big.txt'), 'utf8')).toBe(
        lines.join('\n'),
      );
    }
  });
});

describe('Pack', () => {
  it('notices every damaged byte', () => {
    const commit = fixture.commit('app', { 'a.txt': 'one\n' });
    const bytes = readFileSync(packOf(commit));
    for (let at = 0; at < bytes.length; at += 97) {
      const damaged = Buffer.from(bytes);
      damaged[at] ^= 0x40;
      expect(() => new Pack(damaged, 1 << 20)).toThrow(
        expect.objectContaining({ name: 'GitError' }),
      );
    }
  });

  it('notices a file that ends early', () => {
    const commit = fixture.commit('app', { 'a.txt': 'two\n' });
    const bytes = readFileSync(packOf(commit));
    for (const length of [0, 5, 12, 40, bytes.length - 1]) {
      expect(() => new Pack(bytes.subarray(0, length), 1 << 20)).toThrow(
        expect.objectContaining({ code: 'protocol' }),
      );
    }
  });
});

describe('isUnsafeName', () => {
  it('admits ordinary names that start with .git', () => {
    expect(
      ['.gitignore', '.github', 'git', 'a.git', '...'].filter(isUnsafeName),
    ).toEqual([]);
  });
});
