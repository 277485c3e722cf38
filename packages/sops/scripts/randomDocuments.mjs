/**
 * Random documents of the five formats, odd ones among them, and the ways in
 * which somebody may touch an encrypted one. The same seed gives the same.
 */

const WORDS = [
  'db',
  'user',
  'password',
  'host',
  'token',
  'note',
  'key',
  'url',
  'plain_unencrypted',
  'api_secret',
  'data',
  'über',
];
const SCALARS = [
  'hunter2',
  '"quoted \\"text\\""',
  "'single'",
  "'it''s'",
  '42',
  '-7',
  '+12',
  '0',
  '3.5',
  '1e3',
  '1.0',
  '-0.0',
  '6.02e23',
  '0.000001',
  '1234567.5',
  '100000.0',
  '1e6',
  '1e20',
  '123456789012345678',
  '9223372036854775807',
  '1_000',
  'true',
  'false',
  'True',
  'yes',
  '"yes"',
  '"12"',
  '"1e5"',
  '"2001-01-01"',
  'null',
  '~',
  '',
  '""',
  "''",
  '2001-12-14t21:59:43.10-05:00',
  '2002-12-14',
  '2001-12-14 21:59:43.10 -5',
  '2001-12-15 2:59:43.10',
  'ünïcode ✓',
  '"\\U0001F600 \\x07 \\0"',
  '"line\\nbreak"',
  '"trailing space "',
  '": colon"',
  '"- dash"',
  '"# hash"',
  '"a: b"',
  '0x1F',
  '0o17',
  '0b101',
  '012',
  '1:30',
  '190:20:30.15',
  '"a\\tb"',
  '<html> & "x"',
  '.inf',
  '-.inf',
  '.5',
  '!!str 12',
  '!!binary aGVsbG8=',
  '!!binary /////w==',
  '!custom tagged',
  '=',
  '"<<"',
  '{}',
  '[]',
  '{a: 1, b: [x, 2], "c d": null}',
  '[1, two, [3, {four: 4}]]',
  `"${'long text '.repeat(30)}"`,
  'x'.repeat(200),
];
const BLOCKS = [
  '|\n  first\n  second',
  '>-\n  folded\n  text',
  '|-\n  -----BEGIN-----\n  abc\n  -----END-----',
  '|+\n  keep\n\n',
  '|2\n    indented\n  less',
  '>\n  para\n\n  graph\n    more',
];

const indentBy = (text, by) =>
  text
    .split('\n')
    .map((line, index) => (index === 0 || line === '' ? line : by + line))
    .join('\n');

/** Writes one YAML document; `anchors` are those defined so far. */
class YamlMaker {
  constructor(random) {
    this.random = random;
    this.hasComments = random.chance(0.6);
    this.hasAnchors = random.chance(0.25);
    this.scalars = [];
    this.mappings = [];
  }

  comment(indent) {
    const { between, chance, pick, times } = this.random;
    if (!this.hasComments || !chance(0.25)) return '';
    return times(
      between(1, 2),
      () =>
        `${indent}#${pick([
          ' about',
          ' sops:enc',
          ' careful:',
          '',
          '#',
          ' é',
        ])}${chance(0.2) ? '\n' : ''}\n`,
    ).join('');
  }

  inline() {
    return this.hasComments && this.random.chance(0.2) ? ' # inline' : '';
  }

  scalar() {
    const { chance, pick } = this.random;
    if (this.hasAnchors && this.scalars.length > 0 && chance(0.2)) {
      return `*${pick(this.scalars)}`;
    }
    if (this.hasAnchors && chance(0.2)) {
      const name = `s${this.scalars.length}`;
      const text = `&${name} ${pick(['x', '12', '"text"', 'null'])}`;
      this.scalars.push(name);
      return text;
    }
    return pick(SCALARS);
  }

  list(depth, indent) {
    const { between, chance, times } = this.random;
    return times(between(1, 4), () => {
      const head = this.comment(indent);
      if (depth > 0 && chance(0.2)) {
        const inner = this.mapping(depth - 1, `${indent}  `, false);
        return `${head}${indent}- ${inner.slice(indent.length + 2)}`;
      }
      if (depth > 0 && chance(0.1)) {
        return `${head}${indent}-\n${this.list(depth - 1, `${indent}  `)}`;
      }
      return `${head}${indent}- ${this.scalar()}${this.inline()}\n`;
    }).join('');
  }

