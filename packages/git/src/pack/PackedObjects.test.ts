import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { constants, deflateSync } from 'zlib';
import { GitError } from '../errors';
import {
  appendingDelta,
  deltaSize,
  makePack,
  sealPack,
} from './__testUtils__/makePack';
import type { PackEntry } from './__testUtils__/makePack';
import { hashObject } from './hashObject';
import { PackedObjects } from './PackedObjects';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-packs-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let files = 0;
const MAX_BYTES = 1 << 20;
const BASE = Buffer.from('base\n');
const base: PackEntry = { type: 'blob', content: BASE };

function hashOf(content: Buffer): string {
  return hashObject('blob', content).toString('hex');
}

function write(pack: Buffer): string {
  files += 1;
  const path = join(scratch, `${files}.pack`);
  writeFileSync(path, pack);
  return path;
}

async function open(...packs: readonly Buffer[]): Promise<PackedObjects> {
  return PackedObjects.open(packs.map(write), MAX_BYTES);
}

/** Content of a blob of packs, undefined when it is not there. */
async function blobOf(
  hash: string,
  ...packs: readonly Buffer[]
): Promise<Buffer | undefined> {
  const objects = await open(...packs);
  try {
    const object = objects.find(hash);
    expect(object?.type ?? 'blob').toBe('blob');
    return object && (await objects.read(object));
  } finally {
    objects.close();
  }
}

/** Each delta of a chain adds a letter; the last object comes first. */
function chainOf(length: number): { contents: Buffer[]; deltas: Buffer[] } {
  const contents = [BASE];
  const deltas = Array.from({ length }, (_, index) => {
    const delta = appendingDelta(contents[index], 'x');
    contents.push(Buffer.concat([contents[index], Buffer.from('x')]));
    return delta;
  });
  return { contents, deltas };
}

describe('PackedObjects', () => {
  it('reads whole objects, the empty one included', async () => {
    const empty = Buffer.alloc(0);
    const pack = makePack([base, { type: 'blob', content: empty }]);
    expect(await blobOf(hashOf(BASE), pack)).toEqual(BASE);
    expect(await blobOf(hashOf(empty), pack)).toEqual(empty);
    expect(await blobOf('f'.repeat(40), pack)).toBeUndefined();
  });

  it('reads a pack without an entry', async () => {
    expect(await blobOf(hashOf(BASE), makePack([]))).toBeUndefined();
  });

  it('follows deltas whose bases come later, over more than one step', async () => {
    const { contents, deltas } = chainOf(300);
    const entries = deltas.map(
      (content, index): PackEntry => ({
        content,
        baseHash: hashOf(contents[index]),
      }),
    );
    const pack = makePack([...entries.reverse(), base]);
    expect(await blobOf(hashOf(contents[300]), pack)).toEqual(contents[300]);
  });

  it('follows a delta to an entry before it', async () => {
    const { contents, deltas } = chainOf(200);
    const entries = deltas.map(
      (content, baseIndex): PackEntry => ({ content, baseIndex }),
    );
    const pack = makePack([base, ...entries]);
    expect(await blobOf(hashOf(contents[200]), pack)).toEqual(contents[200]);
  });

  it('finds the base of a delta in another pack', async () => {
    const content = appendingDelta(BASE, ' and more');
    const thin = makePack([{ content, baseHash: hashOf(BASE) }]);
    const result = Buffer.from('base\n and more');
    for (const packs of [
      [thin, makePack([base])],
      [makePack([base]), thin],
    ]) {
      expect(await blobOf(hashOf(result), ...packs)).toEqual(result);
    }
  });

  it('takes bytes that are stored, not compressed', async () => {
    const content = Buffer.alloc(70_000, 'stored');
    const compressed = deflateSync(content, {
      level: constants.Z_NO_COMPRESSION,
    });
    const pack = makePack([{ type: 'blob', content, compressed }, base]);
    expect(await blobOf(hashOf(content), pack)).toEqual(content);
    expect(await blobOf(hashOf(BASE), pack)).toEqual(BASE);
  });

  it('reads large objects in pieces', async () => {
    const content = Buffer.alloc(5 << 20, 'large ');
    const path = join(scratch, 'large.pack');
    writeFileSync(path, makePack([base, { type: 'blob', content }, base]));
    const objects = await PackedObjects.open([path], content.length);
    const object = objects.find(hashOf(content));
    const pieces: Buffer[] = [];
    await objects.readPieces(object!, piece => {
      pieces.push(piece);
    });
    expect(pieces.length).toBeGreaterThan(1);
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
    expect((await objects.read(object!)).equals(content)).toBe(true);
    objects.close();
  });
});

