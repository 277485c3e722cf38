import { dependenciesOf, keyOf } from './DependentObject';
import type { DependentObject } from './DependentObject';

/** Dependencies looked through for a cycle, at most. */
const MAX_LOOKS = 50;

/**
 * The way from an object through `dependsOn` back to itself, as keys that begin
 * and end with it; undefined when there is none.
 */
export async function findCycle(
  object: DependentObject,
  read: (key: string) => Promise<DependentObject | undefined>,
): Promise<string[] | undefined> {
  const self = keyOf(object);
  const seen = new Set<string>();
  let paths = dependenciesOf(object).map(key => [self, key]);
  while (paths.length > 0 && seen.size < MAX_LOOKS) {
    const [path, ...rest] = paths;
    const key = path[path.length - 1];
    if (key === self) return path;
    paths = rest;
    if (seen.has(key)) continue;
    seen.add(key);
    const next = await read(key);
    const further = next ? dependenciesOf(next) : [];
    paths = [...rest, ...further.map(name => [...path, name])];
  }
  return undefined;
}
