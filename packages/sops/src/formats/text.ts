import { formatFixed, formatGeneral } from '../numbers';
import { toSeconds } from '../timestamp';
import { Comment, Leaf, Timestamp } from '../tree';

/** A float as text, told apart from an integer. */
function floatText(value: number): string {
  const text = formatGeneral(value).toUpperCase();
  if (!Number.isFinite(value)) return formatGeneral(value);
  return /[.E]/.test(text) ? text : `${formatFixed(value)}.0`;
}

/** A value in a format that knows only texts. */
export function textOf(value: Leaf | null): string {
  if (value === null) return '<nil>';
  if (value instanceof Timestamp) return toSeconds(value);
  if (value instanceof Comment) return `{${value.value} ${value.inline}}`;
  if (typeof value === 'number') return floatText(value);
  return String(value);
}
