import { weighing } from '../exec/weigh';
import { goFunction } from '../values/goFunction';
import { GoSlice, goStringMap, goStrings } from '../values/goCollections';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { withCapacity } from '../values/capacity';
import { byteLength, compareStrings, sliceBytes } from '../values/utf8';
import { elementsOf } from '../values/reflect';
import { textOf, textsOf } from '../values/text';
import { quoteGo } from '../format/quote';
import { sprintf } from '../format/printf';
import { GoError } from '../errors';
import {
  lowerGo,
  onByteText,
  titleGo,
  trimGo,
  uncapitalize,
  upperGo,
} from './letters';
import { abbreviate } from './abbreviate';
import { wrapText } from './wrap';
import {
  Definitions,
  numberOf,
  runtimeError,
  textFunction,
  twoTexts,
} from './define';
import type { CallContext } from '../exec/callContext';

function present(values: readonly GoValue[]): GoValue[] {
  return values.filter(value => value !== null && value !== undefined);
}

function repeat(count: number, text: string, context: CallContext): string {
  if (count < 0) {
    throw new GoError('strings: negative Repeat count');
  }
  context.allowText(count * text.length);
  return text.repeat(count);
}

function indent(spaces: number, text: string, context: CallContext): string {
  const pad = repeat(spaces, ' ', context);
  return pad + text.replaceAll('\n', `\n${pad}`);
}

function trimChars(cutset: string, text: string): string {
  const chars = new Set(cutset);
  const runes = Array.from(text);
  let start = 0;
  let end = runes.length;
  while (start < end && chars.has(runes[start])) {
    start += 1;
  }
  while (end > start && chars.has(runes[end - 1])) {
    end -= 1;
  }
  return runes.slice(start, end).join('');
}

function truncate(count: number, text: string): string {
  const length = byteLength(text);
  if (count < 0 && length + count > 0) {
    return sliceBytes(text, length + count, length);
  }
  return count >= 0 && length > count ? sliceBytes(text, 0, count) : text;
}

function substring(start: number, end: number, text: string): string {
  const length = byteLength(text);
  if (start < 0) {
    return checkedSlice(text, 0, end, length);
  }
  if (end < 0 || end > length) {
    if (start > length) {
      throw runtimeError(`slice bounds out of range [${start}:${length}]`);
    }
    return sliceBytes(text, start, length);
  }
  return checkedSlice(text, start, end, length);
}

function checkedSlice(
  text: string,
  start: number,
  end: number,
  length: number,
): string {
  if (end < 0) {
    throw runtimeError(`slice bounds out of range [:${end}]`);
  }
  if (end > length) {
    throw runtimeError(
      `slice bounds out of range [:${end}] with length ${length}`,
    );
  }
  if (start > end) {
    throw runtimeError(`slice bounds out of range [${start}:${end}]`);
  }
  return sliceBytes(text, start, end);
}

/** Go's strings.SplitN; `limit` below 0 is no limit. */
function splitText(text: string, separator: string, limit = -1) {
  if (limit === 0) {
    return [];
  }
  const parts = separator === '' ? Array.from(text) : text.split(separator);
  if (limit < 0 || parts.length <= limit) {
    return parts;
  }
  const rest = parts.slice(limit - 1).join(separator);
  return [...parts.slice(0, limit - 1), rest];
}

function numbered(parts: readonly string[]) {
  return goStringMap(parts.map((part, i): [string, string] => [`_${i}`, part]));
}

function isStrings(value: GoValue): value is GoSlice {
  return value instanceof GoSlice && value.goType === GoTypes.strings;
}

/** Texts of a list, with the capacity of the list before nils were left out; a `[]string` itself. */
function stringsOf(value: GoValue): GoSlice {
  return isStrings(value)
    ? value
    : withCapacity(goStrings(textsOf(value)), elementsOf(value)?.length ?? 1);
}

/** Sorts; a `[]string` in its place, as Go does. */
function sortAlpha(list: GoValue): GoValue {
  if (!elementsOf(list)) {
    return withCapacity(goStrings([textOf(list)]));
  }
  const strings = stringsOf(list);
  (strings.items as string[]).sort(compareStrings);
  return strings;
}

