import type { Check } from '../evaluate';
import { fault, quote, type Fault } from '../fault';
import { formatNumber } from '../formatNumber';
import { limitText } from './objectFaults';

/** Faults of a text: its length in characters and its pattern. */
export function stringFaults(check: Check, value: string): Fault[] {
  const { schema, path } = check;
  const faults: Fault[] = [];
  const min = schema.get('minLength');
  const max = schema.get('maxLength');
  const length = [...value].length;
  if (typeof min === 'number' && length < min) {
    faults.push(fault(path, limitText('minLength', length, min)));
  }
  if (typeof max === 'number' && length > max) {
    faults.push(fault(path, limitText('maxLength', length, max)));
  }
  const pattern = schema.get('pattern');
  if (typeof pattern === 'string' && !check.matches(pattern, value)) {
    faults.push(
      fault(path, `${quote(value)} does not match pattern ${quote(pattern)}`),
    );
  }
  return faults;
}

interface Bound {
  readonly keyword: string;
  readonly isBroken: (value: number, bound: number) => boolean;
}

const BOUNDS: readonly Bound[] = [
  { keyword: 'minimum', isBroken: (value, bound) => value < bound },
  { keyword: 'maximum', isBroken: (value, bound) => value > bound },
  { keyword: 'exclusiveMinimum', isBroken: (value, bound) => value <= bound },
  { keyword: 'exclusiveMaximum', isBroken: (value, bound) => value >= bound },
  {
    keyword: 'multipleOf',
    isBroken: (value, bound) => !isMultiple(value, bound),
  },
];

/** Faults of a number: its bounds and what it must be a multiple of. */
export function numberFaults(check: Check, value: number): Fault[] {
  return BOUNDS.flatMap(({ keyword, isBroken }) => {
    const bound = boundOf(check, keyword);
    return bound !== undefined && isBroken(value, bound)
      ? [
          fault(
            check.path,
            `${keyword}: got ${formatNumber(value)}, want ${formatNumber(
              bound,
            )}`,
          ),
        ]
      : [];
  });
}

/** In draft 4 `exclusiveMinimum: true` makes the minimum itself exclusive. */
function boundOf({ schema, resource }: Check, keyword: string) {
  let bound = schema.get(keyword);
  if (resource.draft === 4) {
    const isMinimum = /minimum/i.test(keyword);
    const exclusive = schema.get(
      isMinimum ? 'exclusiveMinimum' : 'exclusiveMaximum',
    );
    if (keyword.startsWith('exclusive')) {
      bound =
        exclusive === true
          ? schema.get(isMinimum ? 'minimum' : 'maximum')
          : undefined;
    } else if (keyword !== 'multipleOf' && exclusive === true) {
      bound = undefined;
    }
  }
  return typeof bound === 'number' ? bound : undefined;
}

/** Exact on the decimal digits: 0.3 is a multiple of 0.1. */
function isMultiple(value: number, divisor: number): boolean {
  const left = toDecimal(value);
  const right = toDecimal(divisor);
  const scale = Math.max(left.scale, right.scale);
  const a = left.digits * 10n ** BigInt(scale - left.scale);
  const b = right.digits * 10n ** BigInt(scale - right.scale);
  return b !== 0n && a % b === 0n;
}

function toDecimal(value: number): { digits: bigint; scale: number } {
  const [mantissa, exponent] = value.toExponential().split('e');
  const [whole, fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${whole}${fraction}`);
  return scale < 0
    ? { digits: digits * 10n ** BigInt(-scale), scale: 0 }
    : { digits, scale };
}
