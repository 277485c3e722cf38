import { dependenciesOf, keyOf } from './DependentObject';
import type { DependentObject } from './DependentObject';

/** Objects in an order in which each comes after what it depends on. */
interface SortedByDependency<T> {
  readonly sorted: readonly T[];
  /** Keys of each cycle, ending where it began: `a → b → a`. */
  readonly cycles: readonly (readonly string[])[];
}

/**
 * Sorts by `spec.dependsOn`. Members of a cycle are named and come in the given
 * order; nobody else is held up by them. Dependencies outside the list do not
 * matter.
 */
export function sortByDependency<T extends DependentObject>(
  objects: readonly T[],
): SortedByDependency<T> {
  const byKey = new Map(objects.map(object => [keyOf(object), object]));
  const sorted: T[] = [];
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];

  const visit = (key: string): void => {
    const object = byKey.get(key);
    if (!object || done.has(key)) return;
    const start = path.indexOf(key);
    if (start >= 0) {
      cycles.push([...path.slice(start), key]);
      return;
    }
    path.push(key);
    dependenciesOf(object).forEach(visit);
    path.pop();
    if (done.has(key)) return;
    done.add(key);
    sorted.push(object);
  };
  for (const key of byKey.keys()) visit(key);
  return { sorted, cycles };
}
