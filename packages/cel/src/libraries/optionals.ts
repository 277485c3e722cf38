import { OPTIONAL } from '../types/CelType';
import { describe } from '../values/describe';
import { Fault, NO_SUCH_OVERLOAD } from '../values/Fault';
import type { Result, Value } from '../values/Value';
import {
  ArrayList,
  CelList,
  CelMap,
  Duration,
  Optional,
  Timestamp,
  Uint,
} from '../values/Value';
import type { Library } from './Library';
import { fn, method } from './Library';

/** The zero time of Go, in seconds since 1970. */
const ZERO_TIME = -62_135_596_800_000_000_000n;

function isZero(value: Value): boolean {
  if (value instanceof CelList || value instanceof CelMap) {
    return value.size === 0;
  }
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Duration) return value.nanoseconds === 0n;
  if (value instanceof Timestamp) return value.nanoseconds === ZERO_TIME;
  if (value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Optional) {
    return value.value === undefined || isZero(value.value);
  }
  return typeof value !== 'object' ? !value : value === null;
}

function dereference([optional]: readonly Value[]): Result {
  const { value } = optional as Optional;
  return value === undefined ? new Fault('optional.none() dereference') : value;
}

function unwrap([list]: readonly Value[]): Result {
  const items: Value[] = [];
  for (const item of list as CelList) {
    if (!(item instanceof Optional)) {
      return new Fault(`value ${describe(item)} is not optional`);
    }
    if (item.value !== undefined) items.push(item.value);
  }
  return new ArrayList(items);
}

function at(list: CelList, index: number): Optional {
  return list.size === 0 ? Optional.NONE : new Optional(list.at(index));
}

const forChecker = () => NO_SUCH_OVERLOAD;

/** Values that may be missing: `a.?b`, `a[?b]`, `{?a: b}`, `optional.of(a)`. */
export const optionals: Library = {
  macros: 'optional',
  types: [OPTIONAL],
  overloads: [
    fn('optional.of', '(V) optional(V)', ([value]) => new Optional(value)),
    fn('optional.ofNonZeroValue', '(V) optional(V)', ([value]) =>
      isZero(value) ? Optional.NONE : new Optional(value),
    ),
    fn('optional.none', '() optional(V)', () => Optional.NONE),
    method('value', '(optional(V)) V', dereference),
    method(
      'hasValue',
      '(optional(V)) bool',
      ([value]) => (value as Optional).value !== undefined,
    ),
    method('or', '(optional(V), optional(V)) optional(V)', forChecker),
    method('orValue', '(optional(V), V) V', forChecker),
    method('first', '(list(V)) optional(V)', ([list]) =>
      at(list as CelList, 0),
    ),
    method('last', '(list(V)) optional(V)', ([list]) =>
      at(list as CelList, (list as CelList).size - 1),
    ),
    fn('optional.unwrap', '(list(optional(V))) list(V)', unwrap),
    method('unwrapOpt', '(list(optional(V))) list(V)', unwrap),
    ...['(list(V), int) optional(V)', '(map(K, V), K) optional(V)'].map(text =>
      fn('_[?_]', text, forChecker),
    ),
    ...[
      '(optional(list(V)), int) optional(V)',
      '(optional(map(K, V)), K) optional(V)',
    ].flatMap(text => [
      fn('_[?_]', text, forChecker),
      fn('_[_]', text, forChecker),
    ]),
  ],
};
