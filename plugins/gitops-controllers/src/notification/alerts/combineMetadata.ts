import { EVENT_ANNOTATION_PREFIX } from '@backstage-gitops/plugin-gitops-common';
import type { AlertSpec } from '@backstage-gitops/plugin-gitops-common';
import { groupOf } from '../FluxEvent';
import type { FluxEvent } from '../FluxEvent';

/** A key that several sources give; the last one counts. */
interface MetadataConflict {
  readonly key: string;
  /** In the words of Flux, the weakest first. */
  readonly sources: readonly string[];
}

/** Metadata of an event as an alert sends it. */
interface CombinedMetadata {
  readonly event: FluxEvent;
  readonly conflicts: readonly MetadataConflict[];
}

type Metadata = Readonly<Record<string, string>>;

function withPrefix(metadata: Metadata, prefix: string): Metadata {
  return Object.fromEntries(
    Object.entries(metadata)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/**
 * Puts together the metadata of object, alert and controller under plain keys.
 * Where a key is given more than once, that of the controller counts, then
 * `spec.summary`, `spec.eventMetadata`, and annotations of the object.
 * @see Flux RFC 0008
 */
export function combineMetadata(
  event: FluxEvent,
  { eventMetadata = {}, summary = '' }: AlertSpec,
): CombinedMetadata {
  const given = event.metadata ?? {};
  const layers: [string, Metadata][] = [
    ['involved object annotations', withPrefix(given, EVENT_ANNOTATION_PREFIX)],
    ['Alert object .spec.eventMetadata', eventMetadata],
    ['Alert object .spec.summary', summary === '' ? {} : { summary }],
    [
      'involved object controller metadata',
      withPrefix(given, `${groupOf(event)}/`),
    ],
  ];
  const combined = new Map<string, string>();
  const sources = new Map<string, string[]>();
  for (const [source, metadata] of layers) {
    for (const [key, value] of Object.entries(metadata)) {
      combined.set(key, value);
      sources.set(key, [...(sources.get(key) ?? []), source]);
    }
  }
  const conflicts = [...sources]
    .filter(([, names]) => names.length > 1)
    .map(([key, names]) => ({ key, sources: names }));
  return {
    // Flux leaves the metadata as it came where nothing of it has a plain key.
    event:
      combined.size > 0
        ? { ...event, metadata: Object.fromEntries(combined) }
        : event,
    conflicts,
  };
}
