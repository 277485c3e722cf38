import type { Random } from '@backstage-gitops/random';

const CHARACTERS = [
  ...'abcXYZ019 -_./:#{}[]"\'\\<>&',
  '\n',
  '\t',
  '\u0000',
  '\u0001',
  '\b',
  '\f',
  '\u007f',
  '\u0085',
  '\u00e9',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\ufffd',
  '\uffff',
  '\u{1f600}',
  '\u{10ffff}',
];
const NUMBERS = [
  ...['0', '-0', '1', '-1', '1.0', '1.5', '0.1', '100', '1e2', '1E+2'],
  ...['1e20', '1e21', '1e22', '123456789012345678901234', '1e-6', '1e-7'],
  ...['0.000001', '0.0000001', '1152921504606846976', '9007199254740993'],
  ...['9223372036854775807', '9223372036854775808', '18446744073709551615'],
  ...['18446744073709551616', '-9223372036854775808', '5e-324', '1e-400'],
  ...['1.7976931348623157e308', '2.5e-10', '123456.789e3', '4294967296.5'],
];

/** Text of a JSON string, quotes included, in one of its spellings. */
export function randomText(random: Random, longest = 12): string {
  const text = random
    .times(random.below(longest), () => random.pick(CHARACTERS))
    .join('');
  return spell(random, text);
}

/** A text in quotes, with escapes that need not be. */
export function spell(random: Random, text: string): string {
  const json = JSON.stringify(text);
  if (random.chance(0.9)) {
    return json;
  }
  const half = random.pick(['\\ud83d', '\\uDE00', '\\ud83d\\ude00', '\\/']);
  return `${json.slice(0, -1)}${half}"`;
}

/** Text of a JSON number. */
export function randomNumber(random: Random): string {
  return random.chance(0.3)
    ? String((random.next() - 0.5) * 10 ** random.between(-12, 25))
    : random.pick(NUMBERS);
}

/** Text of a JSON value. */
export function randomValue(random: Random, depth: number): string {
  const kind = random.below(depth > 0 ? 7 : 5);
  switch (kind) {
    case 0:
      return random.pick(['null', 'true', 'false']);
    case 1:
    case 2:
      return randomNumber(random);
    case 3:
    case 4:
      return randomText(random);
    case 5:
      return `[${random
        .times(random.below(4), () => randomValue(random, depth - 1))
        .join()}]`;
    default:
      return randomObject(random, depth - 1);
  }
}

/** Text of a JSON object with keys of all sorts. */
export function randomObject(random: Random, depth: number): string {
  const entries = random.times(random.below(5), () => {
    const key = random.chance(0.2)
      ? random.pick(['"__proto__"', '"constructor"', '"10"', '"9"', '"A"'])
      : randomText(random, 5);
    return `${key}:${randomValue(random, depth)}`;
  });
  return `{${entries.join()}}`;
}
