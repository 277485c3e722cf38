import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { packTar } from '../__testUtils__/packTar';
import type { PackedEntry } from '../__testUtils__/packTar';
import { ArchiveImage } from './ArchiveImage';
import { makeImage, measureImage } from './makeImage';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-image-'));
const file = join(scratch, 'archive.tar.gz');
const limits = { maxBytes: 10_000_000 };
const text = (bytes?: Uint8Array) => bytes && new TextDecoder().decode(bytes);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function imageOf(...entries: PackedEntry[]): Promise<ArchiveImage> {
  writeFileSync(file, gzipSync(packTar(entries)));
  const sizeBytes = await measureImage({ file, limits });
  return new ArchiveImage(await makeImage({ file, limits, sizeBytes }));
}

describe('an image of an archive', () => {
  it('has its files and directories', async () => {
    const image = await imageOf(
      { name: '.', type: 'directory' },
      { name: 'empty', type: 'directory' },
      { name: 'a/b/c.yaml', content: 'x: ü' },
      { name: 'a/b.yaml', content: '' },
      { name: 'a-b', content: '-' },
    );
    expect(image.readDir('/')).toEqual(['artifact']);
    expect(image.readDir('/artifact').sort()).toEqual(['a', 'a-b', 'empty']);
    expect(image.readDir('/artifact/a').sort()).toEqual(['b', 'b.yaml']);
    expect(image.readDir('/artifact/empty')).toEqual([]);
    expect(text(image.readFile('/artifact/a/b/c.yaml'))).toBe('x: ü');
    expect(text(image.readFile('/artifact/a/b.yaml'))).toBe('');
    expect(text(image.readFile('/artifact/a-b'))).toBe('-');
    for (const [path, kind] of [
      ['/', 'dir'],
      ['/artifact', 'dir'],
      ['/artifact/a', 'dir'],
      ['/artifact/empty', 'dir'],
      ['/artifact/a/b/c.yaml', 'file'],
      ['/artifact/c', undefined],
      ['/artifact/a/b/c.yaml/d', undefined],
      ['/b', undefined],
    ]) {
      expect([path, image.kindOf(path ?? '')]).toEqual([path, kind]);
    }
    expect(image.readFile('/artifact/a')).toBeUndefined();
    expect(image.readFile('/artifact/nope')).toBeUndefined();
    expect(image.readDir('/artifact/nope')).toEqual([]);
  });

  it('gives copies, which can be changed', async () => {
    const image = await imageOf({ name: 'a', content: 'abc' });
    image.readFile('/artifact/a')?.fill(0);
    expect(text(image.readFile('/artifact/a'))).toBe('abc');
  });

  it('has the last of several files of one name', async () => {
    const image = await imageOf(
      { name: 'a', content: 'first' },
      { name: './a', content: '2' },
    );
    expect(image.readDir('/artifact')).toEqual(['a']);
    expect(text(image.readFile('/artifact/a'))).toBe('2');
  });

  it('finds each of many files, also beside a directory of a longer name', async () => {
    const names = Array.from(
      { length: 300 },
      (_, index) => `d${index % 7}/${index}`,
    );
    const image = await imageOf(
      ...names.map(name => ({ name, content: name })),
      { name: 'd1/1.yaml/x' },
    );
    for (const name of names) {
      expect(text(image.readFile(`/artifact/${name}`))).toBe(name);
    }
    expect(image.readDir('/artifact/d0')).toHaveLength(43);
  });

  it('is as large as measured, and holds a file that is larger than a piece', async () => {
    const content = Buffer.alloc(3_000_000, 'line\n');
    writeFileSync(file, gzipSync(packTar([{ name: 'a', content }])));
    const sizeBytes = await measureImage({ file, limits });
    expect(sizeBytes).toBe(
      8 + content.length + 2 * 16 + '/\0artifact/artifact\0a'.length,
    );
    const memory = await makeImage({ file, limits, sizeBytes });
    const copy = new ArchiveImage(memory).readFile('/artifact/a');
    expect(content.equals(copy ?? Buffer.alloc(0))).toBe(true);
  });

  it('has no links', async () => {
    const image = await imageOf(
      { name: 'l', type: 'symlink', linkName: '/etc' },
      { name: 'a' },
    );
    expect(image.readDir('/artifact')).toEqual(['a']);
  });

  it.each<[string, PackedEntry[]]>([
    ['an absolute path', [{ name: '/etc/passwd' }]],
    ['a path that leads outside', [{ name: '../a' }]],
    ['a hard link', [{ name: 'a', type: 'hardlink', linkName: 'b' }]],
    ['a file that is a directory', [{ name: 'a/b' }, { name: 'a' }]],
    ['a directory that is a file', [{ name: 'a' }, { name: 'a/b' }]],
    ['a file without a name', [{ name: './' }]],
  ])('is not made of %s', async (_, entries) => {
    await expect(imageOf(...entries)).rejects.toMatchObject({
      name: 'ArtifactError',
      code: 'invalid-archive',
    });
  });

  it('is not made of more than allowed', async () => {
    const content = 'x'.repeat(limits.maxBytes + 1);
    await expect(imageOf({ name: 'a', content })).rejects.toMatchObject({
      code: 'limit',
      message: expect.stringContaining(`${limits.maxBytes} bytes`),
    });
  });
});