describe('a pack that inflates to much more than its size', () => {
  it('is refused before it is inflated', async () => {
    const content = Buffer.alloc(16 << 20);
    await expect(
      open(makePack([{ type: 'blob', content }])),
    ).rejects.toMatchObject({
      code: 'limit',
      message: 'an object is larger than 1048576 bytes',
    });
  });

  it.each([
    ['small', 10],
    ['large', (1 << 20) - 1],
  ])('is refused where it names a %s size', async (_, size) => {
    const content = Buffer.alloc(64 << 20);
    await expect(
      open(makePack([{ type: 'blob', content, size }])),
    ).rejects.toMatchObject({ code: 'protocol' });
  });

  it('is refused for what a small delta makes', async () => {
    const content = Buffer.concat([deltaSize(BASE.length), deltaSize(2 ** 35)]);
    for (const delta of [{ baseIndex: 0 }, { baseHash: hashOf(BASE) }]) {
      await expect(
        open(makePack([base, { content, ...delta }])),
      ).rejects.toMatchObject({ code: 'limit' });
    }
  });

  it('is refused for what its small deltas make together', async () => {
    const { deltas } = chainOf(100); // 6 to 105 bytes each, 5,550 in all
    const entries = deltas.map(
      (content, index): PackEntry => ({ content, baseIndex: index }),
    );
    const pack = write(makePack([base, ...entries]));
    await expect(
      PackedObjects.open([pack], MAX_BYTES, 5_549),
    ).rejects.toMatchObject({
      code: 'limit',
      message: 'deltas make more than 5549 bytes',
    });
    (await PackedObjects.open([pack], MAX_BYTES, 5_550)).close();
  });

  it('is refused for compressed bytes that never become any', async () => {
    // Empty stored blocks.
    const compressed = Buffer.concat([
      Buffer.from([0x78, 0x01]),
      Buffer.alloc(5 << 20, Buffer.from([0, 0, 0, 0xff, 0xff])),
    ]);
    await expect(
      open(makePack([{ ...base, compressed }])),
    ).rejects.toMatchObject({ code: 'protocol' });
  });
});

describe('a pack that is not sound is refused', () => {
  const delta = appendingDelta(BASE, 'x');
  const copyOutside = Buffer.concat([
    deltaSize(BASE.length),
    deltaSize(4),
    Buffer.from([0b10010001, 3, 4]),
  ]);
  const withOther = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(makePack([base]).subarray(0, -20));
    change(bytes);
    return sealPack(bytes);
  };

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['too few bytes', Buffer.from('PACK\0\0\0\x02', 'latin1')],
    ['another file', sealPack(Buffer.from('PNG\0 is no pack'))],
    ['another version', withOther(bytes => bytes.writeUInt32BE(4, 4))],
    ['fewer entries than it says', makePack([base], 2)],
    ['very many entries that are not there', makePack([base], 2 ** 32 - 1)],
    ['more entries than it says', makePack([base, base], 1)],
    ['an unknown type', withOther(bytes => (bytes[12] = 0x55))],
    ['type 0', withOther(bytes => (bytes[12] = 0x05))],
    ['a larger size than the content', makePack([{ ...base, size: 6 }])],
    ['a smaller size than the content', makePack([{ ...base, size: 4 }])],
    [
      'a size without end',
      sealPack(
        Buffer.concat([
          makePack([], 1).subarray(0, 12),
          Buffer.alloc(64, 0xff),
        ]),
      ),
    ],
    [
      'no compressed bytes',
      makePack([{ ...base, compressed: Buffer.alloc(0) }]),
    ],
    [
      'other compressed bytes',
      makePack([{ ...base, compressed: Buffer.from('x') }]),
    ],
    ['a delta to itself', makePack([base, { content: delta, baseIndex: 1 }])],
    [
      'a delta to no entry',
      makePack([base, { content: delta, baseDistance: 3 }]),
    ],
    [
      'a delta to before the pack',
      makePack([base, { content: delta, baseDistance: 4000 }]),
    ],
    [
      'a delta to another object',
      makePack([base, { content: delta, baseHash: 'a'.repeat(40) }]),
    ],
    [
      'a delta for a base of another size',
      makePack([
        base,
        { content: appendingDelta(Buffer.alloc(3), 'x'), baseIndex: 0 },
      ]),
    ],
    [
      'a copy from outside the base',
      makePack([base, { content: copyOutside, baseIndex: 0 }]),
    ],
    [
      'an empty delta',
      makePack([base, { content: Buffer.alloc(0), baseIndex: 0 }]),
    ],
    [
      'a delta that is cut short',
      makePack([base, { content: delta.subarray(0, -1), baseIndex: 0 }]),
    ],
    [
      'a delta that makes too little',
      makePack([
        base,
        { content: Buffer.concat([deltaSize(5), deltaSize(5)]), baseIndex: 0 },
      ]),
    ],
    [
      'a reserved instruction',
      makePack([
        base,
        { content: Buffer.concat([delta, Buffer.from([0])]), baseIndex: 0 },
      ]),
    ],
  ])('with %s', async (_, pack) => {
    const failure = await open(pack).catch(error => error);
    expect(failure).toBeInstanceOf(GitError);
    expect(failure).toMatchObject({
      code: 'protocol',
      message: expect.stringMatching(/^damaged pack: /),
    });
  });

  it.each([0.1, 0.5, 0.99])('with a large object broken at %d', async at => {
    const content = Buffer.alloc(3 << 20, 'large ');
    const compressed = deflateSync(content, { level: 0 });
    // The length of a stored block, which its complement must match.
    const block = Math.floor((at * compressed.length) / 65_540) * 65_540;
    compressed[2 + block + 1] ^= 0x40;
    const path = join(scratch, `broken-${at}.pack`);
    writeFileSync(path, makePack([{ type: 'blob', content, compressed }]));
    await expect(
      PackedObjects.open([path], content.length),
    ).rejects.toMatchObject({ code: 'protocol' });
  });

  it('with deltas in a circle', async () => {
    // Nobody can make hashes that lead in a circle; names stand for them.
    const [one, two] = ['1'.repeat(40), '2'.repeat(40)];
    const pack = makePack([
      { content: delta, baseHash: one },
      { content: delta, baseHash: two },
      { content: delta, baseIndex: 1 },
    ]);
    await expect(open(pack)).rejects.toMatchObject({ code: 'protocol' });
  });
});
