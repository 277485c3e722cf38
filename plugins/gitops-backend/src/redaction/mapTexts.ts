/** The same value with every text replaced; names of fields stay. */
export function mapTexts(
  value: unknown,
  map: (text: string) => string,
): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map(item => mapTexts(item, map));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, mapTexts(item, map)]),
  );
}

/** Every text in a value. */
export function* textsIn(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (value !== null && typeof value === 'object') {
    for (const item of Object.values(value)) yield* textsIn(item);
  }
}
