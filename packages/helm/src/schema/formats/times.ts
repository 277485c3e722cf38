import { goQuote } from '../../text/goQuote';

const LAYOUT = '2006-01-02';

/** Why a text is no date such as `2024-02-29`; worded as Go's time.Parse. */
export function dateProblem(text: string): string | undefined {
  const start = `parsing time ${goQuote(text)}`;
  const parts: [RegExp, string][] = [
    [/^\d{4}/, '2006'],
    [/^-/, '-'],
    [/^\d{2}/, '01'],
    [/^-/, '-'],
    [/^\d{2}/, '02'],
  ];
  let rest = text;
  for (const [pattern, layout] of parts) {
    const matched = pattern.exec(rest);
    if (!matched) {
      return `${start} as ${goQuote(LAYOUT)}: cannot parse ${goQuote(
        rest,
      )} as ${goQuote(layout)}`;
    }
    rest = rest.slice(matched[0].length);
    const month = Number(matched[0]);
    if (layout === '01' && (month < 1 || month > 12)) {
      return `${start}: month out of range`;
    }
  }
  if (rest !== '') {
    return `${start}: extra text: ${goQuote(rest)}`;
  }
  return isDay(text) ? undefined : `${start}: day out of range`;
}

function isDay(date: string): boolean {
  const [year, month, day] = date.split('-').map(Number);
  const last = new Date(Date.UTC(2000, month, 0));
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && !isLeap ? 28 : last.getUTCDate();
  return day >= 1 && day <= days;
}

/** Why a text is no time such as `12:30:00.5+01:00`. */
export function timeProblem(text: string): string | undefined {
  if (text.length < 9) {
    return 'less than 9 characters long';
  }
  if (text[2] !== ':' || text[5] !== ':') {
    return 'missing colon in correct place';
  }
  const clock = text.slice(0, 8).split(':');
  if (!clock.every(part => /^\d+$/.test(part))) {
    return 'invalid hour/min/sec';
  }
  const [hours, minutes, seconds] = clock.map(Number);
  if (hours > 23 || minutes > 59 || seconds > 60) {
    return 'hour/min/sec out of range';
  }
  const fraction = /^\.(\d*)/.exec(text.slice(8));
  if (fraction?.[1] === '') {
    return 'no digits in second fraction';
  }
  return zoneProblem(text.slice(8 + (fraction?.[0].length ?? 0)), {
    minutes: hours * 60 + minutes,
    isLeapSecond: seconds === 60,
  });
}

function zoneProblem(
  zone: string,
  clock: { minutes: number; isLeapSecond: boolean },
): string | undefined {
  let offset = 0;
  if (zone.toLowerCase() !== 'z') {
    const problem = offsetProblem(zone);
    if (problem) {
      return problem;
    }
    const [hours, minutes] = zone.slice(1).split(':').map(Number);
    offset = (zone[0] === '+' ? -1 : 1) * (hours * 60 + minutes);
  }
  const day = 24 * 60;
  const utc = (clock.minutes + offset + day) % day;
  return clock.isLeapSecond && utc !== day - 1
    ? 'invalid leap second'
    : undefined;
}

function offsetProblem(zone: string): string | undefined {
  if (zone.length !== 6) {
    return 'offset must be 6 characters long';
  }
  if (zone[0] !== '+' && zone[0] !== '-') {
    return 'offset must begin with plus/minus';
  }
  if (zone[3] !== ':') {
    return 'missing colon in offset in correct place';
  }
  const parts = zone.slice(1).split(':');
  if (!parts.every(part => /^\d+$/.test(part))) {
    return 'invalid hour/min in offset';
  }
  return Number(parts[0]) > 23 || Number(parts[1]) > 59
    ? 'hour/min in offset out of range'
    : undefined;
}

/** Why a text is no date and time such as `2024-02-29T12:30:00Z`. */
export function dateTimeProblem(text: string): string | undefined {
  if (text.length < 20) {
    return 'less than 20 characters long';
  }
  if (text[10].toLowerCase() !== 't') {
    return '11th character must be t or T';
  }
  const date = dateProblem(text.slice(0, 10));
  if (date) {
    return `invalid date element: ${date}`;
  }
  const time = timeProblem(text.slice(11));
  return time && `invalid time element: ${time}`;
}
