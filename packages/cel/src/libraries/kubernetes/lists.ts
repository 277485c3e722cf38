import { add } from '../../evaluate/arithmetic';
import type { Budget } from '../../evaluate/Budget';
import { compare } from '../../values/compare';
import { equals } from '../../values/equality';
import { Fault, isFault } from '../../values/Fault';
import type { Result, Value } from '../../values/Value';
import { CelList, Duration, Uint } from '../../values/Value';
import type { Library } from '../Library';
import { method } from '../Library';

const ZEROS: Readonly<Record<string, Value>> = {
  int: 0n,
  uint: new Uint(0n),
  double: 0,
  duration: new Duration(0n),
};
const COMPARABLE = [
  ...['int', 'uint', 'double', 'bool', 'duration', 'timestamp'],
  ...['string', 'bytes'],
];

function isSorted([list]: readonly Value[], budget: Budget): Result {
  let before: Value | undefined;
  for (const item of list as CelList) {
    budget.step(1);
    const order = before === undefined ? 0 : compare(before, item);
    if (typeof order === 'number' && order > 0) return false;
    before = item;
  }
  return true;
}

function sumFrom(zero: Value) {
  return ([list]: readonly Value[], budget: Budget): Result => {
    let sum: Value = zero;
    for (const item of list as CelList) {
      budget.step(1);
      const next = add(sum, item, budget);
      if (isFault(next)) return next;
      sum = next;
    }
    return sum;
  };
}

/** @param direction - 1 for the least, -1 for the greatest */
function extreme(name: string, direction: number) {
  return ([list]: readonly Value[], budget: Budget): Result => {
    let best: Value | undefined;
    for (const item of list as CelList) {
      budget.step(1);
      const order = best === undefined ? 1 : compare(best, item);
      if (best === undefined) best = item;
      else if (typeof order === 'number' && order * direction > 0) best = item;
    }
    return best === undefined
      ? new Fault(`${name} called on empty list`)
      : best;
  };
}

function indexIn(isLast: boolean) {
  return ([value, item]: readonly Value[], budget: Budget): Result => {
    const list = value as CelList;
    for (let count = 0; count < list.size; count++) {
      const index = isLast ? list.size - 1 - count : count;
      if (equals(list.at(index), item, budget)) return BigInt(index);
    }
    return -1n;
  };
}

/** `isSorted`, `sum`, `min`, `max`, `indexOf` and `lastIndexOf` of lists. */
export const lists: Library = {
  overloads: [
    ...COMPARABLE.flatMap(type => [
      method('isSorted', `(list(${type})) bool`, isSorted),
      method('min', `(list(${type})) ${type}`, extreme('min', 1)),
      method('max', `(list(${type})) ${type}`, extreme('max', -1)),
    ]),
    ...Object.entries(ZEROS).map(([type, zero]) =>
      method('sum', `(list(${type})) ${type}`, sumFrom(zero)),
    ),
    method('indexOf', '(list(A), A) int', indexIn(false)),
    method('lastIndexOf', '(list(A), A) int', indexIn(true)),
  ],
};
