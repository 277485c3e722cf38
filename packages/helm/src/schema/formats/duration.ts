import { goRune } from './goRune';

const UNITS = ['YMD', 'HMS'];

/** Why a text is no ISO 8601 duration such as `P1DT12H`. */
export function durationProblem(text: string): string | undefined {
  if (!text.startsWith('P')) {
    return 'must start with P';
  }
  const rest = text.slice(1);
  if (rest === '') {
    return 'nothing after P';
  }
  if (rest.endsWith('W')) {
    return weekProblem(rest.slice(0, -1));
  }
  for (const [index, part] of rest.split('T').entries()) {
    if (index > 0 && part === '') {
      return 'no time elements';
    }
    if (index >= UNITS.length) {
      return 'more than one T';
    }
    const problem = partProblem(part, UNITS[index]);
    if (problem) {
      return problem;
    }
  }
  return undefined;
}

function weekProblem(weeks: string): string | undefined {
  if (weeks === '') {
    return 'no number in week';
  }
  return /^\d+$/.test(weeks) ? undefined : 'invalid week';
}

function partProblem(part: string, units: string): string | undefined {
  let left = units;
  let rest = part;
  while (rest !== '') {
    const digits = /^\d*/.exec(rest)?.[0] ?? '';
    if (digits === '') {
      return 'missing number';
    }
    const unit = rest[digits.length];
    if (unit === undefined) {
      return 'missing unit';
    }
    const position = left.indexOf(unit);
    if (position < 0) {
      return units.includes(unit)
        ? `unit ${goRune(unit)} out of order`
        : `invalid unit ${goRune(unit)}`;
    }
    left = left.slice(position + 1);
    rest = rest.slice(digits.length + 1);
  }
  return undefined;
}
