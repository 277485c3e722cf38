import { GoError } from '../errors';
import type { GoValue } from '../values/goValue';
export function decodeToml(_text: string): GoValue {
  throw new GoError('fromToml is being written');
}
