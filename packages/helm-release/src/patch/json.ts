/** A JSON object. */
export type Fields = Record<string, unknown>;

/** True for a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Type of a JSON value as Go's reflection tells them apart. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

/** A value as Go's `%v` prints it, e.g. `map[name:web ports:[80]]`. */
export function goText(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isFields(value)) return String(value);
  const entries = Object.keys(value)
    .sort()
    .map(key => `${key}:${goText(value[key])}`);
  return `map[${entries.join(' ')}]`;
}

/** A map without prototype: keys such as `__proto__` are keys like others. */
export function emptyFields(): Fields {
  return Object.create(null) as Fields;
}
