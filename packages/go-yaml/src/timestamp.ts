const CLOCK = '(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:[.,]\\d+)?';
const TIMESTAMP = new RegExp(
  `^(\\d{4})-(\\d{1,2})-(\\d{1,2})` +
    `(?:[Tt]${CLOCK}(?:Z|[-+](\\d\\d):(\\d\\d))| +${CLOCK})?$`,
);

/**
 * Whether an unquoted scalar is a timestamp: RFC 3339 with short fields, the
 * same with a space and without a zone, or a date.
 */
export function isTimestamp(text: string): boolean {
  if (text.charCodeAt(4) !== 0x2d) {
    return false;
  }
  const match = TIMESTAMP.exec(text);
  if (!match) {
    return false;
  }
  const field = (index: number) => Number(match[index] ?? 0);
  return (
    isDate(field(1), field(2), field(3)) &&
    isClock(field(4), field(5), field(6)) &&
    field(7) <= 24 &&
    field(8) <= 60 &&
    isClock(field(9), field(10), field(11))
  );
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) {
    return false;
  }
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const february = isLeap ? 29 : 28;
  const days = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= days[month - 1];
}

function isClock(hour: number, minute: number, second: number): boolean {
  return hour < 24 && minute < 60 && second < 60;
}
