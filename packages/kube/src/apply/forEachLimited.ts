/**
 * Runs a task for each item, at most `limit` at once. The first failure stops
 * handing out items, waits for the running ones and is then thrown.
 */
export async function forEachLimited<T>(
  items: readonly T[],
  limit: number,
  task: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const failures: { error: unknown; index: number }[] = [];
  const work = async () => {
    while (next < items.length && failures.length === 0) {
      const index = next;
      next += 1;
      try {
        await task(items[index], index);
      } catch (error) {
        failures.push({ error, index });
      }
    }
  };
  const workers = Math.min(limit, items.length);
  await Promise.all(Array.from({ length: workers }, work));
  const [first] = failures.sort((a, b) => a.index - b.index);
  if (first) throw first.error;
}
