import { characterWidth, fromByteString } from './bytes';

/** Counts work across one substitution; throws when there is too much. */
export interface Budget {
  spend(steps: number): void;
}

type Matcher = (text: string, index: number, end: number) => number;

interface Chunk {
  /** A `*` stands before it. */
  readonly afterStar: boolean;
  /** Each takes one character at `index` and returns how many bytes, or -1. */
  readonly matchers: readonly Matcher[];
}

const isLiteral =
  (literal: string): Matcher =>
  (text, index) =>
    text[index] === literal ? 1 : -1;
const anyCharacter: Matcher = characterWidth;

function codePoint(bytes: string): number {
  return fromByteString(bytes).codePointAt(0) ?? 0;
}

/** Reads `[…]` after its bracket; undefined when it is malformed. */
function parseClass(
  pattern: string,
  begin: number,
): { matcher: Matcher; end: number } | undefined {
  let index = begin;
  const negated = pattern[index] === '^';
  if (negated) index++;
  const ranges: Array<[number, number]> = [];
  const take = (): number | undefined => {
    const first = pattern[index];
    if (first === undefined || first === '-' || first === ']') return undefined;
    if (first === '\\') index++;
    if (index >= pattern.length) return undefined;
    const width = characterWidth(pattern, index);
    const point = codePoint(pattern.slice(index, index + width));
    index += width;
    // A class that ends with the pattern has no bracket.
    return index >= pattern.length ? undefined : point;
  };
  while (ranges.length === 0 || pattern[index] !== ']') {
    const low = take();
    if (low === undefined) return undefined;
    let high: number | undefined = low;
    if (pattern[index] === '-') {
      index++;
      high = take();
      if (high === undefined) return undefined;
    }
    ranges.push([low, high]);
  }
  const matcher: Matcher = (text, at, limit) => {
    const width = characterWidth(text, at, limit);
    const point = codePoint(text.slice(at, at + width));
    const inside = ranges.some(([low, high]) => low <= point && point <= high);
    return inside === negated ? -1 : width;
  };
  return { matcher, end: index + 1 };
}

/** Undefined when the pattern is malformed: nothing is trimmed then. */
function compile(pattern: string): readonly Chunk[] | undefined {
  const chunks: Chunk[] = [];
  let index = 0;
  while (index < pattern.length) {
    const afterStar = pattern[index] === '*';
    while (pattern[index] === '*') index++;
    const matchers: Matcher[] = [];
    while (index < pattern.length && pattern[index] !== '*') {
      const character = pattern[index];
      if (character === '[') {
        const found = parseClass(pattern, index + 1);
        if (!found) return undefined;
        matchers.push(found.matcher);
        index = found.end;
      } else if (character === '?') {
        matchers.push(anyCharacter);
        index++;
      } else {
        if (character === '\\') index++;
        if (index >= pattern.length) return undefined;
        matchers.push(isLiteral(pattern[index]));
        index++;
      }
    }
    chunks.push({ afterStar, matchers });
  }
  return chunks;
}

/** Bytes that the chunk takes at `index`; -1 when it does not match there. */
function matchChunk(
  chunk: Chunk,
  text: string,
  index: number,
  end: number,
): number {
  let at = index;
  for (const matcher of chunk.matchers) {
    if (at >= end) return -1;
    const width = matcher(text, at, end);
    if (width < 0) return -1;
    at += width;
  }
  return at <= end ? at : -1;
}

/** Whether the pattern matches all of `text` up to `end`. */
function matchesPrefix(
  chunks: readonly Chunk[],
  text: string,
  end: number,
  budget: Budget,
): boolean {
  let at = 0;
  for (const [number, chunk] of chunks.entries()) {
    const isLast = number === chunks.length - 1;
    if (isLast && chunk.afterStar && chunk.matchers.length === 0) return true;
    let next = -1;
    for (let start = at; start <= end; start++) {
      budget.spend(1 + chunk.matchers.length);
      const reached = matchChunk(chunk, text, start, end);
      if (reached >= 0 && (!isLast || reached === end)) {
        next = reached;
        break;
      }
      if (!chunk.afterStar) break;
    }
    if (next < 0) return false;
    at = next;
  }
  return at === end;
}

/**
 * Length in bytes of the shortest or longest non-empty prefix of `text` that a
 * shell pattern (`*`, `?`, `[a-z]`, `\`) matches; 0 when none does or the
 * pattern is malformed.
 */
export function matchPrefix(
  pattern: string,
  text: string,
  want: 'shortest' | 'longest',
  budget: Budget,
): number {
  const chunks = compile(pattern);
  if (!chunks) return 0;
  const step = want === 'shortest' ? 1 : -1;
  const first = want === 'shortest' ? 1 : text.length;
  for (let end = first; end >= 1 && end <= text.length; end += step) {
    if (matchesPrefix(chunks, text, end, budget)) return end;
  }
  return 0;
}
