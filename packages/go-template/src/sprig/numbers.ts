import { weighing } from '../exec/weigh';
import type { CallContext } from '../exec/callContext';
import { parseIntGo } from '../format/parseNumber';
import { printPlain } from '../format/printer';
import { GoSlice } from '../values/goCollections';
import { goFunction } from '../values/goFunction';
import { goInt, goInt64 } from '../values/goInt';
import { GoTypes } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { toFloat64, toInt64 } from '../values/cast';
import { decimalFold } from './decimal';
import { Definitions, numberOf, runtimeError } from './define';

function range(
  start: number,
  stop: number,
  step: number,
  context: CallContext,
): number[] {
  const goesDown = stop < start;
  if (goesDown ? step >= 0 : step <= 0) {
    return [];
  }
  context.spend(Math.ceil(Math.abs((stop - start) / step)));
  const numbers: number[] = [];
  for (let i = start; goesDown ? i > stop : i < stop; i += step) {
    numbers.push(i);
  }
  return numbers;
}

function ints(numbers: readonly number[]): GoSlice {
  return new GoSlice(GoTypes.ints, numbers.map(goInt));
}

function sequence(params: readonly number[], context: CallContext): string {
  const [first, second, third] = params;
  switch (params.length) {
    case 1: {
      const step = first < 1 ? -1 : 1;
      return range(1, first + step, step, context).join(' ');
    }
    case 2: {
      const step = second < first ? -1 : 1;
      return range(first, second + step, step, context).join(' ');
    }
    case 3: {
      if (third < first && second > 0) {
        return '';
      }
      const past = third < first ? -1 : 1;
      return range(first, third + past, second, context).join(' ');
    }
    default:
      return '';
  }
}

function divide(a: bigint, b: bigint): bigint {
  if (b === 0n) {
    throw runtimeError('integer divide by zero');
  }
  return a / b;
}

function remainder(a: bigint, b: bigint): bigint {
  if (b === 0n) {
    throw runtimeError('integer divide by zero');
  }
  return a % b;
}

function round(value: number, places: number, roundOn: number): number {
  const power = 10 ** places;
  const digit = power * value;
  const fraction = digit - Math.trunc(digit);
  const rounded = fraction >= roundOn ? Math.ceil(digit) : Math.floor(digit);
  return rounded / power;
}

/** `binary64(fold)` of all numbers by a comparison. */
function extreme(better: (a: bigint, b: bigint) => boolean) {
  return goFunction('any, ...any', ([head, ...others]) =>
    goInt64(
      others
        .map(toInt64)
        .reduce((a, b) => (better(b, a) ? b : a), toInt64(head)),
    ),
  );
}

function octal(value: GoValue): GoValue {
  const number = parseIntGo(printPlain(value), 8) ?? 0n;
  const fits = BigInt.asIntN(64, number) === number;
  return goInt64(fits ? number : 0n);
}

const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;
const INT64_MIN = -(2n ** 63n);

/** Go's strconv.Atoi: out of range already when the first digits are, whatever follows. */
function atoi(text: string): GoValue {
  const start = parseIntGo(/^[+-]?[0-9]*/.exec(text)?.[0] ?? '', 10) ?? 0n;
  const isOver = start > UINT64_MAX || -start > UINT64_MAX;
  const value = isOver ? start : parseIntGo(text, 10) ?? 0n;
  if (value > INT64_MAX) return goInt(INT64_MAX);
  return goInt(value < INT64_MIN ? INT64_MIN : value);
}

const max = extreme((a, b) => a > b);

/** Sprig's arithmetic: on int64 without `f`, on decimals that end as float64 with it. */
export const numberFunctions: Definitions = {
  atoi: goFunction('string', ([text]) => atoi(text as string)),
  int: goFunction('any', ([value]) => goInt(toInt64(value))),
  int64: goFunction('any', ([value]) => goInt64(toInt64(value))),
  float64: goFunction('any', ([value]) => toFloat64(value)),
  ...weighing({
    toDecimal: goFunction('any', ([value]) => octal(value)),
  }),
  until: goFunction('int', ([count], context) =>
    ints(range(0, numberOf(count), numberOf(count) < 0 ? -1 : 1, context)),
  ),
  untilStep: goFunction('int, int, int', ([start, stop, step], context) =>
    ints(range(numberOf(start), numberOf(stop), numberOf(step), context)),
  ),
  seq: goFunction('...int', (params, context) =>
    sequence(params.map(numberOf), context),
  ),
  add1: goFunction('any', ([value]) => goInt64(toInt64(value) + 1n)),
  add: goFunction('...any', values =>
    goInt64(values.reduce((sum: bigint, value) => sum + toInt64(value), 0n)),
  ),
  sub: goFunction('any, any', ([a, b]) => goInt64(toInt64(a) - toInt64(b))),
  div: goFunction('any, any', ([a, b]) =>
    goInt64(divide(toInt64(a), toInt64(b))),
  ),
  mod: goFunction('any, any', ([a, b]) =>
    goInt64(remainder(toInt64(a), toInt64(b))),
  ),
  mul: goFunction('any, ...any', ([head, ...others]) =>
    goInt64(
      others.reduce(
        (product: bigint, value) => BigInt.asIntN(64, product * toInt64(value)),
        toInt64(head),
      ),
    ),
  ),
  max,
  biggest: max,
  min: extreme((a, b) => a < b),
  add1f: goFunction('any', ([value]) => decimalFold('add', value, [goInt(1)])),
  addf: goFunction('...any', values => decimalFold('add', 0, values)),
  subf: goFunction('any, ...any', ([head, ...others]) =>
    decimalFold('sub', head, others),
  ),
  mulf: goFunction('any, ...any', ([head, ...others]) =>
    decimalFold('mul', head, others),
  ),
  divf: goFunction('any, ...any', ([head, ...others]) =>
    decimalFold('div', head, others),
  ),
  maxf: goFunction('any, ...any', values => Math.max(...values.map(toFloat64))),
  minf: goFunction('any, ...any', values => Math.min(...values.map(toFloat64))),
  ceil: goFunction('any', ([value]) => Math.ceil(toFloat64(value))),
  floor: goFunction('any', ([value]) => Math.floor(toFloat64(value))),
  round: goFunction('any, int, ...float64', ([value, places, roundOn]) =>
    round(toFloat64(value), numberOf(places), (roundOn as number) ?? 0.5),
  ),
};
