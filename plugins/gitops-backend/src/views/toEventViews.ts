import type { UnstructuredObject } from '@backstage-gitops/kube';
import type { EventView } from '@backstage-gitops/plugin-gitops-common';

const MAX_EVENTS = 100;

interface CoreEvent {
  readonly involvedObject?: {
    kind?: string;
    namespace?: string;
    name?: string;
  };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly lastTimestamp?: string;
  readonly eventTime?: string;
  readonly series?: { count?: number; lastObservedTime?: string };
}

/** Events of the Kubernetes API, newest first. */
export function toEventViews(
  objects: readonly UnstructuredObject[],
): EventView[] {
  return objects
    .map(toEventView)
    .sort((a, b) => b.time.localeCompare(a.time) || b.id.localeCompare(a.id))
    .slice(0, MAX_EVENTS);
}

function toEventView(object: UnstructuredObject): EventView {
  const event = object as unknown as CoreEvent;
  const { kind = '', name = '' } = event.involvedObject ?? {};
  return {
    id: object.metadata.uid ?? object.metadata.name ?? '',
    object: `${kind}/${name}`,
    type: event.type ?? 'Normal',
    reason: event.reason ?? '',
    message: event.message ?? '',
    count: event.series?.count ?? event.count ?? 1,
    time:
      event.series?.lastObservedTime ??
      event.lastTimestamp ??
      event.eventTime ??
      object.metadata.creationTimestamp ??
      '',
  };
}
