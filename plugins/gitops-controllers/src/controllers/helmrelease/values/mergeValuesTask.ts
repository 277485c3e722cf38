import { mergeValues } from './mergeValues';
import { packValuesNow, unpackValuesNow } from './packedValues';
import type { PackedValues } from './packedValues';
import type { ValuesRequest } from './request';

/** {@link mergeValues} in a worker thread. @throws ValuesError */
export function mergeValuesTask({
  parts,
  values,
}: ValuesRequest): PackedValues {
  return packValuesNow(mergeValues(parts, unpackValuesNow(values)));
}