  entry(name, depth, indent) {
    const { next, chance, pick } = this.random;
    const roll = next();
    if (depth > 0 && roll < 0.25) {
      if (this.hasAnchors && chance(0.4)) {
        const anchor = `m${this.mappings.length}${depth}`;
        const text = `${name}: &${anchor}\n${this.mapping(
          depth - 1,
          `${indent}  `,
          true,
        )}`;
        this.mappings.push(anchor);
        return text;
      }
      return `${name}:${this.inline()}\n${this.mapping(
        depth - 1,
        `${indent}  `,
        true,
      )}`;
    }
    if (depth > 0 && roll < 0.4) {
      const by = chance(0.3) ? indent : `${indent}  `;
      return `${name}:\n${this.list(depth - 1, by)}`;
    }
    if (roll < 0.48) return `${name}: ${indentBy(pick(BLOCKS), indent)}\n`;
    if (this.mappings.length > 0 && roll < 0.56) {
      return `${name}: *${pick(this.mappings)}\n`;
    }
    return `${name}: ${this.scalar()}${this.inline()}\n`;
  }

  mapping(depth, indent, mayStartWithComment) {
    const { between, chance, pick, times } = this.random;
    const names = [...new Set(times(between(1, 5), () => pick(WORDS)))];
    const lines = names.map((name, index) => {
      const head = index > 0 || mayStartWithComment ? this.comment(indent) : '';
      return `${head}${indent}${this.entry(name, depth, indent)}`;
    });
    if (this.mappings.length > 0 && chance(0.1)) {
      lines.push(`${indent}<<: *${pick(this.mappings)}\n`);
    }
    return lines.join('') + this.comment(indent);
  }
}

function yamlDocument(random) {
  const count = random.chance(0.15) ? 2 + random.below(2) : 1;
  const documents = Array.from({ length: count }, () =>
    new YamlMaker(random).mapping(random.below(5), '', true),
  );
  const start = random.chance(0.1) ? '---\n' : '';
  const end = random.chance(0.05) ? '...\n' : '';
  return start + documents.join(random.pick(['---\n', '--- # next\n'])) + end;
}

const JSON_SCALARS = [
  '"text"',
  '""',
  '"a<b>&\\"\\\\"',
  '"tab\\t\\b\\f\\r\\n"',
  '"é\\u2028\\u2029"',
  '"\\u0001\\u007f\\/"',
  '"\\ud83d\\ude00"',
  '"\\ud800 alone"',
  '"ENC[not]"',
  '0',
  '-0',
  '-5',
  '2.5',
  '1.0',
  '1e3',
  '1e21',
  '1e-7',
  '0.1e-6',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '1E400',
  '123456789012345678901234567890',
  'true',
  'false',
  'null',
];

function jsonValue(random, depth) {
  const { between, next, chance, pick, times } = random;
  const roll = next();
  const space = chance(0.3) ? ' \n\t' : '';
  if (depth > 0 && roll < 0.35) {
    const entries = times(between(0, 4), () => {
      const name = JSON.stringify(pick([...WORDS, '', 'a:b', '<k>', '"']));
      return `${space}${name}:${space}${jsonValue(random, depth - 1)}`;
    });
    return `{${entries.join(',')}${space}}`;
  }
  if (depth > 0 && roll < 0.5) {
    return `[${times(between(0, 4), () => jsonValue(random, depth - 1)).join(
      ',',
    )}]`;
  }
  return chance(0.02) ? pick(JSON_SCALARS) : pick(JSON_SCALARS.slice(0, -5));
}

function jsonDocument(random) {
  const entries = random.times(
    random.between(1, 4),
    index =>
      `"${random.pick(WORDS)}${index}": ${jsonValue(random, random.below(5))}`,
  );
  return `{${entries.join(', ')}}${random.pick(['', '\n', ' \r\n'])}`;
}