const trimAll = twoTexts((cutset, text) => trimChars(cutset, text));

/** Sprig's string functions. */
export const stringFunctions: Definitions = weighing({
  abbrev: goFunction('int, string', ([width, text]) =>
    abbreviate(text as string, 0, numberOf(width)),
  ),
  abbrevboth: goFunction('int, int, string', ([left, right, text]) => {
    const [offset, width] = [numberOf(left), numberOf(right)];
    return width < 4 || (offset > 0 && width < 7)
      ? text
      : abbreviate(text as string, offset, width);
  }),
  trunc: goFunction('int, string', ([count, text]) =>
    truncate(numberOf(count), text as string),
  ),
  trim: textFunction(trimGo),
  upper: textFunction(upperGo),
  lower: textFunction(lowerGo),
  title: textFunction(titleGo),
  untitle: textFunction(uncapitalize),
  substr: goFunction('int, int, string', ([start, end, text]) =>
    substring(numberOf(start), numberOf(end), text as string),
  ),
  repeat: goFunction('int, string', ([count, text], context) =>
    repeat(numberOf(count), text as string, context),
  ),
  trimall: trimAll,
  trimAll,
  trimSuffix: twoTexts((suffix, text) =>
    suffix !== '' && text.endsWith(suffix)
      ? text.slice(0, -suffix.length)
      : text,
  ),
  trimPrefix: twoTexts((prefix, text) =>
    text.startsWith(prefix) ? text.slice(prefix.length) : text,
  ),
  wrap: goFunction('int, string', ([width, text]) =>
    onByteText(text as string, bytes =>
      wrapText(bytes, numberOf(width), '\n', false),
    ),
  ),
  wrapWith: goFunction('int, string, string', ([width, separator, text]) =>
    onByteText(text as string, (bytes, write) =>
      wrapText(
        bytes,
        numberOf(width),
        write((separator as string) || '\n'),
        true,
      ),
    ),
  ),
  contains: twoTexts((part, text) => text.includes(part)),
  hasPrefix: twoTexts((prefix, text) => text.startsWith(prefix)),
  hasSuffix: twoTexts((suffix, text) => text.endsWith(suffix)),
  quote: goFunction('...any', values =>
    present(values)
      .map(value => quoteGo(textOf(value)))
      .join(' '),
  ),
  squote: goFunction('...any', values =>
    present(values)
      .map(value => sprintf("'%v'", [value]))
      .join(' '),
  ),
  cat: goFunction('...any', values => {
    const shown = present(values);
    return sprintf(shown.map(() => '%v').join(' '), shown);
  }),
  indent: goFunction('int, string', ([spaces, text], context) =>
    indent(numberOf(spaces), text as string, context),
  ),
  nindent: goFunction(
    'int, string',
    ([spaces, text], context) =>
      `\n${indent(numberOf(spaces), text as string, context)}`,
  ),
  replace: goFunction('string, string, string', ([old, next, text]) =>
    replaceAll(text as string, old as string, next as string),
  ),
  plural: goFunction('string, string, int', ([one, many, count]) =>
    numberOf(count) === 1 ? one : many,
  ),
  toString: goFunction('any', ([value]) => textOf(value)),
  toStrings: goFunction('any', ([value]) => stringsOf(value)),
  join: goFunction('string, any', ([separator, list], context) => {
    const texts = textsOf(list);
    context.spend(texts.length);
    return texts.join(separator as string);
  }),
  sortAlpha: goFunction('any', ([list]) => sortAlpha(list)),
  split: twoTexts((separator, text) => numbered(splitText(text, separator))),
  splitList: twoTexts((separator, text) =>
    withCapacity(goStrings(splitText(text, separator))),
  ),
  splitn: goFunction('string, int, string', ([separator, limit, text]) =>
    numbered(splitText(text as string, separator as string, numberOf(limit))),
  ),
});

/** Go's strings.ReplaceAll: an empty `old` matches before every character and at the end. */
function replaceAll(text: string, old: string, next: string): string {
  if (old !== '') {
    return text.split(old).join(next);
  }
  return next + Array.from(text, rune => rune + next).join('');
}
