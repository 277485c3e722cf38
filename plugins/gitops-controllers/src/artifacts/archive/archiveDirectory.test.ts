import { decodeName } from '@backstage-gitops/tar';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { gunzipSync } from 'zlib';
import { archiveDirectory } from './archiveDirectory';
import { toFilePath } from './filePath';
import { unpackTo } from './unpackTo';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-archive-'));
let sequence = 0;

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function tree(files: Record<string, string>): string {
  const directory = join(scratch, `tree-${sequence++}`);
  mkdirSync(directory);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
    chmodSync(join(directory, path), path.endsWith('.sh') ? 0o755 : 0o664);
  }
  return directory;
}

async function archive(directory: string, ignore?: string) {
  const file = join(scratch, `archive-${sequence++}.tar.gz`);
  const result = await archiveDirectory({
    directory,
    file,
    algorithm: 'sha256',
    ignore,
  });
  return { ...result, file, bytes: readFileSync(file) };
}

/** `mode type size name` of every entry. */
function listing(bytes: Buffer): string[] {
  const tar = gunzipSync(bytes);
  const lines: string[] = [];
  let at = 0;
  for (; tar[at] !== 0; ) {
    const block = tar.subarray(at, at + 512);
    const text = (from: number, length: number) =>
      block.toString('utf8', from, from + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 12), 8);
    lines.push(
      `${text(103, 4)} ${
        tar[at + 156] === 0x35 ? 'dir' : 'file'
      } ${size} ${text(0, 100)}`,
    );
    at += 512 + Math.ceil(size / 512) * 512;
  }
  expect(tar.subarray(at)).toEqual(Buffer.alloc(1024));
  return lines;
}

/** The tree whose archive by Flux is known. */
const KNOWN = {
  '.gitattributes': '* text\n',
  '.github/w.yml': 'x\n',
  '.sops.yaml': 'x\n',
  '.travis.yml': 'x\n',
  'a/b/file.txt': 'abc',
  'a/run.sh': '#!/bin/sh\n',
  'a-b': '',
  'deploy/x.yaml': 'kind: x\n',
  'pic.jpg': 'x\n',
  'sp ace.txt': 'x\n',
  'sub/.gitignore': 'x\n',
  'sub/.goreleaser.yml': 'hello',
  'sub/.github/q.yml': 'x\n',
  'sub/img.png': 'x\n',
  three: '3\n',
  two: '2\n',
  'z.zip': 'x\n',
};

