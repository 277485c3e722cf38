import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import type { Header } from 'tar-stream';
import { entryPath } from './entryPath';
import { readTar } from './readTar';
import { TarDecoder } from './TarDecoder';
import type { TarLimits } from './TarDecoder';
import { concat, paxRecord, tarBytes } from './testing/tarBytes';
import type { RawEntry } from './testing/tarBytes';

const END = new Uint8Array(1024);
const LONG = `${'directory/'.repeat(20)}file`;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const pax = (...records: [string, string][]): RawEntry => ({
  type: 'x',
  content: records.map(record => paxRecord(...record)).join(''),
});

/** `type name content`, and `-> target` of links. */
function whole(archive: Uint8Array, limits?: TarLimits): string[] {
  return [...readTar(archive, limits)].map(
    ({ type, name, data, linkName }) =>
      `${type} ${name} ${text(data)}${linkName && `-> ${linkName}`}`,
  );
}

/** The same, read in pieces of some bytes. */
function inPieces(archive: Uint8Array, sizeBytes: number): string[] {
  const decoder = new TarDecoder();
  const lines: string[] = [];
  for (let at = 0; at < archive.length; at += sizeBytes) {
    for (const part of decoder.push(archive.subarray(at, at + sizeBytes))) {
      if (part.kind === 'data') lines[lines.length - 1] += text(part.data);
      else {
        const { type, name, linkName } = part.entry;
        lines.push(`${type} ${name} ${linkName && `-> ${linkName}`}`);
      }
    }
  }
  decoder.end();
  return lines;
}

describe.each<[string, Uint8Array, string[]]>([
  ['nothing', END, []],
  [
    'files',
    tarBytes({ name: 'a', content: 'x' }, { name: 'b' }),
    ['file a x', 'file b '],
  ],
  ['a directory', tarBytes({ name: 'd/', type: '5' }), ['directory d/ ']],
  [
    'a directory with a size, which has no content all the same',
    tarBytes({ name: 'd', type: '5', size: '00000001000\0' }, { name: 'b' }),
    ['directory d ', 'file b '],
  ],
  [
    'the type flags of old archives',
    tarBytes(
      { name: 'f', type: '\0', content: 'x', magic: '' },
      { name: 'd/', type: '\0', magic: '' },
    ),
    ['file f x', 'directory d/ '],
  ],
  [
    'links and devices',
    tarBytes(
      { name: 's', type: '2', linkName: '../x' },
      { name: 'h', type: '1', linkName: 'a' },
      { name: 'c', type: '3' },
      { name: 'p', type: '6' },
    ),
    ['symlink s -> ../x', 'hardlink h -> a', 'other c ', 'other p '],
  ],
  ['a prefix', tarBytes({ name: 'b', prefix: 'a' }), ['file a/b ']],
  [
    "GNU's times, which are no prefix",
    tarBytes({ name: 'b', prefix: '123', magic: 'ustar  \0' }),
    ['file b '],
  ],
  [
    "GNU's magic with a prefix, as Go wrote it before 1.8",
    tarBytes({ name: 'b', prefix: 'dir', magic: 'ustar  \0' }),
    ['file dir/b '],
  ],
  [
    'a negative size of a directory, which has none',
    tarBytes({ name: 'd', type: '5', size: '\xff'.repeat(12) }),
    ['directory d '],
  ],
  [
    'a negative pax size of a directory of old archives',
    tarBytes(pax(['size', '-1']), { name: 'd/', type: '\0' }),
    ['directory d/ '],
  ],
  [
    'an empty long name',
    tarBytes({ type: 'L', content: '\0' }, {}),
    ['file a '],
  ],
  [
    'a long name before a global header, which ends it',
    tarBytes({ type: 'L', content: 'b' }, { type: 'g' }, {}),
    ['file a '],
  ],
  [
    "GNU's long name, which wins over pax",
    tarBytes({ type: 'L', content: 'gnu' }, pax(['path', 'pax']), {}),
    ['file gnu '],
  ],
  [
    'several extended headers, of which the last of its type counts',
    tarBytes(
      ...[pax(['path', 'p'], ['linkpath', 'l']), pax(['path', 'q'])],
      ...[
        { type: 'K', content: 'k' },
        { type: 'K', content: '' },
      ],
      { type: '2' },
    ),
    ['symlink q '],
  ],
  [
    'a pax value that a later record empties',
    tarBytes(pax(['path', 'p'], ['path', '']), {}),
    ['file a '],
  ],
  [
    'no padding at its end',
    tarBytes({ content: 'x' }).subarray(0, 600),
    ['file a x'],
  ],
  [
    "star's shorter prefix",
    tarBytes({
      name: 'b',
      prefix: `${'a'.repeat(131)}00000`,
      more: [508, 'tar\0'],
    }),
    [`file ${'a'.repeat(131)}/b `],
  ],
  [
    'a pax path and link',
    tarBytes(pax(['path', LONG], ['linkpath', 'ü']), {
      type: '2',
      linkName: 'b',
    }),
    [`symlink ${LONG} -> ü`],
  ],
  [
    'a pax size',
    tarBytes(pax(['size', '3']), { size: '00000000000\0', content: 'abc' }),
    ['file a abc'],
  ],
  [
    'an empty pax value, which changes nothing',
    tarBytes(pax(['path', '']), {}),
    ['file a '],
  ],
  [
    'pax records of other keys',
    tarBytes(pax(['mtime', '1.5'], ['SCHILY.xattr.a', 'b=c\n']), {}),
    ['file a '],
  ],
  [
    'pax of one entry only',
    tarBytes(pax(['path', 'p']), {}, {}),
    ['file p ', 'file a '],
  ],
  [
    'a global header',
    tarBytes({ type: 'g', content: paxRecord('path', 'g') }, {}),
    ['file a '],
  ],
  [
    "GNU's long name and link",
    tarBytes(
      { type: 'K', content: `${LONG}\0` },
      { type: 'L', content: `${LONG}1\0` },
      { type: '2' },
    ),
    [`symlink ${LONG}1 -> ${LONG}`],
  ],
  [
    'a size in base 256',
    tarBytes({ size: `\x80${'\0'.repeat(10)}\x03`, content: 'abc' }),
    ['file a abc'],
  ],
  [
    'a size between spaces',
    tarBytes({ size: '   3 \0      ', content: 'abc' }),
    ['file a abc'],
  ],
  ['a checksum of signed bytes', signed(), ['file ä ']],
  [
    'what follows its end',
    concat(tarBytes({}), END, tarBytes({ checksum: 'x' })),
    ['file a '],
  ],
  [
    'one empty record at its end',
    concat(tarBytes({}), END.subarray(512)),
    ['file a '],
  ],
])('an archive with %s', (_, archive, expected) => {
  it('is read whole', () => {
    expect(whole(archive)).toEqual(expected);
  });

  it.each([1, 100, 512, 700, 1e6])('is read in pieces of %i bytes', size => {
    expect(inPieces(archive, size)).toEqual(expected);
  });
});

