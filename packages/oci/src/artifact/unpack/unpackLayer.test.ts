import { encodeHeader, tarEnd, tarPadding } from '@backstage-gitops/tar';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'fs';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { ScratchDirectory } from '../__testUtils__/ScratchDirectory';
import { DEFAULT_LAYER_LIMITS } from './readLayer';
import { unpackLayer } from './unpackLayer';

const scratch = new ScratchDirectory();

interface Entry {
  readonly name: string;
  readonly content?: string;
  readonly mode?: number;
  readonly modifiedSeconds?: number;
  /** Type flag in place of that of a file. */
  readonly type?: string;
}

function withType(header: Uint8Array, type: string): Uint8Array {
  header[156] = type.charCodeAt(0);
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  Buffer.from(header.buffer).write(
    `${sum.toString(8).padStart(6, '0')}\0 `,
    148,
  );
  return header;
}

function tar(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(
    ({ name, content, mode = 0o644, type, modifiedSeconds }) => {
      const isDirectory = content === undefined && type === undefined;
      const bytes = Buffer.from(content ?? '');
      const header = encodeHeader({
        name,
        isDirectory,
        mode,
        size: bytes.length,
        modifiedSeconds,
      });
      return [
        type ? withType(header, type) : header,
        bytes,
        tarPadding(bytes.length),
      ];
    },
  );
  return Buffer.concat([...blocks, tarEnd()]);
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) {
    yield bytes.subarray(at, at + 1000);
  }
}

function unpack(entries: readonly Entry[], directory = scratch.make()) {
  const bytes = inPieces(gzipSync(tar(entries)));
  return unpackLayer(bytes, directory, DEFAULT_LAYER_LIMITS).then(result => ({
    ...result,
    directory,
  }));
}

