import { damage } from './bytes.mjs';
import { headerOf } from './tarFormat.mjs';

const MEBIBYTE = 1024 * 1024;

const setText = (header, text, start, length) => {
  header.fill(0, start, start + length);
  Buffer.from(text).copy(header, start, 0, length);
};
const setName = (header, name) => {
  setText(header, name, 0, 100);
  header.fill(0, 345, 500);
};
const isFile = ({ header }) => '0\0'.includes(String.fromCharCode(header[156]));
const pickEntry = (random, entries) =>
  entries.length > 0 ? random.pick(entries) : undefined;
const pickFile = (random, entries) =>
  pickEntry(random, entries.filter(isFile)) ?? pickEntry(random, entries);

/** Names that lead elsewhere, or that are no names. */
const NAMES = [
  '..',
  '.',
  '/',
  '',
  '/etc/hostile',
  'a/../../b',
  'link/x',
  'link/../x',
  'linked',
  'linked/x',
  './linked',
  'present/x',
  'C:\\x',
  'C:/x',
  '..\\..\\x',
  'a\\..\\b',
  'app/A.yaml',
  'APP/a.yaml',
  'a\u0301',
  '\u00e1',
  'a\nb',
  'a\u202eb',
  ' ',
  'con',
  'a/',
  'app',
  'app/a.yaml/x',
  'a//b',
  '../case/out/x',
  '.git/config',
  '-rf',
  '*',
  'x'.repeat(100),
  'shop/Chart.yaml',
  'Chart.yaml',
  'shop/../Chart.yaml',
  '__proto__',
  'shop/charts/x/Chart.yaml',
];
const LONG_NAMES = [
  'x'.repeat(5_000),
  `${'d/'.repeat(1_000)}x`,
  `${'d/'.repeat(2_030)}x`,
  `${'d/'.repeat(30_000)}x`,
  '../'.repeat(5_000),
];
const SIZES = [
  '00000000000\0',
  '77777777777\0',
  '0000000001\0\0',
  '-0000000001\0',
  '           \0',
  'xxxxxxxxxxx\0',
  '000000000000',
  '000 1000000\0',
];

/** What happens to the entries of an archive. */
export const CHANGES = [
  [
    'a path that escapes',
    (random, entries, targets) => {
      const entry = pickFile(random, entries);
      if (entry) setName(entry.header, random.pick(targets));
    },
  ],
  [
    'a name',
    (random, entries) => {
      const entry = pickFile(random, entries);
      if (entry) setName(entry.header, random.pick(NAMES));
    },
  ],
  [
    'a prefix',
    (random, entries) => {
      const entry = pickEntry(random, entries);
      const prefix = random.pick(['..', '/', '../..', 'a'.repeat(155), 'link']);
      if (entry) setText(entry.header, prefix, 345, 155);
    },
  ],
  [
    'a type',
    (random, entries) => {
      const entry = pickEntry(random, entries);
      const types = [...'01234567xgLKSDVMNA\0', '\xff'];
      if (entry) entry.header.write(random.pick(types), 156, 'latin1');
    },
  ],
  [
    'a link, and a file through it',
    (random, entries, targets) => {
      const type = random.pick(['1', '2']);
      const link = random.pick([...targets, '..', '/', 'way', 'app/a.yaml']);
      const data = Buffer.from('pwned\n');
      entries.push(
        { header: headerOf('way', { type, link }), data: Buffer.alloc(0) },
        {
          header: headerOf(random.pick(['way', 'way/x', 'way/file']), {
            size: data.length,
          }),
          data,
        },
      );
    },
  ],
  [
    'a link name',
    (random, entries, targets) => {
      const entry = pickEntry(random, entries);
      if (entry) setText(entry.header, random.pick(targets), 157, 100);
    },
  ],
  [
    'a size',
    (random, entries) => {
      const entry = pickEntry(random, entries);
      if (entry) entry.header.write(random.pick(SIZES), 124, 'latin1');
    },
  ],
  [
    'a size in base 256',
    (random, entries) => {
      const entry = pickEntry(random, entries);
      if (!entry) return;
      entry.header.set(random.bytes(12), 124);
      entry.header[124] = random.pick([0x80, 0xff]);
      if (random.chance(0.5)) entry.header.fill(0, 125, 133);
    },
  ],
  [
    'numbers',
    (random, entries) => {
      const entry = pickEntry(random, entries);
      const at = random.pick([100, 108, 116, 136]);
      if (entry) entry.header.set(random.bytes(8), at);
    },
  ],
  [
    'a wrong checksum',
    (random, entries) => {
      const entry = pickEntry(random, entries);
      if (entry) entry.hasWrongSum = true;
    },
  ],
  [
    'a pax record',
    (random, entries, targets) => {
      const [key, value] = random.pick([
        ['path', random.pick([...targets, ...NAMES, ...LONG_NAMES])],
        ['linkpath', random.pick(targets)],
        ['size', random.pick(['-1', '1e9', '99999999999999999999', 'x', '3'])],
        ['mtime', random.pick(['-1', '1e400', 'NaN', '1.2.3'])],
        ['GNU.sparse.major', '1'],
        ['GNU.sparse.name', random.pick(targets)],
        ['GNU.sparse.realsize', '999999999999'],
        ['GNU.sparse.map', '0,1,999999999999,1'],
        ['__proto__', 'x'],
        ['', 'x'],
      ]);
      const record = ` ${key}=${value}\n`;
      const wrong = random.chance(0.2) ? random.between(-5, 5) : 0;
      let length = Buffer.byteLength(record);
      length += String(length + String(length).length).length + wrong;
      const data = Buffer.from(`${length}${record}`);
      const type = random.pick(['x', 'x', 'g']);
      entries.splice(random.below(entries.length + 1), 0, {
        header: headerOf('pax', { type, size: data.length }),
        data,
      });
    },
  ],
  [
    'a long name of GNU',
    (random, entries, targets) => {
      const name = random.pick([...targets, ...NAMES, ...LONG_NAMES]);
      const data = Buffer.from(`${name}\0`);
      const type = random.pick(['L', 'K']);
      entries.splice(random.below(entries.length + 1), 0, {
        header: headerOf('././@LongLink', { type, size: data.length }),
        data,
      });
    },
  ],
  [
    'an entry twice',
    (random, entries) => {
      const entry = pickEntry(random, entries);
      if (!entry) return;
      const header = Buffer.from(entry.header);
      if (random.chance(0.5)) {
        header.write(random.pick(['0', '2', '5']), 156, 'latin1');
      }
      entries.splice(random.below(entries.length + 1), 0, { ...entry, header });
    },
  ],
  [
    'no entry',
    (random, entries) => {
      entries.splice(random.below(entries.length), random.between(1, 3));
    },
  ],
  [
    'another order',
    (random, entries) => {
      entries.sort(() => random.next() - 0.5);
    },
  ],
  [
    'content',
    (random, entries) => {
      const entry = pickFile(random, entries);
      if (!entry) return;
      entry.data = random.pick([
        () => damage(random, entry.data),
        () => Buffer.from('a: &a [*a, *a]\nb: [*a]\n'),
        () => Buffer.from(`a: ${'['.repeat(20_000)}`),
        () => Buffer.alloc(6 * MEBIBYTE),
        () => Buffer.from([0xff, 0xfe, 0, 0]),
      ])();
      const octal = entry.data.length.toString(8).padStart(11, '0');
      entry.header.write(`${octal}\0`, 124, 'latin1');
    },
  ],
];
