import { gzipSync } from 'node:zlib';
import { tarOf } from '../testing/objects';
import { unpackArchive } from './unpackArchive';

const pack = (...entries: Parameters<typeof tarOf>[0]) =>
  new Uint8Array(gzipSync(tarOf(entries)));
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('unpackArchive', () => {
  it('unpacks files and empty directories', () => {
    const files = unpackArchive(
      pack(
        { name: '.', type: '5' },
        { name: 'empty', type: '5' },
        { name: 'a/b.yaml', content: 'x: 1' },
      ),
    );
    expect(text(files.readFile('/artifact/a/b.yaml'))).toBe('x: 1');
    expect(files.stat('/artifact/empty')).toEqual({ kind: 'dir' });
    expect(files.readDir('/artifact')).toEqual(['a', 'empty']);
  });

  it('leaves links out', () => {
    const files = unpackArchive(
      pack({ name: 'link', type: '2' }, { name: 'file', content: '' }),
    );
    expect(files.readDir('/artifact')).toEqual(['file']);
  });

  it.each(['/etc/passwd', '../out', 'a/../../out'])('refuses %s', name => {
    expect(() => unpackArchive(pack({ name, content: 'x' }))).toThrow(
      expect.objectContaining({ name: 'BuildError', code: 'archive' }),
    );
  });

  it.each([
    ['what is not gzip', new Uint8Array([1, 2, 3])],
    [
      'an archive that ends early',
      new Uint8Array(
        gzipSync(
          tarOf([{ name: 'a', content: 'x'.repeat(600) }]).subarray(0, 700),
        ),
      ),
    ],
  ])('refuses %s', (_what, bytes) => {
    expect(() => unpackArchive(bytes)).toThrow(
      expect.objectContaining({ code: 'archive' }),
    );
  });

  it('shares its files with layers, which keep their changes to themselves', () => {
    const files = unpackArchive(pack({ name: 'a', content: 'old' }));
    const layer = files.layer();
    layer.writeFile('/artifact/a', new TextEncoder().encode('new'));
    layer.writeFile('/artifact/b', new Uint8Array());
    expect(text(layer.readFile('/artifact/a'))).toBe('new');
    expect(layer.readDir('/artifact')).toEqual(['a', 'b']);
    expect(text(files.readFile('/artifact/a'))).toBe('old');
    expect(files.readDir('/artifact')).toEqual(['a']);
  });
});
