/** @jest-environment node */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFileSystem } from './nodeFileSystem';

const root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'kustomize-fs-')));
const files = nodeFileSystem(fs);

beforeAll(() => {
  fs.mkdirSync(join(root, 'd'));
  fs.writeFileSync(join(root, 'd/b'), 'text');
  fs.writeFileSync(join(root, 'd/a'), '');
  fs.symlinkSync('d/b', join(root, 'link'));
  fs.symlinkSync('loop', join(root, 'loop'));
});

afterAll(() => fs.rmSync(root, { recursive: true }));

describe('the files of a machine', () => {
  it('are read, listed in order and followed through links', () => {
    expect(Buffer.from(files.readFile(`${root}/link`)).toString()).toBe('text');
    expect(files.readDir(`${root}/d`)).toEqual(['a', 'b']);
    expect(files.realPath(`${root}/d/../link`)).toBe(`${root}/d/b`);
  });

  it.each([
    ['d', { kind: 'dir' }],
    ['link', { kind: 'file', sizeBytes: 4 }],
    ['none', undefined],
    ['d/b/below', undefined],
    ['loop', undefined],
  ])('%s is %j', (path, expected) => {
    expect([files.stat(`${root}/${path}`)]).toMatchObject([expected]);
  });

  it.each([
    ['readFile', 'none', 'open %: no such file or directory'],
    ['readFile', 'd', 'read %: is a directory'],
    ['readFile', 'd/b/below', 'open %: not a directory'],
    ['readDir', 'none', 'open %: no such file or directory'],
    ['realPath', 'none', 'lstat %: no such file or directory'],
    ['realPath', 'loop', 'lstat %: too many levels of symbolic links'],
  ] as const)('%s of %s fails as in Go', (operation, path, message) => {
    const full = `${root}/${path}`;
    expect(() => files[operation](full)).toThrow(message.replace('%', full));
  });
});
