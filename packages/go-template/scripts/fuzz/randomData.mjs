import { randomKey, randomText } from './randomText.mjs';

const FLOATS = [
  0,
  1,
  -1,
  3,
  42,
  2.5,
  -0.1,
  1e6,
  1e20,
  1e21,
  1e-7,
  123456789,
  2 ** 53,
];
const INTEGERS = [
  '0',
  '1',
  '-1',
  '7',
  '42',
  '255',
  '1000000',
  '-9223372036854775808',
];
const SECOND = 1_000_000_000;

/**
 * Makes values of one kind, in the encoding of test/oracle/go-template/data.go.
 * The kinds are those of expressions.mjs.
 */
const MAKERS = {
  text: random => randomText(random),
  bool: random => random.chance(0.5),
  float: random =>
    random.chance(0.7)
      ? random.pick(FLOATS)
      : Number(((random.next() - 0.5) * 1000).toFixed(random.between(0, 4))) ||
        0,
  int: random => ({ $int: random.pick(INTEGERS) }),
  int64: random => ({ $int64: random.pick(INTEGERS) }),
  uint8: random => ({ $uint8: String(random.between(0, 255)) }),
  special: random => ({ $float: random.pick(['NaN', 'Inf', '-Inf', '-0']) }),
  jsonNumber: random => ({
    $jsonNumber: random.pick(['12', '-3', '2.5', '1e3']),
  }),
  nothing: () => null,
  nilMap: () => ({ $nilMap: true }),
  nilSlice: () => ({ $nilSlice: true }),
  bytes: random => {
    const bytes = random.times(random.between(0, 9), () =>
      random.between(0, 255),
    );
    const text = random.chance(0.5)
      ? Buffer.from(randomText(random))
      : Buffer.from(bytes);
    return { $bytes: text.toString('base64') };
  },
  strings: random => ({
    $strings: random.times(random.between(0, 4), () => randomText(random)),
  }),
  stringMap: random => ({
    $stringMap: Object.fromEntries(
      random.times(random.between(0, 3), () => [
        randomName(random),
        randomText(random),
      ]),
    ),
  }),
  time: random => {
    const seconds = random.between(0, 4_000_000_000);
    const fraction = random.pick(['', '.5', '.678', '.000001', '.123456789']);
    const text = new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, '');
    return { $time: `${text}${fraction}Z` };
  },
  duration: random => ({
    $duration: String(
      random.between(-5, 5) * random.pick([1, 1500, SECOND, 3723 * SECOND]),
    ),
  }),
};
const SCALARS = ['text', 'text', 'text', 'bool', 'float', 'float', 'nothing'];
const OTHERS = Object.keys(MAKERS);

/** Not starting with `$`, which marks typed values. */
function randomName(random) {
  return randomKey(random).replace(/^\$/, '_');
}

/** A value as YAML would give it, sometimes of another Go type. */
export function randomValue(random, depth) {
  if (depth > 0 && random.chance(0.35)) {
    return random.chance(0.5)
      ? randomDict(random, depth - 1)
      : randomList(random, depth - 1);
  }
  const kind = random.chance(0.85) ? random.pick(SCALARS) : random.pick(OTHERS);
  return MAKERS[kind](random);
}

function randomDict(random, depth) {
  const entries = random.times(random.between(0, 4), () => [
    randomName(random),
    randomValue(random, depth),
  ]);
  return Object.fromEntries(entries);
}

function randomList(random, depth) {
  return random.times(random.between(0, 4), () => randomValue(random, depth));
}

/** Fields that every data has, by name, with the kind of their values. */
const FIELDS = {
  s: 'text',
  t: 'text',
  u: 'text',
  yes: 'bool',
  no: 'bool',
  f: 'float',
  g: 'float',
  i: 'int',
  j: 'int64',
  u8: 'uint8',
  odd: 'special',
  num: 'jsonNumber',
  nil: 'nothing',
  nilMap: 'nilMap',
  nilList: 'nilSlice',
  bytes: 'bytes',
  strs: 'strings',
  sm: 'stringMap',
  when: 'time',
  dur: 'duration',
};

/** Random data with the paths that expressions may use, by kind. */
export function randomData(random) {
  const data = Object.fromEntries(
    Object.entries(FIELDS).map(([name, kind]) => [name, MAKERS[kind](random)]),
  );
  data.m = {
    a: randomDict(random, 2),
    deep: { er: randomText(random) },
    b: randomText(random),
  };
  data.d = randomDict(random, 2);
  data.l = randomList(random, 2);
  data.people = random.times(random.between(0, 3), i => ({
    name: randomText(random),
    age: i * 7,
    tags: random.times(random.between(0, 2), () => randomKey(random)),
  }));
  return data;
}

/** Paths below the root by kind of expression. */
export const PATHS = {
  string: ['s', 't', 'u', 'm.b', 'm.deep.er'],
  bool: ['yes', 'no'],
  number: ['f', 'g', 'i', 'j', 'u8', 'num', 'odd'],
  int: ['i'],
  list: ['l', 'people', 'nilList', 'strs'],
  anyList: ['l', 'people'],
  dict: ['m', 'd', 'm.a', 'm.deep', 'nilMap'],
  time: ['when'],
  any: [
    'nil',
    'bytes',
    'sm',
    'dur',
    'when',
    'nope',
    'm.nope',
    'u8',
    'odd',
    'nilMap',
    'num',
    'm',
    'l',
    'd',
  ],
};
