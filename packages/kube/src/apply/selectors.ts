import { KubeObject } from '../api/types';

/** Keys of labels or annotations with the value that matters. */
export type MetadataSelector = Readonly<Record<string, string>>;

/**
 * True when any pair stands in the object's labels or annotations; values are
 * compared without regard to case.
 */
export function matchesAny(
  object: KubeObject | undefined,
  selector: MetadataSelector,
): boolean {
  if (!object) return false;
  const { labels, annotations } = object.metadata;
  return Object.entries(selector).some(([key, value]) =>
    [labels?.[key], annotations?.[key]].some(
      found => found?.toLowerCase() === value.toLowerCase(),
    ),
  );
}
