import type { PackedValues } from './packedValues';

/** One entry of `spec.valuesFrom` with what was read for it. Plain data. */
export interface ValuesPart {
  /** How failures name it: `could not resolve ConfigMap chart values reference 'ns/name' with key 'k'`. */
  readonly subject: string;
  /** Why there is no text. */
  readonly failure?: string;
  /** Value of the key; undefined where an optional one is missing. */
  readonly text?: string;
  readonly targetPath?: string;
  readonly literal?: boolean;
}

/** What is laid over each other. Plain data, for a worker. */
export interface ValuesRequest {
  /** In their order. */
  readonly parts: readonly ValuesPart[];
  /** `spec.values`. */
  readonly values: PackedValues;
}

/** Values can't be composed; the message is that of Ready. */
export class ValuesError extends Error {
  override readonly name = 'ValuesError';
  readonly code = 'values';
}