describe('archiveDirectory', () => {
  it('SC-7 lists a tree as Flux does', async () => {
    const directory = tree(KNOWN);
    symlinkSync('b/file.txt', join(directory, 'a/link'));
    const { bytes } = await archive(directory);
    expect(bytes.subarray(0, 10).toString('hex')).toBe('1f8b08000000000000ff');
    expect(listing(bytes)).toEqual([
      '0750 dir 0 .',
      '0750 dir 0 a',
      '0750 dir 0 a/b',
      '0600 file 3 a/b/file.txt',
      '0700 file 10 a/run.sh',
      '0600 file 0 a-b',
      '0750 dir 0 deploy',
      '0600 file 8 deploy/x.yaml',
      '0600 file 2 sp ace.txt',
      '0750 dir 0 sub',
      '0600 file 2 three',
      '0600 file 2 two',
    ]);
  });

  it('SC-10 drops the default rules for those of .sourceignore files', async () => {
    const directory = tree({
      ...KNOWN,
      '.sourceignore': 'three\n*.txt\n',
      'sub/.sourceignore': 'img.png\n',
    });
    const { bytes } = await archive(directory);
    expect(listing(bytes)).toEqual([
      '0750 dir 0 .',
      '0750 dir 0 .github',
      '0600 file 2 .github/w.yml',
      '0600 file 2 .sops.yaml',
      '0600 file 12 .sourceignore',
      '0600 file 2 .travis.yml',
      '0750 dir 0 a',
      '0750 dir 0 a/b',
      '0700 file 10 a/run.sh',
      '0600 file 0 a-b',
      '0750 dir 0 deploy',
      '0600 file 8 deploy/x.yaml',
      '0600 file 2 pic.jpg',
      '0750 dir 0 sub',
      '0750 dir 0 sub/.github',
      '0600 file 2 sub/.github/q.yml',
      '0600 file 5 sub/.goreleaser.yml',
      '0600 file 8 sub/.sourceignore',
      '0600 file 2 two',
      '0600 file 2 z.zip',
    ]);
  });

  it('SC-10 lets spec.ignore win over the files', async () => {
    const directory = tree({ '.sourceignore': '*.txt\n', 'a.txt': 'x' });
    const { bytes } = await archive(directory, '!a.txt\n.sourceignore\n');
    expect(listing(bytes)).toEqual(['0750 dir 0 .', '0600 file 1 a.txt']);
  });

  it('SC-7 gives equal bytes for equal content, whatever the times and modes', async () => {
    const one = tree({ 'b.yaml': 'b', 'a/x.yaml': 'a' });
    const two = tree({ 'a/x.yaml': 'a', 'b.yaml': 'b' });
    utimesSync(join(two, 'b.yaml'), 1, 1);
    chmodSync(join(two, 'a/x.yaml'), 0o640);
    const first = await archive(one);
    const second = await archive(two);
    expect(second.digest).toBe(first.digest);
    expect(second.bytes).toEqual(first.bytes);
    expect(first.sizeBytes).toBe(first.bytes.length);
  });

  it('archives a file that is larger than its pieces', async () => {
    const content = Buffer.alloc(3_500_000, 'line of text\n');
    const directory = tree({});
    writeFileSync(join(directory, 'big'), content);
    const { file } = await archive(directory);
    const target = tree({});
    await unpackTo({ file, directory: target });
    expect(readFileSync(join(target, 'big')).equals(content)).toBe(true);
  });

  it('keeps every name as its bytes are, there and back', async () => {
    const names = [
      'back\\slash',
      'git~2',
      'ünïcode',
      '\ufeffbom',
      'raw\udcff\udcfe.yaml',
      'raw\udcc3',
    ];
    const directory = tree({});
    for (const name of names) {
      writeFileSync(toFilePath(join(directory, name)), name);
    }
    mkdirSync(toFilePath(join(directory, 'dir\udc80')));
    writeFileSync(toFilePath(join(directory, 'dir\udc80/f')), 'f');
    writeFileSync(join(directory, '.sourceignore'), 'raw?.nothing\n');
    const { file } = await archive(directory);
    const target = tree({});
    await unpackTo({ file, directory: target });
    const found = readdirSync(target, { encoding: 'buffer' }).map(decodeName);
    expect(found.sort()).toEqual(
      [...names, 'dir\udc80', '.sourceignore'].sort(),
    );
    for (const name of names) {
      const content = readFileSync(toFilePath(join(target, name)));
      expect(content.toString()).toBe(Buffer.from(name).toString());
    }
    expect(readFileSync(toFilePath(join(target, 'dir\udc80/f')), 'utf8')).toBe(
      'f',
    );
  });

  it('matches bytes that are not UTF-8 as one character each', async () => {
    const directory = tree({ 'ab.txt': 'x' });
    writeFileSync(toFilePath(join(directory, 'a\udcff.txt')), 'x');
    const { bytes } = await archive(directory, 'a?.txt\n');
    expect(listing(bytes)).toEqual(['0750 dir 0 .']);
  });

  it('fails when the file can not be written', async () => {
    const directory = tree({ a: 'x' });
    await expect(
      archiveDirectory({
        directory,
        file: join(scratch, 'missing/out.tar.gz'),
        algorithm: 'sha256',
      }),
    ).rejects.toThrow(/ENOENT/);
  });
});
