import { typeOf } from './typeOf';
import type { Value } from './Value';

const NAMES: Readonly<Record<string, string>> = {
  bool: 'types.Bool',
  bytes: 'types.Bytes',
  double: 'types.Double',
  duration: 'types.Duration',
  int: 'types.Int',
  null: 'types.Null',
  string: 'types.String',
  timestamp: 'types.Timestamp',
  type: '*types.Type',
  uint: 'types.Uint',
};

/** The type of a value as cel-go's messages name it. */
export function goTypeOf(value: Value): string {
  const { kind, name } = typeOf(value);
  return NAMES[kind] ?? (name === 'optional_type' ? '*types.Optional' : name);
}