/** A header whose name has bytes above 127, summed as signed. */
function signed(): Uint8Array {
  const entry = { name: '\xc3\xa4' };
  const spaces = tarBytes({ ...entry, checksum: ' '.repeat(8) });
  const sum = new Int8Array(spaces.buffer).reduce((a, b) => a + b, 0);
  return tarBytes({ ...entry, checksum: `${sum.toString(8)}\0 ` });
}

describe.each<[string, Uint8Array, string]>([
  ['a wrong checksum', tarBytes({ checksum: '0000001\0' }), 'invalid-header'],
  ['no checksum', tarBytes({ checksum: '\0'.repeat(8) }), 'invalid-header'],
  ['text', new TextEncoder().encode('x'.repeat(600)), 'invalid-header'],
  [
    'a size that is no number',
    tarBytes({ size: '0000000008x\0' }),
    'invalid-header',
  ],
  ['a negative size', tarBytes({ size: '\xff'.repeat(12) }), 'invalid-header'],
  [
    'a huge size',
    tarBytes({ size: `\x80${'\x7f'.repeat(11)}` }),
    'invalid-header',
  ],
  [
    'a header after an empty record',
    concat(END.subarray(512), tarBytes({})),
    'invalid-header',
  ],
  [
    'a pax record without its length',
    tarBytes({ type: 'x', content: 'path=a\n' }, {}),
    'invalid-header',
  ],
  [
    'a pax record beyond its header',
    tarBytes({ type: 'x', content: '99 path=a\n' }, {}),
    'invalid-header',
  ],
  [
    'a pax record that is too short',
    tarBytes({ type: 'x', content: '1 path=a\n' }, {}),
    'invalid-header',
  ],
  [
    'a pax record without a key',
    tarBytes({ type: 'x', content: '5 =a\n' }, {}),
    'invalid-header',
  ],
  [
    'a pax path with NUL',
    tarBytes(pax(['path', 'a\0b']), {}),
    'invalid-header',
  ],
  [
    'a global header that is damaged',
    tarBytes({ type: 'g', content: 'path=a\n' }, {}),
    'invalid-header',
  ],
  [
    'a pax time that is none',
    tarBytes(pax(['mtime', 'now']), {}),
    'invalid-header',
  ],
  [
    'an owner that is no number',
    tarBytes({ more: [108, 'nobody'] }),
    'invalid-header',
  ],
  ['a negative pax size', tarBytes(pax(['size', '-1']), {}), 'invalid-header'],
  ["GNU's sparse file", tarBytes({ type: 'S' }), 'unsupported'],
  [
    'a sparse file of pax',
    tarBytes(pax(['GNU.sparse.major', '1']), {}),
    'unsupported',
  ],
  [
    'a pax header beyond 1 MiB',
    tarBytes({ type: 'x', size: '00004000001\0' }),
    'limit',
  ],
  ['a cut header', tarBytes({}).subarray(0, 300), 'truncated'],
  [
    'a cut file',
    tarBytes({ content: 'x'.repeat(600) }).subarray(0, 700),
    'truncated',
  ],
  [
    'a file whose content is missing',
    tarBytes({ size: '00000001000\0' }),
    'truncated',
  ],
])('an archive with %s', (_, archive, code) => {
  const refused = expect.objectContaining({ name: 'TarError', code });

  it('is refused', () => {
    expect(() => whole(archive)).toThrow(refused);
    expect(() => inPieces(archive, 7)).toThrow(refused);
  });
});

