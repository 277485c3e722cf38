import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { packTar } from '../__testUtils__/packTar';
import type { PackedEntry } from '../__testUtils__/packTar';
import { unpackTo } from './unpackTo';

let scratch: string;
let file: string;
let directory: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'gitops-unpack-'));
  file = join(scratch, 'archive.tar.gz');
  directory = join(scratch, 'target');
  mkdirSync(directory);
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function archive(...entries: PackedEntry[]): void {
  writeFileSync(file, gzipSync(packTar(entries)));
}

describe('unpackTo', () => {
  it('writes directories and files with their exec bits', async () => {
    archive(
      { name: '.', type: 'directory' },
      { name: 'in/run.sh', content: 'x', mode: 0o700 },
      { name: 'empty', type: 'directory' },
      { name: 'empty.txt' },
    );
    await unpackTo({ file, directory });
    expect(readdirSync(directory)).toEqual(['empty', 'empty.txt', 'in']);
    expect(readFileSync(join(directory, 'in/run.sh'), 'utf8')).toBe('x');
    expect(statSync(join(directory, 'in/run.sh')).mode & 0o777).toBe(0o755);
    expect(statSync(join(directory, 'empty.txt')).mode & 0o777).toBe(0o644);
  });

  it('takes one directory of an archive', async () => {
    archive({ name: 'in/a', content: 'x' }, { name: 'inner', content: 'y' });
    await unpackTo({ file, directory, from: '/in' });
    expect(readdirSync(directory)).toEqual(['a']);
  });

  it('unpacks to a path below the directory, and replaces files there', async () => {
    archive({ name: 'a', content: 'new' });
    mkdirSync(join(directory, 'to'));
    writeFileSync(join(directory, 'to/a'), 'older and longer');
    await unpackTo({ file, directory, to: '/to' });
    expect(readFileSync(join(directory, 'to/a'), 'utf8')).toBe('new');
  });

  it.each<[string, string]>([
    ['the path to unpack to', 'link'],
    ['a directory above it', 'link/to'],
    ['a directory of the archive', ''],
  ])('does not follow a link that is %s', async (_, to) => {
    archive({ name: 'link/a', content: 'x' });
    const outside = join(scratch, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, join(directory, 'link'));
    await expect(unpackTo({ file, directory, to })).rejects.toMatchObject({
      code: 'invalid-path',
    });
    expect(readdirSync(outside)).toEqual([]);
  });

  it.each([
    ['.', undefined],
    ['./', undefined],
    ['a/b', 'a/b'],
  ])('refuses a file %j in place of the directory', async (name, from) => {
    archive({ name, content: 'x' });
    await expect(unpackTo({ file, directory, from })).rejects.toMatchObject({
      code: 'invalid-path',
      message:
        'cannot unpack ".": a link or a file of another type is in its way',
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('does not follow a link that is a file of the archive', async () => {
    archive({ name: 'a', content: 'x' });
    writeFileSync(join(scratch, 'outside'), 'kept');
    symlinkSync('../outside', join(directory, 'a'));
    await expect(unpackTo({ file, directory })).rejects.toMatchObject({
      code: 'invalid-path',
    });
    expect(readFileSync(join(scratch, 'outside'), 'utf8')).toBe('kept');
  });

  it('SC-8 leaves symbolic links out', async () => {
    archive({ name: 'out', type: 'symlink', linkName: '..' }, { name: 'a' });
    await unpackTo({ file, directory });
    expect(readdirSync(directory)).toEqual(['a']);
  });

  it.each<[string, PackedEntry]>([
    ['an absolute path', { name: '/etc/passwd' }],
    ['a path that leads outside', { name: 'a/../../out' }],
    ['a hard link', { name: 'h', type: 'hardlink', linkName: 'a' }],
  ])('refuses %s', async (_, entry) => {
    archive(entry);
    await expect(unpackTo({ file, directory })).rejects.toMatchObject({
      name: 'ArtifactError',
      code: 'invalid-archive',
    });
    expect(existsSync(join(scratch, 'out'))).toBe(false);
  });

  it('SC-8 refuses to take a directory outside', async () => {
    archive({ name: 'a' });
    await expect(
      unpackTo({ file, directory, from: '../..' }),
    ).rejects.toMatchObject({ code: 'invalid-archive' });
  });

  it('SC-8 refuses what is larger than allowed, before it writes it', async () => {
    archive({ name: 'a', content: 'x'.repeat(5000) });
    await expect(
      unpackTo({ file, directory, maxBytes: 100 }),
    ).rejects.toMatchObject({ code: 'limit' });
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut off', bytes => bytes.subarray(0, bytes.length - 20)],
    ['text', () => Buffer.from('text')],
    ['no tar', () => gzipSync('x'.repeat(600))],
    [
      'cut off inside the tar',
      () => gzipSync(packTar([{ name: 'a', content: 'x' }]).subarray(0, 512)),
    ],
  ])('refuses an archive that is %s', async (_, damage) => {
    archive({ name: 'a', content: 'x'.repeat(5000) });
    writeFileSync(file, damage(readFileSync(file)));
    await expect(unpackTo({ file, directory })).rejects.toMatchObject({
      name: 'ArtifactError',
      code: 'invalid-archive',
      message: expect.stringMatching(/^the archive is damaged: /),
    });
  });

  it('names a path that the file system does not take', async () => {
    archive({ name: 'a', content: 'x' });
    const to = 'n'.repeat(300);
    await expect(unpackTo({ file, directory, to })).rejects.toMatchObject({
      name: 'ArtifactError',
      code: 'invalid-path',
      message: expect.stringMatching(
        /^cannot unpack "n{200}"…: this file system does not take the path \(ENAMETOOLONG\)$/,
      ),
    });
  });

  it('says that the file is missing', async () => {
    await expect(unpackTo({ file, directory })).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
