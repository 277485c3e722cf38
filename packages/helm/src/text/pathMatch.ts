import { RE2JS } from 're2js';

/** Thrown for a pattern that does not parse; worded as Go's `path.ErrBadPattern`. */
export class PatternError extends Error {
  readonly name = 'PatternError';
  readonly code = 'PATTERN';

  constructor() {
    super('syntax error in pattern');
  }
}

/**
 * True when the whole `name` matches a shell pattern by the rules of Go's
 * `path/filepath.Match`: `*` and `?` stop at `/`, `[a-z]` and `[^a-z]` are
 * classes, a backslash takes the next character as it is.
 * @throws PatternError - the pattern is malformed
 */
export function pathMatch(pattern: string, name: string): boolean {
  return compilePattern(pattern)(name);
}

const compiled = new Map<string, (name: string) => boolean>();
const MAX_COMPILED = 500;

/** The pattern as a predicate over whole names. */
export function compilePattern(pattern: string): (name: string) => boolean {
  const known = compiled.get(pattern);
  if (known) {
    return known;
  }
  const matches = plainMatcher(pattern) ?? expressionMatcher(pattern);
  if (compiled.size >= MAX_COMPILED) {
    compiled.clear();
  }
  compiled.set(pattern, matches);
  return matches;
}

/** Nearly every pattern of a .helmignore: a name, or one `*` between two texts. */
function plainMatcher(
  pattern: string,
): ((name: string) => boolean) | undefined {
  const [start, end, ...more] = pattern.split('*');
  if (/[?[\]\\]/.test(pattern) || more.length > 0) {
    return undefined;
  }
  if (end === undefined) {
    return name => name === pattern;
  }
  const least = start.length + end.length;
  return name =>
    name.length >= least &&
    name.startsWith(start) &&
    name.endsWith(end) &&
    !name.slice(start.length, name.length - end.length).includes('/');
}

function expressionMatcher(pattern: string): (name: string) => boolean {
  // RE2 takes linear time for every pattern; JavaScript's own engine does not.
  const expression = RE2JS.compile(translate([...pattern]), RE2JS.DOTALL);
  return name => expression.matches(name);
}

function translate(chars: readonly string[]): string {
  let source = '';
  let index = 0;
  while (index < chars.length) {
    const char = chars[index];
    if (char === '*') {
      source += '[^/]*';
      index++;
    } else if (char === '?') {
      source += '[^/]';
      index++;
    } else if (char === '[') {
      const parsed = translateClass(chars, index + 1);
      source += parsed.source;
      index = parsed.next;
    } else {
      const literal = readChar(chars, index);
      source += escapeLiteral(literal.char);
      index = literal.next;
    }
  }
  return source;
}

function translateClass(chars: readonly string[], start: number) {
  let index = start;
  const negated = chars[index] === '^';
  if (negated) {
    index++;
  }
  const alternatives: string[] = [];
  while (chars[index] !== ']' || alternatives.length === 0) {
    const low = readClassChar(chars, index);
    index = low.next;
    let high = low.char;
    if (chars[index] === '-') {
      const end = readClassChar(chars, index + 1);
      high = end.char;
      index = end.next;
    }
    alternatives.push(rangeSource(low.char, high));
  }
  return {
    source: classSource(alternatives.join(''), negated),
    next: index + 1,
  };
}

/** A class whose ranges are all empty matches nothing, negated everything. */
function classSource(body: string, negated: boolean): string {
  if (body === '') {
    return negated ? '.' : '[^\\x{0}-\\x{10FFFF}]';
  }
  return negated ? `[^${body}]` : `[${body}]`;
}

function rangeSource(low: string, high: string): string {
  const from = low.codePointAt(0) ?? 0;
  const to = high.codePointAt(0) ?? 0;
  return from > to ? '' : `${codePoint(from)}-${codePoint(to)}`;
}

function codePoint(code: number): string {
  return `\\x{${code.toString(16)}}`;
}

function readClassChar(chars: readonly string[], index: number) {
  const char = chars[index];
  if (char === undefined || char === '-' || char === ']') {
    throw new PatternError();
  }
  const read = readChar(chars, index);
  if (read.next >= chars.length) {
    throw new PatternError();
  }
  return read;
}

function readChar(chars: readonly string[], index: number) {
  if (chars[index] !== '\\') {
    return { char: chars[index], next: index + 1 };
  }
  if (index + 1 >= chars.length) {
    throw new PatternError();
  }
  return { char: chars[index + 1], next: index + 2 };
}

function escapeLiteral(char: string): string {
  return codePoint(char.codePointAt(0) ?? 0);
}
