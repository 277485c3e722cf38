/** In the order of a text of each, by code units. */
export function sortBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): T[] {
  return [...items].sort((a, b) => {
    const [first, second] = [keyOf(a), keyOf(b)];
    if (first === second) return 0;
    return first < second ? -1 : 1;
  });
}

/** Whether two lines of SSH hold the same key; comments don't count. */
export function isSameKey(one: string, other: string): boolean {
  const [oneKey, otherKey] = [one, other].map(line =>
    line.trim().split(/\s+/).slice(0, 2).join(' '),
  );
  return oneKey === otherKey;
}
