import { damage } from './bytes.mjs';

/** A hostile index.yaml. */
export function hostileIndex(random, indexes) {
  const seed = random.pick(indexes);
  const [description, make] = random.weighted([
    [8, ['lines', lines]],
    [3, ['bytes', text => damage(random, Buffer.from(text))]],
    [2, ['a value', value]],
    [1, random.pick(BOMBS)],
  ]);
  const made = make(seed, random);
  return { description, files: { 'index.yaml': made } };
}

const VALUES = [
  'null',
  '~',
  '[]',
  '{}',
  '""',
  '-1',
  '1e400',
  '.nan',
  '0x7fffffffffffffffffff',
  '!!binary AAAA',
  '!!js/function x',
  '!!python/object x',
  '&a [*a]',
  '*a',
  '<<: {a: b}',
  '|-\n  x',
  "'",
  '"\\u0000"',
  '"\\xff"',
  '2026-99-99T99:99:99Z',
  '9999-12-31T23:59:59.999999999999999Z',
  '__proto__',
  'constructor',
  'yes',
  '[[[[[[',
  '1.2.3.4.5',
  `1.${'2'.repeat(400)}.3`,
  '>=1.0.0 || '.repeat(500),
  'https://[::1',
  'file:///etc/passwd',
  `${'x'.repeat(70_000)}`,
];

/** Another value after the key of some line. */
function value(text, random) {
  const all = text.split('\n');
  const at = random.below(all.length);
  all[at] = all[at].replace(/:.*$/, `: ${random.pick(VALUES)}`);
  return all.join('\n');
}

function lines(text, random) {
  const all = text.split('\n');
  random.times(random.pick([1, 1, 2, 6]), () => {
    const at = random.below(all.length);
    const line = all[at] ?? '';
    const other = all[random.below(all.length)] ?? '';
    random.pick([
      () => all.splice(at, 1),
      () => all.splice(at, 0, other),
      () => all.splice(at, 1, `${' '.repeat(random.below(6))}${line.trim()}`),
      () => all.splice(at, 1, `\t${line}`),
      () => all.splice(at, 1, line.replace(/:.*$/, `: ${random.pick(VALUES)}`)),
      () => all.splice(at, 1, line.replace(/^( *-? ?)[^:]*/, `$1__proto__`)),
      () => all.splice(at, 0, random.pick(['---', '...', '%YAML 9.9', '? a'])),
      () => all.splice(at, 0, ...all.slice(at, at + random.below(30))),
    ])();
  });
  return all.join('\n');
}

const head = 'apiVersion: v1\nentries:\n';
const laughs = (open, close, sign) => {
  const names = 'abcdefghij';
  const rows = [...names].map((name, i) =>
    i === 0
      ? `${name}: &${name} ${open}${sign}lol${close}`
      : `${name}: &${name} ${open}${Array.from(
          { length: 10 },
          (_, n) => `${sign && `k${n}: `}*${names[i - 1]}`,
        ).join(', ')}${close}`,
  );
  return `apiVersion: v1\nserverInfo:\n  ${rows.join('\n  ')}\nentries: {}\n`;
};

/** Little text, much work. */
const BOMBS = [
  ['aliases in lists', () => laughs('[', ']', '')],
  ['aliases in maps', () => laughs('{', '}', 'k: ')],
  ['an alias of itself', () => 'apiVersion: v1\nserverInfo: &a {b: *a}\n'],
  ['nested lists', () => `${head}  a: ${'['.repeat(100_000)}`],
  ['nested maps', () => `${head}  ${'a: {'.repeat(20_000)}`],
  [
    'nested blocks',
    () =>
      `serverInfo:\n${Array.from(
        { length: 2_000 },
        (_, i) => `${' '.repeat(i + 1)}a:\n`,
      ).join('')}`,
  ],
  ['nested sequences', () => `serverInfo:\n  a: ${'- '.repeat(50_000)}x`],
  [
    'many charts',
    () =>
      head +
      Array.from(
        { length: 4_000 },
        (_, i) =>
          `  c${i}:\n  - apiVersion: v2\n    name: c${i}\n    version: 1.0.${i}\n    urls: [c.tgz]\n`,
      ).join(''),
  ],
  [
    'many versions',
    () =>
      `${head}  c:\n${Array.from(
        { length: 4_000 },
        (_, i) =>
          `  - {apiVersion: v2, name: c, version: ${i}.0.0-${'a.'.repeat(
            i % 50,
          )}b, urls: [c]}\n`,
      ).join('')}`,
  ],
  [
    'many anchors',
    () =>
      `apiVersion: v1\nserverInfo:\n${Array.from(
        { length: 5_000 },
        (_, i) => `  a${i}: &a${i} ${i === 0 ? 'x' : `[*a${i - 1}]`}\n`,
      ).join('')}`,
  ],
  ['one long scalar', () => `${head}  a: ${'x'.repeat(8_000_000)}`],
  ['one long key', () => `${head}  ${'x'.repeat(200_000)}: []`],
  ['many documents', () => '---\na: b\n'.repeat(20_000)],
  ['many keys', () => `${head}${manyKeys()}`],
  [
    'many merges',
    () =>
      `apiVersion: v1\nserverInfo:\n  a: &a {k: v}\n${Array.from(
        { length: 3_000 },
        (_, i) => `  b${i}: {<<: [*a, *a, *a, *a]}\n`,
      ).join('')}`,
  ],
  ['quotes', () => `${head}  a: "${'\\x41'.repeat(200_000)}"`],
  ['folded', () => `${head}  a: >\n${'    x\n\n'.repeat(50_000)}`],
  ['comments', () => `${'# x\n'.repeat(200_000)}apiVersion: v1\n`],
  ['flow without commas', () => `${head}  a: [${'x '.repeat(200_000)}`],
  ['question marks', () => `${head}  ${'? '.repeat(50_000)}`],
  ['tags', () => `${head}  a: ${'!a '.repeat(50_000)}x`],
  ['directives', () => '%TAG ! tag:x\n'.repeat(20_000)],
];

function manyKeys() {
  return Array.from({ length: 50_000 }, (_, i) => `  k${i}: []\n`).join('');
}
