import { RE2JS } from 're2js';
import { GoError } from '../errors';
import { withShortUnicodeNames } from './unicodeNames';

const MOST_CACHED = 500;
const compiled = new Map<string, RE2JS>();

/** Go's words for what RE2JS reports. */
function syntaxError(error: unknown): GoError {
  const text = error instanceof Error ? error.message : String(error);
  const message = text.endsWith('at end of expression')
    ? `${text}: \`\``
    : text;
  return new GoError(message, error instanceof Error ? error : undefined);
}

/**
 * A pattern in RE2's syntax.
 * @throws GoError - in Go's words: `error parsing regexp: missing closing ): …`
 */
export function compileRegexp(pattern: string): RE2JS {
  const cached = compiled.get(pattern);
  if (cached) {
    return cached;
  }
  try {
    const regex = RE2JS.compile(withShortUnicodeNames(pattern));
    if (compiled.size >= MOST_CACHED) {
      compiled.clear();
    }
    compiled.set(pattern, regex);
    return regex;
  } catch (error) {
    throw syntaxError(error);
  }
}

/** A match of a pattern in a text. */
export interface RegexpMatch {
  readonly start: number;
  readonly end: number;
  /** Start and end of each group, -1 when it took no part. */
  readonly groups: readonly (readonly [number, number])[];
}

/**
 * All matches in Go's way: an empty match right after another match is none.
 * @param limit - most matches; below 0 means all
 */
export function* matches(regex: RE2JS, text: string, limit: number) {
  const matcher = regex.matcher(text);
  let at = 0;
  let previousEnd = -1;
  for (let count = 0; limit < 0 || count < limit; ) {
    if (at > text.length || !matcher.find(at)) {
      return;
    }
    const [start, end] = [matcher.start(), matcher.end()];
    const isEmptyAfterMatch = start === end && start === previousEnd;
    if (!isEmptyAfterMatch) {
      yield readMatch(matcher, start, end);
      count += 1;
    }
    previousEnd = end;
    at = end > start || end > at ? end : nextRune(text, end);
    if (start === end) {
      at = nextRune(text, end);
    }
  }
}

type Matcher = ReturnType<RE2JS['matcher']>;

function readMatch(matcher: Matcher, start: number, end: number): RegexpMatch {
  const groups: [number, number][] = [];
  for (let i = 0; i <= matcher.groupCount(); i++) {
    groups.push([matcher.start(i), matcher.end(i)]);
  }
  return { start, end, groups };
}

function nextRune(text: string, at: number): number {
  const code = text.codePointAt(at);
  return at + (code !== undefined && code > 0xffff ? 2 : 1);
}

const REFERENCE = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;
/** Go takes `01` for a name. */
const INDEX = /^(?:0|[1-9][0-9]*)$/;

/**
 * Go's Regexp.Expand: `$1`, `${1}`, `$name`, `$$`. The longest name counts
 * (`$1x` is `${1x}`), and one that there is no group of stands for nothing.
 */
export function expand(
  template: string,
  text: string,
  match: RegexpMatch,
  regex: RE2JS,
): string {
  const names = regex.namedGroups();
  return template.replace(REFERENCE, (whole, braced, bare) => {
    if (whole === '$$') {
      return '$';
    }
    const name: string = braced ?? bare;
    const index = INDEX.test(name) ? Number(name) : names[name];
    const [start, end] = match.groups[index ?? -1] ?? [-1, -1];
    return start < 0 ? '' : text.slice(start, end);
  });
}

/** A pattern of Go's `regexp`, in linear time. */
export class GoRegexp {
  private readonly regex: RE2JS;

  /** @throws GoError - in Go's words: `error parsing regexp: missing closing ): …` */
  constructor(pattern: string) {
    this.regex = compileRegexp(pattern);
  }

  /** Whether it matches somewhere in the text. */
  test(text: string): boolean {
    return this.regex.matcher(text).find();
  }

  /**
   * What the first match makes of a template such as `$major.$2`.
   * @returns undefined without a match
   */
  expandFirst(text: string, template: string): string | undefined {
    for (const match of matches(this.regex, text, 1)) {
      return expand(template, text, match, this.regex);
    }
    return undefined;
  }
}
