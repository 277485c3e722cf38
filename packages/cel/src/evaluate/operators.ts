import { compare, isComparable } from '../values/compare';
import { equals, listContains } from '../values/equality';
import { Fault, NO_SUCH_OVERLOAD } from '../values/Fault';
import type { Result, Value } from '../values/Value';
import { CelList, CelMap } from '../values/Value';
import { add, divide, modulo, multiply, subtract } from './arithmetic';
import type { Budget } from './Budget';

type Operator = (left: Value, right: Value, budget: Budget) => Result;

const BYTES_PER_STEP = 64;

function textSize(value: Value): number {
  return typeof value === 'string' || value instanceof Uint8Array
    ? value.length
    : 0;
}

function ordering(name: string, test: (order: number) => boolean): Operator {
  const none = new Fault(`no such overload: ${name}`);
  return (left, right, budget) => {
    const size = Math.min(textSize(left), textSize(right));
    if (size > BYTES_PER_STEP) budget.step(size / BYTES_PER_STEP);
    if (!isComparable(left)) return none;
    const order = compare(left, right);
    return order instanceof Fault ? order : test(order);
  };
}

function isIn(item: Value, container: Value, budget: Budget): Result {
  if (container instanceof CelList) {
    return listContains(container, item, budget);
  }
  return container instanceof CelMap
    ? container.find(item) !== undefined
    : NO_SUCH_OVERLOAD;
}

/** The operators with two operands that are evaluated both. */
export const BINARY: Readonly<Record<string, Operator>> = {
  '_+_': add,
  '_-_': subtract,
  '_*_': multiply,
  '_/_': divide,
  '_%_': modulo,
  '_==_': (left, right, budget) => equals(left, right, budget),
  '_!=_': (left, right, budget) => !equals(left, right, budget),
  '_<_': ordering('_<_', order => order < 0),
  '_<=_': ordering('_<=_', order => order <= 0),
  '_>_': ordering('_>_', order => order > 0),
  '_>=_': ordering('_>=_', order => order >= 0),
  '@in': isIn,
};
