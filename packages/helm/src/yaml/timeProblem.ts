import { goQuote } from '../text/goQuote';

const LAYOUT = '2006-01-02T15:04:05Z07:00';

/** The parts of the layout, as Go names them, with what they match. */
const PARTS: readonly (readonly [string, RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d\d/],
  ['-', /^-/],
  ['02', /^\d\d/],
  ['T', /^T/],
  ['15', /^\d\d/],
  [':', /^:/],
  ['04', /^\d\d/],
  [':', /^:/],
  ['05', /^\d\d(?:[.,]\d+)?/],
  ['Z07:00', /^(?:Z|[+-]\d\d:\d\d)/],
];

/**
 * Why a text is no time in RFC 3339, in the words of Go's time package;
 * undefined when it is one. Days are not counted against their month.
 */
export function timeProblem(text: string): string | undefined {
  const prefix = `parsing time ${goQuote(text)}`;
  let rest = text;
  for (const [part, pattern] of PARTS) {
    const matched = pattern.exec(rest);
    if (!matched) {
      return `${prefix} as ${goQuote(LAYOUT)}: cannot parse ${goQuote(
        rest,
      )} as ${goQuote(part)}`;
    }
    rest = rest.slice(matched[0].length);
  }
  return rest === '' ? undefined : `${prefix}: extra text: ${goQuote(rest)}`;
}
