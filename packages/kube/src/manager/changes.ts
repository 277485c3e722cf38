import { requestedAt } from './annotations';
import { ReconciledObject } from './types';

/** True when `a` is an earlier state than `b` of the same object. */
export function isOlder(
  a: { metadata: { resourceVersion?: string } },
  b: { metadata: { resourceVersion?: string } },
): boolean {
  try {
    return (
      BigInt(a.metadata.resourceVersion ?? '0') <
      BigInt(b.metadata.resourceVersion ?? '0')
    );
  } catch {
    return false;
  }
}

/** True when a change of the object asks for a run; a status write does not. */
export function isTrigger<T extends ReconciledObject>(
  object: T,
  old: T,
): boolean {
  return (
    object.metadata.uid !== old.metadata.uid ||
    object.metadata.generation !== old.metadata.generation ||
    object.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    (requestedAt(object) !== undefined &&
      requestedAt(object) !== requestedAt(old))
  );
}
