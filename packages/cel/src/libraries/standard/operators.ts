import { NO_SUCH_OVERLOAD } from '../../values/Fault';
import type { Overload } from '../Library';
import { fn } from '../Library';

const NUMBERS = ['int', 'uint', 'double'];
const ORDERED = [
  ...NUMBERS,
  'bool',
  'string',
  'bytes',
  'timestamp',
  'duration',
];
const SAME = [
  'bytes',
  'double',
  'duration',
  'int',
  'list(A)',
  'string',
  'uint',
];

/** Operators are evaluated without their signatures: these are for the checker. */
function operator(name: string, ...signatures: string[]): Overload[] {
  return signatures.map(text => fn(name, text, () => NO_SUCH_OVERLOAD));
}

const of = (types: readonly string[], result?: string) =>
  types.map(type => `(${type}, ${type}) ${result ?? type}`);

const relations = ['_<_', '_<=_', '_>_', '_>=_'].flatMap(name =>
  operator(
    name,
    ...of(ORDERED, 'bool'),
    ...NUMBERS.flatMap(left =>
      NUMBERS.filter(right => right !== left).map(
        right => `(${left}, ${right}) bool`,
      ),
    ),
  ),
);

/** What operators take and yield. */
export const OPERATORS: readonly Overload[] = [
  ...operator('_?_:_', '(bool, A, A) A'),
  ...operator('!_', '(bool) bool'),
  ...operator('-_', '(double) double', '(int) int'),
  ...operator('_==_', '(A, A) bool'),
  ...operator('_!=_', '(A, A) bool'),
  ...operator(
    '_+_',
    ...of(SAME),
    '(duration, timestamp) timestamp',
    '(timestamp, duration) timestamp',
  ),
  ...operator(
    '_-_',
    ...of(['double', 'duration', 'int', 'uint']),
    '(timestamp, duration) timestamp',
    '(timestamp, timestamp) duration',
  ),
  ...operator('_*_', ...of(NUMBERS)),
  ...operator('_/_', ...of(NUMBERS)),
  ...operator('_%_', ...of(['int', 'uint'])),
  ...relations,
  ...operator('_[_]', '(list(A), int) A', '(map(A, B), A) B'),
  ...operator('@in', '(A, list(A)) bool', '(A, map(A, B)) bool'),
];
