import { decodeName } from '@backstage-gitops/tar';
import { Random } from '@backstage-gitops/random';
import { execFileSync } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseTree } from '../checkout/parseTree';
import { contentOf } from './GitObject';
import type { FileEntry } from './RepositoryFiles';
import { TreeFiles } from './TreeFiles';
import type { BuiltTree } from './buildTree';

const repository = mkdtempSync(join(tmpdir(), 'gitops-tree-'));

function git(args: string[], input?: Buffer): Buffer {
  return execFileSync('git', args, {
    cwd: repository,
    input,
    env: { PATH: process.env.PATH ?? '', GIT_CONFIG_NOSYSTEM: '1' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

beforeAll(() => git(['init', '-q']));
afterAll(() => rmSync(repository, { recursive: true, force: true }));

/** Git's own repository; counts what is read. */
const read: string[] = [];
const source = {
  async tree(hash: string) {
    read.push(hash);
    return parseTree(git(['cat-file', 'tree', hash]));
  },
  async blob(hash: string) {
    read.push(hash);
    return git(['cat-file', 'blob', hash]);
  },
  async prefetch() {},
};
beforeEach(() => read.splice(0));

/** Mode and content by path, as Git's index has them; bytes as latin1. */
type Index = Map<string, { mode: string; content: string }>;

/** Writes a tree with Git. */
function writeTree(index: Index): string {
  git(['read-tree', '--empty']);
  const lines = [...index].map(([path, { mode, content }]) => {
    const hash =
      mode === '160000'
        ? content
        : git(['hash-object', '-w', '--stdin'], Buffer.from(content, 'latin1'))
            .toString()
            .trim();
    return `${mode} ${hash}\t${path}\0`;
  });
  const input = Buffer.from(lines.join(''), 'latin1');
  git(['update-index', '-z', '--index-info'], input);
  return git(['write-tree']).toString().trim();
}

const indexOf = (files: Record<string, string>): Index =>
  new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      { mode: '100644', content },
    ]),
  );

const LIMITS = { fileBytes: 1000, changedBytes: 2000, files: 100 };
const open = (tree?: string, limits = LIMITS) =>
  new TreeFiles(source, tree, limits);

async function listed(
  files: TreeFiles,
  directory?: string,
): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  for await (const entry of files.list(directory)) entries.push(entry);
  return entries;
}

/** Stores what was built, and has Git list it. */
function store({ tree, objects }: BuiltTree): string {
  for (const object of objects) {
    const args = ['hash-object', '-w', '--stdin', '-t', object.type];
    const hash = git(args, contentOf(object)).toString().trim();
    expect(hash).toBe(object.hash);
  }
  return git(['ls-tree', '-r', '-t', tree]).toString();
}

