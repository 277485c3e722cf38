import type { Kustomization } from './types';

/** Objects in an order in which each comes after what it depends on. */
interface SortedByDependency {
  readonly sorted: readonly Kustomization[];
  /** Keys of each cycle, ending where it began: `a → b → a`. */
  readonly cycles: readonly (readonly string[])[];
}

function keyOf(
  namespace: string | undefined,
  name: string | undefined,
): string {
  return `${namespace}/${name}`;
}

/** Keys of what an object depends on. */
export function dependenciesOf(object: Kustomization): string[] {
  const { namespace } = object.metadata;
  return (object.spec.dependsOn ?? []).map(dependency =>
    keyOf(dependency.namespace ?? namespace, dependency.name),
  );
}

/**
 * Sorts by `spec.dependsOn`. Members of a cycle are named and come in the given
 * order; nobody else is held up by them. Dependencies outside the list do not
 * matter.
 */
export function sortByDependency(
  objects: readonly Kustomization[],
): SortedByDependency {
  const byKey = new Map(
    objects.map(object => [
      keyOf(object.metadata.namespace, object.metadata.name),
      object,
    ]),
  );
  const sorted: Kustomization[] = [];
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
