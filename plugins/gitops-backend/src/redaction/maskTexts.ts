/** What stands in place of a value that may be secret. */
export const MASK = '***';

/** Shorter values would mask unrelated text, and are no secrets worth the name. */
const MIN_LENGTH = 5;

/** A secret as it is, and as JSON and Go's `%q` quote it in messages. */
function formsOf(secret: string): string[] {
  const trimmed = secret.trim();
  return [...new Set([secret, trimmed])].flatMap(text => [
    text,
    JSON.stringify(text).slice(1, -1),
  ]);
}

/** Replaces secrets wherever they occur in the texts of a value. */
export function maskTexts<T>(value: T, secrets: readonly string[]): T {
  const long = [...new Set(secrets.flatMap(formsOf))]
    .filter(({ length }) => length >= MIN_LENGTH)
    .sort((a, b) => b.length - a.length);
  if (long.length === 0) return value;
  return mapTexts(value, text =>
    long.reduce((masked, secret) => masked.replaceAll(secret, MASK), text),
  ) as T;
}

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
