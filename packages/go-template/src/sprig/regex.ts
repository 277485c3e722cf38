import { RE2JS } from 're2js';
import { GoError } from '../errors';
import { goStrings, GoSlice } from '../values/goCollections';
import { quoteGo } from '../format/quote';
import { GoFunction, goFunction } from '../values/goFunction';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { appendedCapacity, withCapacity } from '../values/capacity';
import { Definitions, numberOf, textFunction } from './define';
import { orElse } from './encodings';
import { withShortUnicodeNames } from './unicodeNames';

/** What Go's FindAll reserves for the first matches. */
const FIRST_ROOM = 10;
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

function compile(pattern: string): RE2JS {
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

interface Match {
  readonly start: number;
  readonly end: number;
  /** Start and end of each group, -1 when it took no part. */
  readonly groups: readonly (readonly [number, number])[];
}

/**
 * All matches in Go's way: an empty match right after another match is none.
 * @param limit - most matches; below 0 means all
 */
function* matches(regex: RE2JS, text: string, limit: number) {
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

function readMatch(matcher: Matcher, start: number, end: number): Match {
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

function findAll(pattern: string, text: string, limit: number): GoValue {
  const found = Array.from(matches(compile(pattern), text, limit), match =>
    text.slice(match.start, match.end),
  );
  return found.length === 0
    ? new GoSlice(GoTypes.strings, [], true)
    : withCapacity(
        goStrings(found),
        appendedCapacity(GoTypes.strings, found.length, FIRST_ROOM),
      );
}

function find(pattern: string, text: string): string {
  for (const match of matches(compile(pattern), text, 1)) {
    return text.slice(match.start, match.end);
  }
  return '';
}

function isMatch(pattern: string, text: string): boolean {
  return compile(pattern).matcher(text).find();
}

function replaceEach(
  pattern: string,
  text: string,
  replacement: (match: Match, regex: RE2JS) => string,
): string {
  const regex = compile(pattern);
  let out = '';
  let at = 0;
  for (const match of matches(regex, text, -1)) {
    out += text.slice(at, match.start) + replacement(match, regex);
    at = match.end;
  }
  return out + text.slice(at);
}

const REFERENCE = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

/** Go's Regexp.Expand: `$1`, `${1}`, `$name`, `$$`. */
function expand(template: string, text: string, match: Match, regex: RE2JS) {
  const names = regex.namedGroups();
  return template.replace(REFERENCE, (whole, braced, bare) => {
    if (whole === '$$') {
      return '$';
    }
    const name: string = braced ?? bare;
    const index = /^[0-9]+$/.test(name) ? Number(name) : names[name];
    const [start, end] = match.groups[index ?? -1] ?? [-1, -1];
    return start < 0 ? '' : text.slice(start, end);
  });
}

function split(pattern: string, text: string, limit: number): GoValue {
  const regex = compile(pattern);
  if (limit === 0) {
    return new GoSlice(GoTypes.strings, [], true);
  }
  if (pattern.length > 0 && text.length === 0) {
    return withCapacity(goStrings(['']));
  }
  const parts: string[] = [];
  let begin = 0;
  let end = 0;
  let count = 0;
  for (const match of matches(regex, text, limit)) {
    count += 1;
    if (limit > 0 && parts.length === limit - 1) {
      break;
    }
    end = match.start;
    if (match.end !== 0) {
      parts.push(text.slice(begin, end));
    }
    begin = match.end;
  }
  if (end !== text.length) {
    parts.push(text.slice(begin));
  }
  return withCapacity(
    goStrings(parts),
    appendedCapacity(GoTypes.strings, parts.length, count),
  );
}

/** A function whose faulty pattern panics, with Go's words for that. */
function panicking(strict: GoFunction): GoFunction {
  return new GoFunction(
    strict.params,
    strict.variadic,
    (args, context) =>
      orElse(
        () => strict.body(args, context),
        error => {
          throw new GoError(
            `regexp: Compile(${quotePattern(args[0] as string)}): ${
              error.message
            }`,
          );
        },
      ),
    strict.result,
  );
}

function quotePattern(pattern: string): string {
  const canBackquote = !/[\u0000-\u0008\u000a-\u001f\u007f`\ufeff]/.test(
    pattern,
  );
  return canBackquote ? `\`${pattern}\`` : quoteGo(pattern);
}

const mustRegexFind = goFunction('string, string', ([pattern, text]) =>
  find(pattern as string, text as string),
);
const mustRegexFindAll = goFunction(
  'string, string, int',
  ([pattern, text, n]) =>
    findAll(pattern as string, text as string, numberOf(n)),
);
const mustRegexSplit = goFunction('string, string, int', ([pattern, text, n]) =>
  split(pattern as string, text as string, numberOf(n)),
);
const mustRegexReplaceAll = goFunction(
  'string, string, string',
  ([pattern, text, next]) =>
    replaceEach(pattern as string, text as string, (match, regex) =>
      expand(next as string, text as string, match, regex),
    ),
);
const mustRegexReplaceAllLiteral = goFunction(
  'string, string, string',
  ([pattern, text, next]) =>
    replaceEach(pattern as string, text as string, () => next as string),
);

/** Sprig's regular expressions, with RE2's syntax and linear time. */
export const regexFunctions: Definitions = {
  regexMatch: goFunction('string, string', ([pattern, text]) =>
    orElse(
      () => isMatch(pattern as string, text as string),
      () => false,
    ),
  ),
  mustRegexMatch: goFunction('string, string', ([pattern, text]) =>
    isMatch(pattern as string, text as string),
  ),
  regexFind: panicking(mustRegexFind),
  mustRegexFind,
  regexFindAll: panicking(mustRegexFindAll),
  mustRegexFindAll,
  regexSplit: panicking(mustRegexSplit),
  mustRegexSplit,
  regexReplaceAll: panicking(mustRegexReplaceAll),
  mustRegexReplaceAll,
  regexReplaceAllLiteral: panicking(mustRegexReplaceAllLiteral),
  mustRegexReplaceAllLiteral,
  regexQuoteMeta: textFunction(text =>
    text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'),
  ),
};