const dotenvDocument = ({ between, chance, pick, times }) => {
  const newline = chance(0.1) ? '\r\n' : '\n';
  const lines = times(between(1, 7), index => {
    if (chance(0.2)) return pick([`# comment ${index}`, '#', '##x', '#a=b']);
    if (chance(0.1)) return '';
    const name = pick([
      `${pick(WORDS).toUpperCase()}_${index}`,
      `export ${pick(WORDS)}${index}`,
      ` SPACED${index} `,
      '',
      `X${index}__list_0`,
      pick(WORDS),
    ]);
    const value = pick([
      'x',
      '',
      'a=b',
      'two words',
      '"quoted"',
      'line\\nbreak',
      'back\\\\slash',
      "it's",
      '  spaced  ',
      'é✓',
      'null',
      '12',
      '#no comment',
      '\u0001\t',
      'y'.repeat(500),
    ]);
    return `${name}=${value}`;
  });
  return `${lines.join(newline)}${chance(0.8) ? newline : ''}`;
};

function iniEntry({ chance, pick }, index) {
  const comment = chance(0.25)
    ? `${pick(['; a comment', '# other', ';', '#no space', ';; two'])}\n`
    : '';
  const name = pick([
    `${pick(WORDS)}${index}`,
    pick(WORDS),
    '"quoted name"',
    '`back`',
    'a.b',
    '-',
  ]);
  const value = pick([
    'x',
    '',
    'two words',
    '12',
    'a=b',
    'é',
    '"quoted"',
    "'single'",
    '"open',
    '`back # tick`',
    '"""three"""',
    '"""more\nlines"""',
    'text ; inline',
    'text # inline',
    'text #inline',
    'a;b',
    'continued \\\n  here',
    '"a # b"',
    '[x]',
    '%(other)s',
    '  padded  ',
    'q"q',
    'b`t',
    '\\n',
  ]);
  return `${comment}${name}${pick([' = ', '=', ': ', ' : '])}${value}\n`;
}

const iniDocument = random => {
  const { between, chance, pick, times } = random;
  const newline = chance(0.05) ? '\r\n' : '\n';
  const top = chance(0.2)
    ? times(between(1, 2), n => iniEntry(random, n)).join('')
    : '';
  const sections = times(between(1, 4), index => {
    const name = pick([`section${index}`, 'a.b', 'with space', 'DEFAULT']);
    return `${chance(0.2) ? '; about the section\n' : ''}[${name}]${
      chance(0.1) ? ' ; behind' : ''
    }\n${times(between(0, 4), n => iniEntry(random, n)).join('')}`;
  });
  return (top + sections.join(pick(['\n', '']))).split('\n').join(newline);
};

const binaryDocument = ({ next, below, chance, pick }) => {
  if (chance(0.5)) {
    return Buffer.from(
      pick([
        'plain text\n',
        '',
        'no newline',
        'ünïcode ✓\r\n\u0000bytes',
        '\ufeffmarked',
        '{"json": true}',
        'a: yaml\n',
      ]) + next(),
    );
  }
  return Buffer.from(Array.from({ length: below(400) }, () => below(256)));
};

/** A random document for each file extension. */
export const MAKERS = {
  yaml: yamlDocument,
  json: jsonDocument,
  env: dotenvDocument,
  ini: iniDocument,
  txt: binaryDocument,
};

/** The format of each file extension, as sops names it. */
export const TYPES = {
  yaml: 'yaml',
  json: 'json',
  env: 'dotenv',
  ini: 'ini',
  txt: 'binary',
};

const RULES = [
  {},
  {},
  { encrypted_regex: '^(data|stringData|password|api_secret)$' },
  { encrypted_regex: 'e' },
  { unencrypted_regex: '^(host|url)' },
  { encrypted_suffix: '_secret' },
  { unencrypted_suffix: 'word' },
];
const COMMENT_RULES = [
  { encrypted_comment_regex: 'sops:enc' },
  { unencrypted_comment_regex: 'careful:' },
];

