import { goQuote } from '../text/goQuote';

const LAYOUT = '2006-01-02T15:04:05Z07:00';

/** The parts of the layout, as Go names them: what they match, and the bounds of its number. */
const PARTS: readonly TimePart[] = [
  { name: '2006', pattern: /^\d{4}/ },
  { name: '-', pattern: /^-/ },
  { name: '01', pattern: /^\d\d/, what: 'month', least: 1, most: 12 },
  { name: '-', pattern: /^-/ },
  { name: '02', pattern: /^\d\d/ },
  { name: 'T', pattern: /^T/ },
  { name: '15', pattern: /^\d\d/, what: 'hour', least: 0, most: 23 },
  { name: ':', pattern: /^:/ },
  { name: '04', pattern: /^\d\d/, what: 'minute', least: 0, most: 59 },
  { name: ':', pattern: /^:/ },
  {
    name: '05',
    pattern: /^\d\d(?:[.,]\d+)?/,
    what: 'second',
    least: 0,
    most: 59,
  },
  { name: 'Z07:00', pattern: /^(?:Z|[+-]\d\d:\d\d)/ },
];

interface TimePart {
  readonly name: string;
  readonly pattern: RegExp;
  readonly what?: string;
  readonly least?: number;
  readonly most?: number;
}

/**
 * Why a text is no time in RFC 3339, in the words of Go's time package;
 * undefined when it is one.
 */
export function timeProblem(text: string): string | undefined {
  const prefix = `parsing time ${goQuote(text)}`;
  let rest = text;
  for (const part of PARTS) {
    const [matched] = part.pattern.exec(rest) ?? [];
    if (matched === undefined) {
      return `${prefix} as ${goQuote(LAYOUT)}: cannot parse ${goQuote(
        rest,
      )} as ${goQuote(part.name)}`;
    }
    if (isOutOfRange(matched, part)) {
      return `${prefix}: ${part.what} out of range`;
    }
    rest = rest.slice(matched.length);
  }
  if (rest !== '') {
    return `${prefix}: extra text: ${goQuote(rest)}`;
  }
  return hasDay(text) ? undefined : `${prefix}: day out of range`;
}

function isOutOfRange(text: string, { least, most }: TimePart): boolean {
  const value = Number(text.slice(0, 2));
  return (
    least !== undefined && most !== undefined && (value < least || value > most)
  );
}

/** Whether the month of a time has its day. */
function hasDay(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const february = isLeap ? 29 : 28;
  const days = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= days[month - 1];
}
