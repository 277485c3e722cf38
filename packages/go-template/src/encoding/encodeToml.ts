import { GoError } from '../errors';
import type { GoValue } from '../values/goValue';
export function encodeToml(_value: GoValue): string {
  throw new GoError('toToml is being written');
}
