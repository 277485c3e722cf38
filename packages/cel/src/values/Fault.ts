import { Duration, Timestamp } from './Value';

/** A failed evaluation as a value; `message` is cel-go's text. */
export class Fault {
  constructor(readonly message: string) {}
}

/** No function of this name takes values of these types. */
export const NO_SUCH_OVERLOAD = new Fault('no such overload');
export const INT_OVERFLOW = new Fault('integer overflow');
export const UINT_OVERFLOW = new Fault('unsigned integer overflow');
export const TIMESTAMP_OVERFLOW = new Fault('timestamp overflow');

/** No operator or function of this name takes the value. */
export function noSuchOverload(name: string, value: unknown): Fault {
  // In cel-go these look for a method of their own first.
  const isReceiver =
    typeof value === 'string' ||
    value instanceof Duration ||
    value instanceof Timestamp;
  return isReceiver ? NO_SUCH_OVERLOAD : new Fault(`no such overload: ${name}`);
}

export function isFault(value: unknown): value is Fault {
  return value instanceof Fault;
}
