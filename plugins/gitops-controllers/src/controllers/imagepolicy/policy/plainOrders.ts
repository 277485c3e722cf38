import { compareStrings, parseFloatGo } from '@backstage-gitops/go-template';
import { TagError } from './TagOrder';
import type { TagOrder } from './TagOrder';

/** `asc` takes the last in ascending order, `desc` the first. */
type Direction = 'asc' | 'desc';

/** By the bytes of the text. */
export function alphabeticalOrder(direction: Direction): TagOrder {
  const sign = direction === 'desc' ? -1 : 1;
  return {
    isBetter: (text, best) =>
      best === undefined || sign * compareStrings(text, best) > 0,
  };
}

/** @throws TagError - `invalid-number` */
function numberOf(text: string): number {
  const value = parseFloatGo(text);
  if (value !== undefined) return value;
  throw new TagError(
    'invalid-number',
    `failed to parse invalid numeric value '${text}'`,
  );
}

/** By value, as a 64-bit float; of equal ones the last. */
export function numericalOrder(direction: Direction): TagOrder {
  let best = NaN;
  return {
    isBetter(text, previous) {
      const value = numberOf(text);
      const isWorse = direction === 'desc' ? value > best : value < best;
      if (previous !== undefined && isWorse) return false;
      best = value;
      return true;
    },
  };
}