describe('TreeFiles', () => {
  it('writes, overwrites and removes files', async () => {
    const before = indexOf({
      'a.txt': 'a',
      'dir/b.txt': 'b',
      'dir/c.txt': 'c',
    });
    const files = open(writeTree(before));
    await files.write('dir/b.txt', 'changed');
    await files.write('new/deep/d.txt', Buffer.from([0, 255]));
    await files.remove('dir/c.txt');
    const { tree } = await files.build();
    expect(tree).toBe(
      writeTree(
        indexOf({
          'a.txt': 'a',
          'dir/b.txt': 'changed',
          'new/deep/d.txt': '\0\xff',
        }),
      ),
    );
    expect(await files.read('dir/b.txt')).toEqual(Buffer.from('changed'));
    expect(await files.read('dir/c.txt')).toBeUndefined();
    expect((await listed(files)).map(({ path }) => path)).toEqual([
      'a.txt',
      'dir/b.txt',
      'new/deep/d.txt',
    ]);
  });

  it('reads and builds only what is on the way', async () => {
    const files = open(
      writeTree(indexOf({ 'a/x': '1', 'b/x': '2', 'b/y/z': '3', 'c/x': '4' })),
    );
    await files.write('b/x', 'changed');
    const { objects } = await files.build();
    expect(read).toHaveLength(2); // the root and b
    expect(objects.map(({ type }) => type).sort()).toEqual([
      'blob',
      'tree',
      'tree',
    ]);
  });

  it('keeps modes, links, submodules and bytes of names', async () => {
    const commit = 'c'.repeat(40);
    const before: Index = new Map([
      ['bin/run', { mode: '100755', content: '#!' }],
      ['link', { mode: '120000', content: 'bin/run' }],
      ['modules/sub', { mode: '160000', content: commit }],
      ['na\xffme/\xc3\xbc', { mode: '100644', content: 'raw' }],
    ]);
    const files = open(writeTree(before));
    await files.write('bin/run', '#!/bin/sh');
    await files.write('bin/plain', 'x', { executable: true });
    await files.write('bin/plain', 'y', { executable: false });
    await files.write('modules/other', 'x');
    await files.write('to', '../target', { link: true });
    await files.write(decodeName(Buffer.from('na\xffme/b', 'latin1')), 'b');
    const after: Index = new Map([
      ...before,
      ['bin/run', { mode: '100755', content: '#!/bin/sh' }],
      ['bin/plain', { mode: '100644', content: 'y' }],
      ['modules/other', { mode: '100644', content: 'x' }],
      ['to', { mode: '120000', content: '../target' }],
      ['na\xffme/b', { mode: '100644', content: 'b' }],
    ]);
    expect((await files.build()).tree).toBe(writeTree(after));
    expect(await listed(files, 'modules')).toEqual([
      expect.objectContaining({ path: 'modules/other', kind: 'file' }),
      {
        path: 'modules/sub',
        kind: 'submodule',
        isExecutable: false,
        hash: commit,
      },
    ]);
    expect((await files.read('link'))?.toString()).toBe('bin/run');
  });

  it('sorts a directory as if its name ended in a slash', async () => {
    const index = indexOf({
      'a-b': '1',
      'a.b': '2',
      'a/x': '3',
      a0: '4',
      é: '5',
    });
    const latin = new Map(
      [...index].map(([path, entry]) => [
        Buffer.from(path).toString('latin1'),
        entry,
      ]),
    );
    const files = open();
    for (const [path, { content }] of [...index].reverse()) {
      await files.write(path, content);
    }
    const built = await files.build();
    expect(built.tree).toBe(writeTree(latin));
    expect(store(built)).toContain('a/x');
  });

  it('takes what is already so for no change', async () => {
    const tree = writeTree(indexOf({ 'a.txt': 'a', 'b/c': 'c' }));
    const files = open(tree);
    await files.write('a.txt', 'a');
    await files.write('b/c', 'other');
    await files.write('b/c', 'c');
    await files.write('b/new/x', 'x');
    await files.remove('b/new', { recursive: true });
    expect((await files.build()).tree).toBe(tree);
  });

  it('forgets a directory that gets empty', async () => {
    const files = open(writeTree(indexOf({ 'a.txt': 'a', 'b/c/d': 'd' })));
    await files.remove('b/c/d');
    await files.write('B', 'a file in its place');
    expect((await listed(files)).map(({ path }) => path)).toEqual([
      'B',
      'a.txt',
    ]);
  });

  it('leaves no empty directory', async () => {
    const files = open(writeTree(indexOf({ 'a.txt': 'a', 'b/c/d': 'd' })));
    await files.remove('b/c/d');
    expect((await files.build()).tree).toBe(
      writeTree(indexOf({ 'a.txt': 'a' })),
    );
    await files.remove('a.txt');
    expect((await files.build()).tree).toBe(writeTree(new Map()));
  });

  it('does not change line ends', async () => {
    const files = open();
    await files.write('a.txt', 'one\r\ntwo\n');
    expect((await files.build()).tree).toBe(
      writeTree(indexOf({ 'a.txt': 'one\r\ntwo\n' })),
    );
  });

  it('lets many write at once', async () => {
    const names = Array.from(
      { length: 50 },
      (_, index) => `dir/${index % 7}/${index}`,
    );
    const files = open(writeTree(indexOf({ 'dir/3/x': 'x' })));
    await Promise.all(names.map(name => files.write(name, name)));
    const expected = indexOf(
      Object.fromEntries(names.map(name => [name, name])),
    );
    expected.set('dir/3/x', { mode: '100644', content: 'x' });
    expect((await files.build()).tree).toBe(writeTree(expected));
  });

  it.each([
    '',
    '/etc/passwd',
    '../outside',
    'a/../../b',
    'a//b',
    'a/',
    './a',
    '.git/config',
    'a/.GIT/hooks/post-checkout',
    '.git\u200c/config',
    'git~1/config',
    'a\\..\\b',
    'a\0b',
    'a\nb',
    'aux.yaml',
    `${'x/'.repeat(3000)}y`,
  ])('refuses the path %j', async path => {
    await expect(open().write(path, 'x')).rejects.toMatchObject({
      code: 'unsafe-path',
    });
  });

  it('refuses a link in place of .gitmodules', async () => {
    await expect(
      open().write('.gitmodules', 'x', { link: true }),
    ).rejects.toMatchObject({ code: 'unsafe-path' });
  });

  it.each([
    ['dir', 'it is a directory; remove it first'],
    ['dir/file/x', '"file" is a file'],
    ['link', 'it is a symbolic link; remove it first'],
    ['link/x', '"link" is a symbolic link'],
    ['sub/x', '"sub" is a submodule'],
    ['dir/FILE', '"FILE" and "file" are one name where case does not count'],
    ['DIR/x', '"DIR" and "dir" are one name where case does not count'],
  ])('says what is in the way of %s', async (path, reason) => {
    const files = open(
      writeTree(
        new Map([
          ['dir/file', { mode: '100644', content: 'x' }],
          ['link', { mode: '120000', content: 'dir' }],
          ['sub', { mode: '160000', content: 'c'.repeat(40) }],
        ]),
      ),
    );
    const before = await files.build();
    await expect(files.write(path, 'new')).rejects.toMatchObject({
      code: 'path-conflict',
      message: `can't write ${JSON.stringify(path)}: ${reason}`,
    });
    expect(await files.build()).toEqual(before);
  });

  it('lets a name change its case', async () => {
    const files = open(writeTree(indexOf({ 'readme.md': 'x' })));
    await files.remove('readme.md');
    await files.write('README.md', 'x');
    expect((await files.build()).tree).toBe(
      writeTree(indexOf({ 'README.md': 'x' })),
    );
  });

  it('refuses to remove what is not there, or a directory by mistake', async () => {
    const files = open(writeTree(indexOf({ 'a/b': 'x' })));
    for (const path of ['x', 'a/x', 'a/b/c', '']) {
      await expect(files.remove(path)).rejects.toMatchObject({
        code: 'path-not-found',
      });
    }
    await expect(files.remove('a')).rejects.toMatchObject({
      code: 'path-conflict',
    });
    await expect(listed(files, 'a/b')).rejects.toMatchObject({
      code: 'path-not-found',
    });
  });

  it('holds no more than its limits', async () => {
    const files = open();
    await expect(files.write('a', 'x'.repeat(1001))).rejects.toMatchObject({
      code: 'limit',
      message: '"a" is larger than 1000 bytes',
    });
    await files.write('a', 'x'.repeat(1000));
    await files.write('b', 'x'.repeat(1000));
    await expect(files.write('c', 'x')).rejects.toMatchObject({
      code: 'limit',
      message: 'the change is larger than 2000 bytes',
    });
    await files.write('a', 'y'.repeat(999));
    await files.remove('b');
    await files.write('c', 'x'.repeat(1000));
  });

  it('ends the list of a tree that stands for files without number', async () => {
    const nineOf = (hash: string) => {
      const lines = [...'123456789'].map(
        name => `040000 tree ${hash}\t${name}\n`,
      );
      return git(['mktree'], Buffer.from(lines.join('')))
        .toString()
        .trim();
    };
    let tree = writeTree(indexOf({ x: 'x' }));
    for (let depth = 0; depth < 30; depth++) {
      tree = nineOf(tree);
    }
    await expect(listed(open(tree))).rejects.toMatchObject({
      code: 'limit',
      message: 'the repository has more than 100 files',
    });
  });

  it('makes the trees that Git makes, after any changes', async () => {
    const random = new Random('trees');
    const names = ['a', 'a.b', 'a-b', 'a0', 'b', 'c\xff', 'd'];
    for (let round = 0; round < 8; round++) {
      const index: Index = new Map();
      const files = open(undefined, { ...LIMITS, changedBytes: 1e6 });
      for (let step = 0; step < 40; step++) {
        const path = random
          .times(random.between(1, 3), () => random.pick(names))
          .join('/');
        const text = decodeName(Buffer.from(path, 'latin1'));
        const content = String(random.below(5));
        const mode = random.chance(0.3) ? '100755' : '100644';
        const below = [...index.keys()].filter(key =>
          key.startsWith(`${path}/`),
        );
        const isBlocked = [...index.keys()].some(key =>
          path.startsWith(`${key}/`),
        );
        if (
          random.chance(0.3) &&
          !isBlocked &&
          (index.has(path) || below.length > 0)
        ) {
          await files.remove(text, { recursive: true });
          [path, ...below].forEach(key => index.delete(key));
        } else if (below.length === 0 && !isBlocked) {
          await files.write(text, content, { executable: mode === '100755' });
          index.set(path, { mode, content });
        }
      }
      expect((await files.build()).tree).toBe(writeTree(index));
    }
  });
});
