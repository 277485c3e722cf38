import { decodeUtf8 } from '../bytes';
import { formatFixed } from '../numbers';
import { Comment, Leaf, Timestamp } from '../tree';

/** A value in a format that knows only texts. */
export function textOf(value: Leaf | null): string {
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return decodeUtf8(value);
  if (value instanceof Timestamp) return value.text;
  if (value instanceof Comment) return value.value;
  if (typeof value === 'number') return formatFixed(value);
  return String(value);
}
