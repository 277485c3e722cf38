import { characterTable, isDigit } from './read/characters';
import { Dialect } from './read/fault';
import { YamlError } from './errors';
import { Style, YamlNode } from './node';
import { shortTag } from './tags';
import { isTimestamp } from './timestamp';

/** A scalar's short tag and its value. */
export interface ResolvedScalar {
  /** `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!timestamp`, `!!binary`, `!!merge` or a tag of the document. */
  tag: string;
  /** string, number, bigint (integers beyond 2^53), boolean or undefined for null; text for all other tags. */
  value: string | number | bigint | boolean | undefined;
}

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;

/** More digits than any integer of 64 bits has, in base 2 or above. */
const MAX_DIGITS = 66;

const NULL: ResolvedScalar = { tag: '!!null', value: undefined };
const TRUE: ResolvedScalar = { tag: '!!bool', value: true };
const FALSE: ResolvedScalar = { tag: '!!bool', value: false };

const WORDS = wordTable();
/** YAML 1.1 booleans, which yaml.v2 reads and yaml.v3 does not. */
const OLD_WORDS = oldWordTable();

function wordTable(): Map<string, ResolvedScalar> {
  const float = (value: number) => ({ tag: '!!float', value });
  const table = new Map<string, ResolvedScalar>();
  const add = (resolved: ResolvedScalar, words: string) => {
    words.split(' ').forEach(word => table.set(word, resolved));
  };
  add(TRUE, 'true True TRUE');
  add(FALSE, 'false False FALSE');
  add(NULL, '~ null Null NULL');
  table.set('', NULL);
  add(float(NaN), '.nan .NaN .NAN');
  add(float(Infinity), '.inf .Inf .INF +.inf +.Inf +.INF');
  add(float(-Infinity), '-.inf -.Inf -.INF');
  return table;
}

function oldWordTable(): Map<string, ResolvedScalar> {
  const table = new Map<string, ResolvedScalar>();
  for (const word of 'y Y yes Yes YES on On ON'.split(' ')) {
    table.set(word, TRUE);
  }
  for (const word of 'n N no No NO off Off OFF'.split(' ')) {
    table.set(word, FALSE);
  }
  return table;
}

const FIRST_WORD = 1;
const FIRST_NUMBER = 2;
const FIRST_DOT = 3;
/** What a scalar can be by its first character; 0: only a string. */
const FIRST = characterTable([
  ['yYnNtTfFoO~', FIRST_WORD],
  ['+-0123456789', FIRST_NUMBER],
  ['.', FIRST_DOT],
]);

/** The tag that an unquoted, untagged scalar has by its text alone. */
export function resolvePlainTag(text: string, dialect: Dialect): string {
  const first = text.charCodeAt(0);
  if (text !== '' && (first > 127 || FIRST[first] === 0)) {
    return '!!str';
  }
  return resolvePlain(text, dialect).tag;
}

/**
 * The tag and value of an unquoted, untagged scalar.
 * @see yaml.v3 resolve.go, yaml.v2 resolve.go
 */
export function resolvePlain(text: string, dialect: Dialect): ResolvedScalar {
  return resolveText(text, dialect, true);
}

/** What begins with a dot is read by Go's own rules for underscores. */
const DOT_FLOAT = /^\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?$/;

function resolveText(
  text: string,
  dialect: Dialect,
  allowTimestamp: boolean,
): ResolvedScalar {
  const first = text.charCodeAt(0);
  const kind = first < 128 ? FIRST[first] : 0;
  if (kind === 0 && text !== '') {
    return { tag: '!!str', value: text };
  }
  const word =
    WORDS.get(text) ?? (dialect === 'sigs' ? OLD_WORDS.get(text) : undefined);
  if (word) {
    return word;
  }
  if (kind === FIRST_DOT) {
    const plain = DOT_FLOAT.test(text) ? text.replace(/_/g, '') : text;
    return resolveFloat(plain) ?? { tag: '!!str', value: text };
  }
  if (kind === FIRST_NUMBER) {
    return resolveNumber(text, dialect, allowTimestamp);
  }
  return { tag: '!!str', value: text };
}

function resolveNumber(
  text: string,
  dialect: Dialect,
  allowTimestamp: boolean,
): ResolvedScalar {
  if (allowTimestamp && isTimestamp(text)) {
    return { tag: '!!timestamp', value: text };
  }
  const plain = text.includes('_') ? text.replace(/_/g, '') : text;
  const integer = parseInteger(plain) ?? parseOddInteger(plain, dialect);
  if (integer !== undefined) {
    return { tag: '!!int', value: integer };
  }
  return resolveFloat(plain) ?? { tag: '!!str', value: text };
}

/** Where the digits that start at `at` end. */
function skipDigits(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end))) {
    end += 1;
  }
  return end;
}

/** Where the sign at `at`, if there is one, ends. */
function skipSign(text: string, at: number): number {
  return text[at] === '-' || text[at] === '+' ? at + 1 : at;
}

/** Read by hand: a pattern runs out of stack over millions of digits. */
function isFloat(text: string): boolean {
  const start = skipSign(text, 0);
  const whole = skipDigits(text, start);
  const end = text[whole] === '.' ? skipDigits(text, whole + 1) : whole;
  if (whole === start && end < whole + 2) {
    return false;
  }
  if (text[end] !== 'e' && text[end] !== 'E') {
    return end === text.length;
  }
  const exponent = skipSign(text, end + 1);
  const last = skipDigits(text, exponent);
  return last > exponent && last === text.length;
}

