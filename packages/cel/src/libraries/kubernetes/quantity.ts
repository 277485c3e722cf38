import type { Budget } from '../../evaluate/Budget';
import { opaqueType } from '../../types/CelType';
import { Fault } from '../../values/Fault';
import type { Result, Value } from '../../values/Value';
import { Opaque } from '../../values/Value';
import type { Library } from '../Library';
import { fn, method } from '../Library';
import type { Decimal } from './goQuantity';
import {
  addDecimals,
  compareDecimals,
  negateDecimal,
  parseQuantity,
  toDouble,
  toInteger,
} from './goQuantity';

const NAME = 'kubernetes.Quantity';
const TYPE = opaqueType(NAME);
const MESSAGE =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

class Quantity extends Opaque {
  readonly type = TYPE;

  constructor(readonly value: Decimal) {
    super();
  }

  equals(other: Opaque): boolean {
    return (
      other instanceof Quantity &&
      compareDecimals(this.value, other.value) === 0
    );
  }
}

const valueOf = (value: Value) => (value as Quantity).value;

const CHARS_PER_STEP = 2;
const STEPS = 50;

/** Long numbers are charged by their digits. */
function read([text]: readonly Value[], budget: Budget): Decimal | undefined {
  budget.step(STEPS + String(text).length / CHARS_PER_STEP);
  return parseQuantity(String(text));
}

function toQuantity(args: readonly Value[], budget: Budget): Result {
  const value = read(args, budget);
  return value ? new Quantity(value) : new Fault(MESSAGE);
}

function operand(value: Value): Decimal {
  return typeof value === 'bigint'
    ? { unscaled: value, exponent: 0, isSmall: true }
    : valueOf(value);
}

function add([a, b]: readonly Value[], budget: Budget): Result {
  budget.step(STEPS);
  return new Quantity(addDecimals(valueOf(a), operand(b)));
}

function subtract([a, b]: readonly Value[], budget: Budget): Result {
  budget.step(STEPS);
  return new Quantity(addDecimals(valueOf(a), negateDecimal(operand(b))));
}

const order = ([a, b]: readonly Value[]) =>
  compareDecimals(valueOf(a), valueOf(b));

function asInteger([quantity]: readonly Value[]): Result {
  return (
    toInteger(valueOf(quantity)) ?? new Fault('cannot convert value to integer')
  );
}

function sign([quantity]: readonly Value[]): Result {
  const { unscaled } = valueOf(quantity);
  if (unscaled === 0n) return 0n;
  return unscaled < 0n ? -1n : 1n;
}

/** Kubernetes quantities, e.g. `quantity('1Gi').isGreaterThan(quantity('1M'))`. */
export const quantities: Library = {
  types: [TYPE],
  overloads: [
    fn('quantity', `(string) ${NAME}`, toQuantity),
    fn(
      'isQuantity',
      '(string) bool',
      (args, budget) => read(args, budget) !== undefined,
    ),
    fn('sign', `(${NAME}) int`, sign),
    method('isGreaterThan', `(${NAME}, ${NAME}) bool`, args => order(args) > 0),
    method('isLessThan', `(${NAME}, ${NAME}) bool`, args => order(args) < 0),
    method('compareTo', `(${NAME}, ${NAME}) int`, args => BigInt(order(args))),
    method('asApproximateFloat', `(${NAME}) double`, ([quantity]) =>
      toDouble(valueOf(quantity)),
    ),
    method('asInteger', `(${NAME}) int`, asInteger),
    method(
      'isInteger',
      `(${NAME}) bool`,
      ([quantity]) => toInteger(valueOf(quantity)) !== undefined,
    ),
    ...[NAME, 'int'].flatMap(other => [
      method('add', `(${NAME}, ${other}) ${NAME}`, add),
      method('sub', `(${NAME}, ${other}) ${NAME}`, subtract),
    ]),
  ],
};