describe('bounds', () => {
  const archive = tarBytes(
    pax(['path', 'b']),
    { content: 'abc' },
    { content: 'def' },
  );

  it('allow as much as they say', () => {
    const limits = { maxBytes: 6, maxHeaders: 3 };
    expect(whole(archive, limits)).toHaveLength(2);
  });

  it.each<[string, TarLimits]>([
    ['bytes', { maxBytes: 5 }],
    ['headers', { maxHeaders: 2 }],
  ])('refuse more %s', (_, limits) => {
    expect(() => whole(archive, limits)).toThrow(
      expect.objectContaining({ code: 'limit' }),
    );
  });
});

it('refuses a large file by its header, before its content comes', () => {
  const header = tarBytes({ size: '00000010000\0' });
  const decoder = new TarDecoder({ maxBytes: 100 });
  expect(() => [...decoder.push(header)]).toThrow(
    expect.objectContaining({ code: 'limit' }),
  );
});

it('gives the time of the last change, that of a pax record first', () => {
  const more = [136, '14537016200\0'] as const;
  const [plain] = readTar(tarBytes({ more }));
  expect(plain.modifiedSeconds).toBe(0o14537016200);
  const [exact] = readTar(tarBytes(pax(['mtime', '1700000000.75']), { more }));
  expect(exact.modifiedSeconds).toBe(1_700_000_000);
});

it('gives the mode', () => {
  const [{ mode }] = readTar(tarBytes({}));
  expect(mode).toBe(0o755);
});

it.each<[string, Partial<Header> & { name: string }, string]>([
  ['a file', { name: 'a/b' }, 'file a/b x'],
  ['a long name', { name: LONG }, `file ${LONG} x`],
  ['a name beyond ASCII', { name: 'ü/☃' }, 'file ü/☃ x'],
  [
    'a long link',
    { name: 'l', type: 'symlink', linkname: LONG },
    `symlink l -> ${LONG}`,
  ],
])('reads %s as tar-stream packs it', async (_, header, expected) => {
  const packer = pack();
  if (header.type === 'symlink') packer.entry(header);
  else packer.entry(header, 'x');
  packer.finalize();
  expect(whole(await buffer(packer))).toEqual([expected]);
});

describe('entryPath', () => {
  it.each<[string, string[]]>([
    ['a/b', ['a', 'b']],
    ['./a//b/', ['a', 'b']],
    ['.', []],
    ['..a/b..', ['..a', 'b..']],
  ])('of %s', (name, parts) => {
    expect(entryPath(name)).toEqual(parts);
  });

  it.each(['/etc/passwd', '..', '../a', 'a/../../b', 'a/..', 'a\0b'])(
    'refuses %j',
    name => {
      expect(() => entryPath(name)).toThrow(
        expect.objectContaining({ name: 'TarError', code: 'unsafe-path' }),
      );
    },
  );
});
