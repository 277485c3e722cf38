import { trimSpace, trimSpaceStart } from '../text/trimSpace';

/** How documents are divided. */
export interface SplitOptions {
  /**
   * The last document keeps the blanks at its end, as from Helm 4.2 on.
   * Default false.
   */
  readonly keepsEnd?: boolean;
}

/**
 * Divides rendered text into documents at lines that begin with `---`.
 * Blanks around a document are removed, empty documents are dropped.
 */
export function splitManifests(
  text: string,
  { keepsEnd = false }: SplitOptions = {},
): string[] {
  const trim = keepsEnd ? trimSpaceStart : trimSpace;
  return splitAtSeparators(trim(text))
    .filter(part => (keepsEnd ? trimSpace(part) : part) !== '')
    .map(part => trim(part));
}

/** What Go's `\s` matches. */
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0c, 0x0d]);

/**
 * Splits where a line begins with `---`, the blanks on both sides of it
 * removed. A scan instead of a regular expression: `\s*\n---\s*` takes
 * quadratic time on long runs of blanks.
 */
function splitAtSeparators(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let from = 0;
  for (;;) {
    const found = text.indexOf('---', from);
    if (found < 0) {
      parts.push(text.slice(start));
      return parts;
    }
    const isAtStart = found === 0;
    const isAtLineStart = text.charCodeAt(found - 1) === 0x0a && found > start;
    if (isAtStart || isAtLineStart) {
      parts.push(text.slice(start, skipBlanksBack(text, found, start)));
      start = skipBlanks(text, found + 3);
      from = start;
    } else {
      from = found + 1;
    }
  }
}

function skipBlanks(text: string, index: number): number {
  let next = index;
  while (BLANK.has(text.charCodeAt(next))) {
    next++;
  }
  return next;
}

function skipBlanksBack(text: string, index: number, least: number): number {
  let end = index;
  while (end > least && BLANK.has(text.charCodeAt(end - 1))) {
    end--;
  }
  return end;
}
