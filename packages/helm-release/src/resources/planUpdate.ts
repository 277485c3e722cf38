import { resourceKey, type Resource } from './resource';

/** What an update has to look at, in the order in which it does. */
interface UpdatePlan {
  /** Objects to create or change, with what they were before if that is known. */
  readonly targets: readonly {
    readonly target: Resource;
    readonly original: Resource | undefined;
  }[];
  /** Objects of the former manifest that are in the new one no more. */
  readonly removed: readonly Resource[];
}

/**
 * Compares two manifests by group, kind, namespace and name: an object under
 * another version of its group is the same object.
 */
export function planUpdate(
  originals: readonly Resource[],
  targets: readonly Resource[],
): UpdatePlan {
  const before = new Map<string, Resource>();
  for (const original of originals) {
    const key = resourceKey(original);
    if (!before.has(key)) before.set(key, original);
  }
  const after = new Set(targets.map(resourceKey));
  return {
    targets: targets.map(target => ({
      target,
      original: before.get(resourceKey(target)),
    })),
    removed: originals.filter(original => !after.has(resourceKey(original))),
  };
}
