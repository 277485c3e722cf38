import type { GoValue } from '@backstage-gitops/go-template';
import { HelmError } from '../errors';
import { goQuote } from '../text/goQuote';

const MAX_INDEX = 65536;
const MAX_INT64 = 2n ** 63n - 1n;

/**
 * The number of a list index.
 * @throws HelmError - code VALUES, worded as Go's strconv.Atoi
 */
export function parseIndex(text: string): number {
  const problem = numberProblem(text);
  if (problem) {
    throw new HelmError(
      'VALUES',
      `error parsing index: strconv.Atoi: parsing ${goQuote(text)}: ${problem}`,
    );
  }
  return Number(text);
}

function numberProblem(text: string): string | undefined {
  if (!/^[+-]?\d+$/.test(text)) {
    return 'invalid syntax';
  }
  const value = BigInt(text.replace('+', ''));
  return value > MAX_INT64 || value < -MAX_INT64 - 1n
    ? 'value out of range'
    : undefined;
}

/**
 * The list with `value` at `index`: itself, as Go's slices share their array,
 * or a longer one, filled up with null.
 * @throws HelmError - code VALUES: the index is larger than 65536
 */
export function setIndex(
  list: GoValue[],
  index: number,
  value: GoValue,
): GoValue[] {
  if (index > MAX_INDEX) {
    throw new HelmError(
      'VALUES',
      `index of ${index} is greater than maximum supported index of ${MAX_INDEX}`,
    );
  }
  if (index < list.length) {
    list[index] = value;
    return list;
  }
  const extended = [...list];
  while (extended.length <= index) {
    extended.push(null);
  }
  extended[index] = value;
  return extended;
}
