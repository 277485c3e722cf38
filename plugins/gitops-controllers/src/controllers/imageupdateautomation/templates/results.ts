import type { ObjectIdentity, ValueChange } from '../setters';

/** Changes by the path of their file, relative to `spec.update.path`. */
export type FileChanges = ReadonlyMap<string, readonly ValueChange[]>;

/** A changed value without its place. */
export type PlainChange = Omit<ValueChange, 'object'>;

/** Changes of an object. */
interface ObjectChanges {
  readonly object: ObjectIdentity;
  readonly changes: readonly PlainChange[];
}

/** A text that stands for an object, in the order in which Go sorts them. */
function keyOf({ apiVersion, kind, name, namespace }: ObjectIdentity): string {
  return [apiVersion, kind, name, namespace].join('\0');
}

/** Changes by object, the objects by their {@link keyOf}. */
export function byObject(
  changes: readonly ValueChange[],
): Map<string, ObjectChanges> {
  const objects = new Map<string, ObjectChanges>();
  for (const { object, ...change } of changes) {
    const key = keyOf(object);
    const before = objects.get(key)?.changes ?? [];
    objects.set(key, { object, changes: [...before, change] });
  }
  return new Map([...objects].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** All changes of all files, file by file. */
export function allChanges(files: FileChanges): ValueChange[] {
  return [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, changes]) => changes);
}

/** Every change once, whatever objects it was made in. */
export function distinctChanges(files: FileChanges): PlainChange[] {
  const seen = new Map<string, PlainChange>();
  for (const { oldValue, newValue, setter } of allChanges(files)) {
    const key = JSON.stringify([oldValue, newValue, setter]);
    if (!seen.has(key)) seen.set(key, { oldValue, newValue, setter });
  }
  return [...seen.values()];
}
