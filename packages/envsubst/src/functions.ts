import { characters, fromByteString, toByteString } from './bytes';
import { EnvsubstError } from './errors';
import { Budget, matchPrefix } from './glob';

/**
 * Characters whose upper or lower case is one character in Go and several in
 * JavaScript (Unicode's simple and full case mappings).
 */
const SIMPLE_LOWER: ReadonlyMap<string, string> = new Map([['\u0130', 'i']]);

function simpleUpper(character: string): string {
  const upper = character.toUpperCase();
  if ([...upper].length === 1) return upper;
  const point = character.codePointAt(0) ?? 0;
  if (point >= 0x1f80 && point <= 0x1faf) {
    return String.fromCodePoint(point | 8);
  }
  const offset = { 0x1fb3: 9, 0x1fc3: 9, 0x1ff3: 9 }[point];
  return offset ? String.fromCodePoint(point + offset) : character;
}

function simpleLower(character: string): string {
  const lower = SIMPLE_LOWER.get(character) ?? character.toLowerCase();
  return [...lower].length === 1 ? lower : character;
}

type MapCharacter = (character: string) => string;

function mapAll(value: string, map: MapCharacter): string {
  return toByteString([...fromByteString(value)].map(map).join(''));
}

function mapFirst(value: string, map: MapCharacter): string {
  const [first, ...rest] = characters(value);
  if (first === undefined) return value;
  return mapAll(first, map) + rest.join('');
}

/** Go's strconv.Atoi: a sign and decimal digits, nothing else. */
function parseInteger(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

function substring(value: string, args: readonly string[]): string {
  const offset = parseInteger(args[0]);
  if (offset === undefined) return value;
  const start = offset < 0 ? Math.max(value.length + offset, 0) : offset;
  if (args.length === 1) return value.slice(start);
  const length = parseInteger(args[1]);
  if (length === undefined) return value;
  if (length < 0) {
    throw new EnvsubstError(
      'NEGATIVE_LENGTH',
      `a substring can't have the negative length ${length}`,
    );
  }
  return value.slice(start, start + length);
}

function replaceAll(value: string, from: string, to: string): string {
  if (from !== '') return value.split(from).join(to);
  return `${to}${characters(value)
    .map(character => character + to)
    .join('')}`;
}

function replaceFirst(value: string, from: string, to: string): string {
  const index = value.indexOf(from);
  if (index < 0) return value;
  return value.slice(0, index) + to + value.slice(index + from.length);
}

function replace(
  operator: string,
  value: string,
  [from, to]: readonly string[],
): string {
  switch (operator) {
    case '//':
      return replaceAll(value, from, to ?? '');
    case '/#':
      return to !== undefined && value.startsWith(from)
        ? to + value.slice(from.length)
        : value;
    case '/%':
      return to !== undefined && value.endsWith(from)
        ? value.slice(0, value.length - from.length) + to
        : value;
    default:
      return replaceFirst(value, from, to ?? '');
  }
}

const reverse = (value: string) => characters(value).reverse().join('');

function trim(
  operator: string,
  value: string,
  pattern: string,
  budget: Budget,
): string {
  const want = operator.length === 1 ? 'shortest' : 'longest';
  if (operator[0] === '#') {
    return value.slice(matchPrefix(pattern, value, want, budget));
  }
  // A suffix is a prefix of the reversed value, pattern reversed likewise.
  const reversed = reverse(value);
  const length = matchPrefix(reverse(pattern), reversed, want, budget);
  return reverse(reversed.slice(length));
}

/** Bytes that an operator would produce at most, to refuse it before it does. */
export function replacedSize(
  operator: string,
  value: string,
  args: readonly string[],
): number {
  if (operator !== '//') return value.length + (args[1]?.length ?? 0);
  const count =
    args[0] === '' ? value.length + 1 : value.split(args[0]).length - 1;
  return value.length + count * (args[1]?.length ?? 0);
}

/** Applies an operator to the value of its variable, all in byte strings. */
export function applyOperator(
  operator: string,
  value: string,
  args: readonly string[],
  budget: Budget,
): string {
  switch (operator) {
    case ',':
      return mapFirst(value, simpleLower);
    case ',,':
      return mapAll(value, simpleLower);
    case '^':
      return mapFirst(value, simpleUpper);
    case '^^':
      return mapAll(value, simpleUpper);
    case ':':
      return substring(value, args);
    case '/':
    case '//':
    case '/#':
    case '/%':
      return replace(operator, value, args);
    case '#':
      return args.length === 0
        ? String(value.length)
        : trim(operator, value, args[0], budget);
    case '##':
    case '%':
    case '%%':
      return trim(operator, value, args[0], budget);
    default:
      return value === '' ? args.join('') : value;
  }
}