/** Which values are encrypted, as an entry of `.sops.yaml` says it. */
export function randomRule({ chance, pick }, extension) {
  if (extension === 'txt') return {};
  const rules =
    extension !== 'json' && chance(0.3) ? pick(COMMENT_RULES) : pick(RULES);
  return chance(0.2) ? { ...rules, mac_only_encrypted: true } : { ...rules };
}

const replaceAt = (list, index, ...items) => [
  ...list.slice(0, index),
  ...items,
  ...list.slice(index + 1),
];

/** Values of a document: each `ENC[…]` with its place. */
const encryptedValues = text => [...text.matchAll(/ENC\[[^\]]*\]/g)];

function swapValues(text, { pick }) {
  const values = encryptedValues(text);
  const [a, b] = [pick(values), pick(values)].sort((x, y) => x.index - y.index);
  if (!a || a.index === b.index) return text;
  return (
    text.slice(0, a.index) +
    b[0] +
    text.slice(a.index + a[0].length, b.index) +
    a[0] +
    text.slice(b.index + b[0].length)
  );
}

const flipCharacter = (text, at) =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

/** How somebody touches an encrypted document. */
const TOUCHES = {
  deleteLine(text, { below }) {
    const lines = text.split('\n');
    return replaceAt(lines, below(lines.length)).join('\n');
  },
  repeatLine(text, { pick, below }) {
    const lines = text.split('\n');
    const at = below(lines.length);
    return replaceAt(lines, at, lines[at], pick(lines)).join('\n');
  },
  swapLines(text, { below }) {
    const lines = text.split('\n');
    const [a, b] = [below(lines.length), below(lines.length)];
    [lines[a], lines[b]] = [lines[b], lines[a]];
    return lines.join('\n');
  },
  swapValues,
  flipInValue(text, random) {
    const value = random.pick(encryptedValues(text));
    if (!value) return text;
    return flipCharacter(text, value.index + random.below(value[0].length));
  },
  flipAnywhere: (text, { below }) => flipCharacter(text, below(text.length)),
  truncate: (text, { below }) => text.slice(0, below(text.length)),
  changeType: (text, { pick }) => {
    // Not "bytes": the real sops dies of it.
    const types = ['str', 'int', 'float', 'bool', 'time', 'comment'];
    const value = pick(encryptedValues(text));
    if (!value) return text;
    const changed = value[0].replace(
      /type:\w+/,
      `type:${pick([...types, 'odd'])}`,
    );
    return (
      text.slice(0, value.index) +
      changed +
      text.slice(value.index + value[0].length)
    );
  },
  changeTime: (text, { pick }) =>
    text.replace(
      /20\d\d-(\d\d-\d\dT\d\d:\d\d:\d\d)Z/,
      pick(['1999-$1Z', '2026-$1+00:00', '2026-$1.5Z', '2026-$1', 'now', '']),
    ),
  changeMetadata: (text, { pick }) => {
    const [from, to] = pick([
      [/3\.13\.3/, pick(['99.0.0', '1.0', 'odd', ''])],
      [/_unencrypted\b/, pick(['_other', ''])],
      [/unencrypted_suffix/, pick(['encrypted_suffix', 'encrypted_regex'])],
      [/BEGIN AGE/, 'BEGIN OLD'],
      [/age1\w/, 'age1x'],
      [/\bmac\b/, 'mca'],
      [/lastmodified/, 'modified'],
      [/\bage\b/, 'ega'],
      [/\benc\b/, 'cne'],
      [/created_at/, 'made_at'],
      [/shamir_threshold(["']?)(:|=) ?\d/, 'shamir_threshold$1$2 1'],
    ]);
    return text.replace(from, to);
  },
  insertPlain: (text, { below, pick }) => {
    const lines = text.split('\n');
    const at = below(lines.length);
    const indent = /^[\s"]*/.exec(lines[at])[0].replace('"', '');
    const added = pick(['added: 1', '"added": "x",', 'added=x', '# note', '']);
    return replaceAt(lines, at, indent + added, lines[at]).join('\n');
  },
};

/** @returns a touched copy of an encrypted document, and the touch's name */
export function touch(text, random) {
  const name = random.pick(Object.keys(TOUCHES));
  return { name, text: TOUCHES[name](text, random) };
}
