/** Depth behind which values are left out. */
const MAX_DEPTH = 8;

/** A JSON value as Go's `%v` prints it: `map[Tag:v1]`, `[a b]`, `<nil>`. */
export function formatGoValue(value: unknown, depth = 0): string {
  if (value === null || value === undefined) return '<nil>';
  if (depth > MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    const parts = value.map(entry => formatGoValue(entry, depth + 1));
    return `[${parts.join(' ')}]`;
  }
  if (typeof value === 'object') {
    const parts = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => `${key}:${formatGoValue(entry, depth + 1)}`);
    return `map[${parts.join(' ')}]`;
  }
  return String(value);
}
