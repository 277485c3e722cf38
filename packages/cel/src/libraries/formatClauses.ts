import { Fault } from '../values/Fault';

/** One `%.2f`: its letter and precision. */
export interface Clause {
  readonly verb: string;
  readonly precision: number;
  readonly argument: number;
}

const DEFAULT_PRECISION = 6;
/** Longer fractions are refused. */
const MAX_PRECISION = 1_000;
const PLACE = /%(?:(%)|(?:\.(\d*))?([^]?))/gu;

/**
 * Takes a format apart into texts and clauses.
 * @param count - arguments that are there
 */
export function parseFormat(
  format: string,
  count: number,
): (string | Clause)[] | Fault {
  const parts: (string | Clause)[] = [];
  let end = 0;
  let argument = 0;
  for (const place of format.matchAll(PLACE)) {
    const [all, percent, digits, verb] = place;
    parts.push(format.slice(end, place.index));
    end = place.index + all.length;
    if (percent) {
      parts.push('%');
      continue;
    }
    const clause = clauseOf(digits, verb, argument, count);
    if (clause instanceof Fault) return clause;
    parts.push(clause);
    argument++;
  }
  return [...parts, format.slice(end)];
}

function parsing(message: string): Fault {
  return new Fault(`could not parse formatting clause: ${message}`);
}

function clauseOf(
  digits: string | undefined,
  verb: string,
  argument: number,
  count: number,
): Clause | Fault {
  if (argument >= count) return new Fault(`index ${argument} out of range`);
  if (verb === '' && digits === undefined) {
    return new Fault('unexpected end of string');
  }
  if (verb === '') {
    return parsing(
      'error while parsing precision: could not find end of precision specifier',
    );
  }
  if (digits === '') {
    return parsing(
      'error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax',
    );
  }
  const precision = digits === undefined ? DEFAULT_PRECISION : Number(digits);
  if (!(precision <= MAX_PRECISION)) {
    return parsing(
      `error while parsing precision: more than ${MAX_PRECISION} digits`,
    );
  }
  return 'sdfebxXo'.includes(verb)
    ? { verb, precision, argument }
    : parsing(`unrecognized formatting clause "${verb}"`);
}
