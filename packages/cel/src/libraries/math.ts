import type { Budget } from '../evaluate/Budget';
import { compare } from '../values/compare';
import { Fault, INT_OVERFLOW, isFault } from '../values/Fault';
import { INT_MIN } from '../values/numbers';
import type { Result, Value } from '../values/Value';
import { CelList, Uint } from '../values/Value';
import type { Implementation, Library, Overload } from './Library';
import { fn } from './Library';

const BITS = 64;
const NUMBERS = ['int', 'double', 'uint'];

/** Rounds half away from zero. */
function round(value: number): number {
  const size = Math.abs(value);
  const whole = Math.floor(size);
  const rounded = size - whole >= 0.5 ? whole + 1 : whole;
  return Object.is(value, -0) || value < 0 ? -rounded : rounded;
}

const DOUBLES: Readonly<Record<string, (value: number) => number | boolean>> = {
  ceil: Math.ceil,
  floor: Math.floor,
  round,
  trunc: Math.trunc,
  isInf: value => Math.abs(value) === Infinity,
  isNaN: Number.isNaN,
  isFinite: Number.isFinite,
};

function abs([value]: readonly Value[]): Result {
  if (typeof value === 'number') return Math.abs(value);
  if (value instanceof Uint) return value;
  const int = value as bigint;
  if (int === INT_MIN) return INT_OVERFLOW;
  return int < 0n ? -int : int;
}

function sign([value]: readonly Value[]): Result {
  if (typeof value === 'number') return value === 0 ? 0 : Math.sign(value);
  if (value instanceof Uint) return new Uint(value.value === 0n ? 0n : 1n);
  const int = value as bigint;
  if (int === 0n) return 0n;
  return int < 0n ? -1n : 1n;
}

function toNumber(value: Value): number {
  return Number(value instanceof Uint ? value.value : value);
}

type Bits = (left: bigint, right: bigint) => bigint;

/** Applies an operator to the bits of two ints or two uints. */
function onBits(operate: Bits): Implementation {
  return ([left, right]) =>
    left instanceof Uint
      ? new Uint(
          BigInt.asUintN(BITS, operate(left.value, (right as Uint).value)),
        )
      : BigInt.asIntN(BITS, operate(left as bigint, right as bigint));
}

/** A shift by an int; bits that fall out are lost, the sign is a bit like others. */
function shift(name: string, operate: Bits): Implementation {
  return ([value, by]) => {
    const count = by as bigint;
    if (count < 0n) {
      return new Fault(`math.${name}() negative offset: ${count}`);
    }
    const isUint = value instanceof Uint;
    const number = isUint ? value.value : (value as bigint);
    const unsigned = BigInt.asUintN(BITS, number);
    const shifted = count >= BITS ? 0n : operate(unsigned, count);
    return isUint
      ? new Uint(BigInt.asUintN(BITS, shifted))
      : BigInt.asIntN(BITS, shifted);
  };
}

function isNumber(value: Value): boolean {
  return (
    typeof value === 'bigint' ||
    typeof value === 'number' ||
    value instanceof Uint
  );
}

/** The least (`sign` 1) or greatest (`sign` -1) of numbers. */
function extreme(name: string, direction: number) {
  const none = new Fault(`no such overload: ${name}`);
  const pick = (left: Value, right: Value): Result => {
    const order = compare(left, right);
    if (isFault(order)) return new Fault(`${order.message}: ${name}`);
    return order * direction > 0 ? right : left;
  };
  const ofList = ([list]: readonly Value[], budget: Budget): Result => {
    let best: Result | undefined;
    for (const item of list as CelList) {
      budget.step(1);
      if (!isNumber(item)) return none;
      best =
        best === undefined || isFault(best) ? best ?? item : pick(best, item);
    }
    return best ?? new Fault(`${name}(list) argument must not be empty`);
  };
  return { pick, ofList };
}

function extremes(name: string, direction: number): Overload[] {
  const { pick, ofList } = extreme(name, direction);
  return [
    ...NUMBERS.map(type => fn(name, `(${type}) ${type}`, ([value]) => value)),
    ...NUMBERS.flatMap(left =>
      NUMBERS.map(right =>
        fn(
          name,
          `(${left}, ${right}) ${left === right ? left : 'dyn'}`,
          ([a, b]) => pick(a, b),
        ),
      ),
    ),
    ...NUMBERS.map(type => fn(name, `(list(${type})) ${type}`, ofList)),
  ];
}

const INTEGERS = ['int', 'uint'];

function bits(name: string, operate: Bits): Overload[] {
  return INTEGERS.map(type =>
    fn(`math.${name}`, `(${type}, ${type}) ${type}`, onBits(operate)),
  );
}

function shifts(name: string, operate: Bits): Overload[] {
  return INTEGERS.map(type =>
    fn(`math.${name}`, `(${type}, int) ${type}`, shift(name, operate)),
  );
}

/** The `math` extension of cel-go. */
export const math: Library = {
  macros: 'math',
  overloads: [
    ...extremes('math.@min', 1),
    ...extremes('math.@max', -1),
    ...Object.entries(DOUBLES).map(([name, operate]) => {
      const result = name.startsWith('is') ? 'bool' : 'double';
      return fn(`math.${name}`, `(double) ${result}`, ([value]) =>
        operate(value as number),
      );
    }),
    ...NUMBERS.flatMap(type => [
      fn('math.abs', `(${type}) ${type}`, abs),
      fn('math.sign', `(${type}) ${type}`, sign),
      fn('math.sqrt', `(${type}) double`, ([value]) =>
        Math.sqrt(toNumber(value)),
      ),
    ]),
    ...bits('bitAnd', (left, right) => left & right),
    ...bits('bitOr', (left, right) => left | right),
    ...bits('bitXor', (left, right) => left ^ right),
    ...INTEGERS.map(type =>
      fn('math.bitNot', `(${type}) ${type}`, ([value]) =>
        value instanceof Uint
          ? new Uint(BigInt.asUintN(BITS, ~value.value))
          : ~(value as bigint),
      ),
    ),
    ...shifts('bitShiftLeft', (value, by) => value << by),
    ...shifts('bitShiftRight', (value, by) => value >> by),
  ],
};