describe('unpackLayer', () => {
  it('writes directories and files with their modes', async () => {
    const umask = process.umask(0o022);
    try {
      const { directory, files } = await unpack([
        { name: '.', mode: 0o700 },
        { name: 'a', mode: 0o500 },
        { name: 'a/run.sh', content: '#!/bin/sh\n', mode: 0o755 },
        { name: 'implied/file', content: 'x', mode: 0o4666 },
      ]);
      const modeOf = (path: string) =>
        (statSync(join(directory, path)).mode & 0o7777).toString(8);
      expect(files).toBe(2);
      expect(['a', 'a/run.sh', 'implied', 'implied/file'].map(modeOf)).toEqual([
        '700',
        '755',
        '750',
        '644',
      ]);
    } finally {
      process.umask(umask);
    }
  });

  it('gives files the times of the archive, but none that is to come', async () => {
    const start = Date.now();
    const { directory } = await unpack([
      { name: 'old', content: 'x', modifiedSeconds: 1_000_000_000 },
      { name: 'none', content: 'x' },
      { name: 'future', content: 'x', modifiedSeconds: 8_000_000_000 },
    ]);
    const timeOf = (path: string) => statSync(join(directory, path)).mtimeMs;
    expect([timeOf('old'), timeOf('none')]).toEqual([1e12, 0]);
    expect(timeOf('future')).toBeLessThanOrEqual(Date.now());
    expect(timeOf('future')).toBeGreaterThan(start - 1000);
  });

  it('leaves symbolic links out, and counts them', async () => {
    const { directory, skippedLinks } = await unpack([
      { name: 'link', type: '2' },
      { name: 'link/inside', content: 'x' },
    ]);
    expect(skippedLinks).toBe(1);
    expect(statSync(join(directory, 'link')).isDirectory()).toBe(true);
  });

  it.each<[what: string, entry: Entry, code: string]>([
    ['..', { name: '../outside', content: 'x' }, 'unsafe-archive'],
    ['.. inside', { name: 'a/../../b', content: 'x' }, 'unsafe-archive'],
    ['an absolute path', { name: '/etc/x', content: 'x' }, 'unsafe-archive'],
    ['a hard link', { name: 'hard', type: '1' }, 'unsafe-archive'],
    ['a device', { name: 'device', type: '3' }, 'unsafe-archive'],
    ['a pipe', { name: 'pipe', type: '6' }, 'unsafe-archive'],
    ['a file without a name', { name: '.', content: 'x' }, 'unsafe-archive'],
    ['a file below a file', { name: 'file/x', content: 'x' }, 'conflict'],
    ['a directory for a file', { name: 'file' }, 'conflict'],
  ])('refuses %s and leaves the directory as it was', async (...row) => {
    const [, entry, code] = row;
    const directory = scratch.make();
    writeFileSync(join(directory, 'mine'), 'kept');
    const entries = [{ name: 'file', content: 'new' }, entry];
    await expect(unpack(entries, directory)).rejects.toMatchObject({
      name: 'ArtifactError',
      code,
    });
    expect(readdirSync(directory)).toEqual(['mine']);
    expect(existsSync(join(directory, '../outside'))).toBe(false);
  });

  it('replaces files and links of the directory, and keeps the rest', async () => {
    const directory = scratch.make();
    const outside = scratch.path('outside');
    writeFileSync(outside, 'outside');
    writeFileSync(join(directory, 'old'), 'old');
    mkdirSync(join(directory, 'kept'));
    writeFileSync(join(directory, 'kept/mine'), 'mine');
    symlinkSync(outside, join(directory, 'link'));
    await unpack(
      [
        { name: 'old', content: 'new' },
        { name: 'link', content: 'file' },
        { name: 'kept' },
        { name: 'kept/theirs', content: 'theirs' },
      ],
      directory,
    );
    const read = (path: string) => readFileSync(join(directory, path), 'utf8');
    expect(readdirSync(directory).sort()).toEqual(['kept', 'link', 'old']);
    expect(['old', 'link', 'kept/mine', 'kept/theirs'].map(read)).toEqual([
      'new',
      'file',
      'mine',
      'theirs',
    ]);
    expect(readFileSync(outside, 'utf8')).toBe('outside');
  });

  it('follows no link of the directory', async () => {
    const directory = scratch.make();
    const outside = scratch.make();
    symlinkSync(outside, join(directory, 'apps'));
    const entries = [{ name: 'apps' }, { name: 'apps/x', content: 'x' }];
    await expect(unpack(entries, directory)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(readdirSync(outside)).toEqual([]);
  });

  it('changes nothing when a file stands where a directory belongs', async () => {
    const directory = scratch.make();
    writeFileSync(join(directory, 'z'), 'mine');
    const entries = [
      { name: 'a', content: 'new' },
      { name: 'z' },
      { name: 'z/x', content: 'x' },
    ];
    await expect(unpack(entries, directory)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(readdirSync(directory)).toEqual(['z']);
  });

  it.each([
    ['bytes', { maxBytes: 100_000 }],
    ['entries', { maxEntries: 5 }],
  ])('stops at the limit of %s', async (_, limit) => {
    const directory = scratch.make();
    const entries = Array.from({ length: 6 }, (__, index) => ({
      name: `zeros-${index}`,
      content: '\0'.repeat(50_000),
    }));
    const bytes = inPieces(gzipSync(tar(entries)));
    await expect(
      unpackLayer(bytes, directory, { ...DEFAULT_LAYER_LIMITS, ...limit }),
    ).rejects.toMatchObject({ code: 'limit' });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('counts what follows the end of the archive, too', async () => {
    const bytes = Buffer.concat([
      tar([{ name: 'a', content: 'x' }]),
      Buffer.alloc(5_000_000),
    ]);
    const limits = { ...DEFAULT_LAYER_LIMITS, maxBytes: 1_000_000 };
    await expect(
      unpackLayer(inPieces(gzipSync(bytes)), scratch.make(), limits),
    ).rejects.toMatchObject({ code: 'limit' });
  });

  it.each<[what: string, bytes: Buffer]>([
    ['no gzip', Buffer.from('plain text')],
    ['nothing', Buffer.alloc(0)],
    ['cut off', gzipSync(tar([{ name: 'a', content: 'x' }])).subarray(0, 60)],
    ['no tar', gzipSync(Buffer.from('not a tar archive'.repeat(100)))],
    [
      'cut off in the tar',
      gzipSync(tar([{ name: 'a', content: 'xyz' }]).subarray(0, 514)),
    ],
  ])('refuses a layer that is %s', async (_, bytes) => {
    const directory = scratch.make();
    await expect(
      unpackLayer(inPieces(bytes), directory, DEFAULT_LAYER_LIMITS),
    ).rejects.toMatchObject({ code: 'invalid-artifact' });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('names the directory when the disk is full', async () => {
    const directory = scratch.make();
    async function* full() {
      yield gzipSync(tar([{ name: 'a', content: 'x' }])).subarray(0, 20);
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    }
    await expect(
      unpackLayer(full(), directory, DEFAULT_LAYER_LIMITS),
    ).rejects.toMatchObject({
      code: 'no-space',
      message: `no space left to write ${directory}`,
    });
  });

  it('passes on the failure of its source, and cleans up', async () => {
    const directory = scratch.make();
    async function* failing() {
      yield gzipSync(tar([{ name: 'a', content: 'x' }]));
      throw new Error('the digest is wrong');
    }
    await expect(
      unpackLayer(failing(), directory, DEFAULT_LAYER_LIMITS),
    ).rejects.toThrow('the digest is wrong');
    expect(readdirSync(directory)).toEqual([]);
  });
});
