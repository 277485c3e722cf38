import type { Random } from '@backstage-gitops/random';
import type { ValuesQuestion } from './answerValues';

const NAMES = ['one', 'two', 'three'];
const KEYS = ['values.yaml', 'a', 'b.yaml'];
/** Of what mostly goes to a path. */
const TEXT_KEY = 'a';
const FIELDS = ['a', 'b', 'c', 'list', 'a', 'b', '__proto__', 'k.x'];
const PATHS = [
  ...[
    'a',
    'b',
    'c',
    'list',
    'a.b',
    'a.b.c',
    'b.a',
    'a\\.b',
    'k\\.x',
    'list[0]',
  ],
  ...['list[1]', 'list[3].a', 'list[0].b', 'a.list[0]', 'a.list[1]', 'list.a'],
  ...[
    'list[0][1]',
    'a[0]',
    'a..b',
    '.a',
    'a.',
    'a[0]b',
    '__proto__.x',
    '-',
    '_',
  ],
  ...['a[00001]', 'a[99999]', 'a/b', 'a\\/b', 'a\\', 'b.__proto__', 'a\\\\b'],
];
const TEXTS = [
  ...['1', '007', '-5', '0', '1.5', 'true', 'TRUE', 'null', '', ' ', 'text'],
  ...['"quoted"', "'quoted'", '\'mixed"', '"', "'", "''", '"7"', "'a,b'"],
  ...[
    '"null"',
    "'{x,y}'",
    "it's",
    `'"both"'`,
    'x,y',
    'x,b=2',
    'a,b=c',
    '{x,y}',
  ],
  ...[
    '{x',
    '{}',
    '{1,true,null}',
    'a=b',
    '[1]',
    'x\\,y',
    'x\\',
    '\\',
    'ü',
    '𝒳',
  ],
  ...[
    'two\nlines',
    '"q"\n',
    '{"json":[1]}',
    '9223372036854775807',
    '1e3',
    'a,',
  ],
  ...['9223372036854775808', ',', '=', 'a[0]=1', 'y', '0x10', '\ufeffbom', '-'],
];
const SCALARS = [
  ...[
    '1',
    '1.5',
    '007',
    '0o7',
    '0x1F',
    '1e3',
    '1e400',
    '-0',
    '.5',
    '1_000',
    '12:30:45',
  ],
  ...[
    'true',
    'y',
    'no',
    'On',
    'null',
    '~',
    '',
    '"1"',
    "'x'",
    'text',
    '2001-01-01',
  ],
  ...[
    '!!str 1',
    '!!int "3"',
    '.inf',
    '9007199254740993',
    '12345678901234567890123',
  ],
  ...['|-\n      two\n      lines', '!!binary aGk=', '<<', '"\\u00fc\\x00"'],
];
const DOCUMENTS = [
  ...[
    '',
    'null',
    '[]',
    'text',
    '{',
    'a: b: c',
    '\t- a',
    '- a',
    '# only',
    'a: *x',
  ],
  ...[
    'a: 1\n---\nb: 2\n',
    '---\na: 1\n',
    '--- \n',
    'a: 1\na: 2',
    '1: x\ntrue: y',
  ],
  ...[
    'a: &x {b: [1, {c: 2}]}\nb: *x\nlist: [*x, *x]\n',
    'a: &x [1, 2]\nlist: *x\n',
  ],
  ...[
    'x: &x {a: 1}\nb: {<<: *x, c: 3}\n',
    'a: !!str',
    '? [1]\n: x',
    '%YAML 1.1\n---\na: y',
  ],
  ...[
    'a: &a [*a]',
    '\ufeffa: 1',
    'a: "\\ud800"',
    'a: \u0000',
    '{"a": {"b": 1}, "list": [1]}',
  ],
];

/** Values for the two ways to be composed, in as many shapes as YAML has. */
function randomDocument(random: Random, depth = 0): string {
  if (depth === 0 && random.chance(0.12)) return random.pick(DOCUMENTS);
  const indent = '  '.repeat(depth);
  const lines: string[] = [];
  const fields = new Set(
    Array.from({ length: random.below(4) + 1 }, () => random.pick(FIELDS)),
  );
  for (const field of fields) {
    if (depth < 3 && random.chance(0.4)) {
      lines.push(`${indent}${field}:\n${randomDocument(random, depth + 1)}`);
    } else if (random.chance(0.25)) {
      lines.push(`${indent}${field}: ${randomList(random)}`);
    } else {
      lines.push(`${indent}${field}: ${random.pick(SCALARS)}`);
    }
  }
  return lines.join('\n');
}

function randomList(random: Random): string {
  const items = ['1', '"x"', '{a: 1}', '{b: {c: 2}}', '[1, 2]', 'null', 'y'];
  const length = random.below(4);
  return `[${Array.from({ length }, () => random.pick(items)).join(', ')}]`;
}

function randomJson(random: Random, depth = 0): unknown {
  if (depth > 0 && random.chance(0.5)) {
    return random.pick([1, 1.5, 1e21, -0, true, '', 'x', '7', null]);
  }
  if (depth > 0 && random.chance(0.3)) {
    const length = random.below(4);
    return Array.from({ length }, () => randomJson(random, depth + 1));
  }
  const names = Array.from({ length: random.below(4) }, () =>
    random.pick(FIELDS),
  );
  const fields = names.map(name => [name, randomJson(random, depth + 1)]);
  return JSON.parse(
    `{${fields
      .map(
        ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
      )
      .join(',')}}`,
  );
}

function randomData(random: Random): Record<string, string> {
  const keys = KEYS.filter(() => random.chance(0.7));
  return Object.fromEntries(
    keys.map(key => [
      key,
      random.chance(key === TEXT_KEY ? 0.1 : 0.9)
        ? randomDocument(random)
        : random.pick(TEXTS),
    ]),
  );
}

function toSecretData(random: Random, data: Record<string, string>) {
  const INVALID = Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xc3]);
  return Object.fromEntries(
    Object.entries(data).map(([key, text]) => [
      key,
      (random.chance(0.03) ? INVALID : Buffer.from(text)).toString('base64'),
    ]),
  );
}

function randomReference(random: Random) {
  const hasPath = random.chance(0.5);
  return {
    kind: random.chance(0.5) ? ('ConfigMap' as const) : ('Secret' as const),
    name: random.chance(0.95) ? random.pick(NAMES.slice(0, 2)) : 'three',
    ...(hasPath && random.chance(0.8)
      ? { valuesKey: TEXT_KEY }
      : random.chance(0.4) && { valuesKey: random.pick(KEYS) }),
    ...(random.chance(0.85) && { optional: true }),
    ...(hasPath && { targetPath: random.pick(PATHS) }),
    ...(hasPath && random.chance(0.25) && { literal: true }),
  };
}

/** A random HelmRelease's values with the objects that it names. */
export function randomValuesQuestion(random: Random): ValuesQuestion {
  const named = NAMES.slice(0, 2);
  const object = (name: string, data: Record<string, string>) => ({
    ...{ metadata: { name, namespace: 'apps' } as const, data },
  });
  return {
    ...(random.chance(0.8) && { values: randomJson(random) }),
    valuesFrom: Array.from({ length: random.below(4) + 1 }, () =>
      randomReference(random),
    ),
    configMaps: named.map(name => ({
      ...{ apiVersion: 'v1', kind: 'ConfigMap' },
      ...object(name, randomData(random)),
    })),
    secrets: named.map(name => ({
      ...{ apiVersion: 'v1', kind: 'Secret' },
      ...object(name, toSecretData(random, randomData(random))),
    })),
  };
}
