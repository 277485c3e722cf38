import type { RE2JS } from 're2js';
import { GoError } from '../errors';
import { goStrings, GoSlice } from '../values/goCollections';
import { quoteGo } from '../format/quote';
import { GoFunction, goFunction } from '../values/goFunction';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { appendedCapacity, withCapacity } from '../values/capacity';
import { Definitions, numberOf, textFunction } from './define';
import { orElse } from './encodings';
import { compileRegexp, expand, matches } from './goRegexp';
import type { RegexpMatch } from './goRegexp';

/** What Go's FindAll reserves for the first matches. */
const FIRST_ROOM = 10;

function findAll(pattern: string, text: string, limit: number): GoValue {
  const found = Array.from(
    matches(compileRegexp(pattern), text, limit),
    match => text.slice(match.start, match.end),
  );
  return found.length === 0
    ? new GoSlice(GoTypes.strings, [], true)
    : withCapacity(
        goStrings(found),
        appendedCapacity(GoTypes.strings, found.length, FIRST_ROOM),
      );
}

function find(pattern: string, text: string): string {
  for (const match of matches(compileRegexp(pattern), text, 1)) {
    return text.slice(match.start, match.end);
  }
  return '';
}

function isMatch(pattern: string, text: string): boolean {
  return compileRegexp(pattern).matcher(text).find();
}

function replaceEach(
  pattern: string,
  text: string,
  replacement: (match: RegexpMatch, regex: RE2JS) => string,
): string {
  const regex = compileRegexp(pattern);
  let out = '';
  let at = 0;
  for (const match of matches(regex, text, -1)) {
    out += text.slice(at, match.start) + replacement(match, regex);
    at = match.end;
  }
  return out + text.slice(at);
}

function split(pattern: string, text: string, limit: number): GoValue {
  const regex = compileRegexp(pattern);
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