function resolveFloat(text: string): ResolvedScalar | undefined {
  if (!isFloat(text)) {
    return undefined;
  }
  const value = Number(text);
  return Number.isFinite(value) ? { tag: '!!float', value } : undefined;
}

const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;
const BASED = /^([-+]?)0([xbo]?)/i;
/** Searched for, not matched: a greedy match of a long text fills V8's stack. */
const NO_DIGIT = { x: /[^0-9a-f]/i, b: /[^01]/, o: /[^0-7]/ } as const;

/** Sign, base and digits of `0x1f`, `-0b101`, `0o17` or `017`. */
function splitBased(text: string) {
  const head = BASED.exec(text);
  if (!head) return undefined;
  const base = (head[2].toLowerCase() || 'o') as keyof typeof NO_DIGIT;
  const digits = text.slice(head[0].length);
  return digits === '' || NO_DIGIT[base].test(digits)
    ? undefined
    : { sign: head[1], base, digits: digits.replace(/^0+(?=.)/, '') };
}

/** Integers as Go's ParseInt and ParseUint read them with base 0. */
function parseInteger(text: string): number | bigint | undefined {
  if (DECIMAL.test(text)) {
    if (text.length < 16) {
      return normalZero(Number(text));
    }
    return text.length > MAX_DIGITS
      ? undefined
      : inRange(BigInt(text.replace('+', '')), text);
  }
  const based = splitBased(text);
  if (!based || based.digits.length > MAX_DIGITS) {
    return undefined;
  }
  const { sign, base, digits } = based;
  const value = BigInt(`0${base}${digits}`);
  return inRange(sign === '-' ? -value : value, text);
}

/** Forms that only the Go libraries read: `0b-101`, and in yaml.v3 `0o-7`. */
function parseOddInteger(
  text: string,
  dialect: Dialect,
): number | bigint | undefined {
  const match = /^0([bo])([-+])([0-7]+)$/.exec(text);
  if (
    !match ||
    (match[1] === 'o' && dialect === 'sigs') ||
    (match[1] === 'b' && /[2-7]/.test(match[3])) ||
    match[3].length > MAX_DIGITS
  ) {
    return undefined;
  }
  const value = BigInt(`0${match[1]}${match[3]}`);
  return inRange(match[2] === '-' ? -value : value, '-');
}

/** What exceeds int64 may be a uint64, but only without a sign. */
function inRange(value: bigint, text: string): number | bigint | undefined {
  const signed = text.startsWith('-') || text.startsWith('+');
  if (value < MIN_INT64 || value > (signed ? MAX_INT64 : MAX_UINT64)) {
    return undefined;
  }
  const number = Number(value);
  return Number.isSafeInteger(number) ? normalZero(number) : value;
}

function normalZero(value: number): number {
  return value === 0 ? 0 : value;
}

const RESOLVABLE = new Set([
  '',
  '!!str',
  '!!bool',
  '!!int',
  '!!float',
  '!!null',
  '!!timestamp',
]);

/**
 * The tag and value of a scalar with an explicit tag.
 * @throws YamlError - `TYPE`: the text is not what the tag says
 */
export function resolveTagged(
  tag: string,
  text: string,
  dialect: Dialect,
): ResolvedScalar {
  const wanted = shortTag(tag);
  if (!RESOLVABLE.has(wanted)) {
    return { tag: wanted, value: text };
  }
  if (wanted === '!!str') {
    return { tag: '!!str', value: text };
  }
  const allowTimestamp = wanted === '' || wanted === '!!timestamp';
  const resolved = resolveText(text, dialect, allowTimestamp);
  if (wanted === '' || wanted === resolved.tag) {
    return resolved;
  }
  if (wanted === '!!float' && resolved.tag === '!!int') {
    const value = Number(resolved.value);
    if (BigInt(resolved.value as number | bigint) <= MAX_INT64) {
      return { tag: '!!float', value };
    }
  }
  throw new YamlError(
    'TYPE',
    `yaml: cannot decode ${resolved.tag} \`${text}\` as a ${wanted}`,
  );
}

// eslint-disable-next-line no-bitwise
const QUOTED = Style.Double | Style.Single | Style.Literal | Style.Folded;

/** Whether a scalar is a string whatever its text. */
export function isMarkedString(node: YamlNode): boolean {
  if (node.kind !== 'scalar') {
    return false;
  }
  const tag = shortTag(node.tag);
  // eslint-disable-next-line no-bitwise
  const isQuoted = (node.style & QUOTED) !== 0;
  return tag === '!!str' || ((tag === '' || tag === '!') && isQuoted);
}

/**
 * The tag and value of a scalar node, as yaml.v3 finds them.
 * @throws YamlError - `TYPE`: the text is not what its tag says
 */
export function resolveScalar(node: YamlNode): ResolvedScalar {
  if (isMarkedString(node)) {
    return { tag: '!!str', value: node.value };
  }
  return resolveTagged(node.tag, node.value, 'yaml.v3');
}

/** The short tag of any node; computed where the node has none. */
export function shortTagOf(node: YamlNode): string {
  if (isMarkedString(node)) {
    return '!!str';
  }
  if (node.tag !== '' && node.tag !== '!') {
    return shortTag(node.tag);
  }
  switch (node.kind) {
    case 'mapping':
      return '!!map';
    case 'sequence':
      return '!!seq';
    case 'alias':
      return node.alias ? shortTagOf(node.alias) : '';
    case 'scalar':
      return resolvePlainTag(node.value, 'yaml.v3');
    default:
      return '';
  }
}
