import type { RecordedEvent } from '@backstage-gitops/kube';

/**
 * An event as controllers send it to a notification-controller, and as that
 * sends it to providers of type `generic`.
 * @see Flux: fluxcd/pkg apis/event/v1beta1, `Event`
 */
export interface FluxEvent {
  readonly involvedObject: {
    readonly kind: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
    readonly apiVersion: string;
    readonly resourceVersion?: string;
    readonly fieldPath?: string;
  };
  readonly severity: 'trace' | 'info' | 'error';
  /** RFC 3339, whole seconds; empty for none. */
  readonly timestamp: string;
  readonly message: string;
  readonly reason: string;
  /**
   * Annotations with their full names on the way in; without their prefix once
   * an alert has taken the event. Left out when there is none.
   */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly reportingController: string;
  readonly reportingInstance?: string;
}

/** Group of the involved object; empty for the core group. */
export function groupOf({ involvedObject }: FluxEvent): string {
  const parts = involvedObject.apiVersion.split('/');
  return parts.length === 2 ? parts[0] : '';
}

/** The involved object as messages name it: `Kind/namespace/name`. */
export function objectTextOf({ involvedObject }: FluxEvent): string {
  const { kind, namespace = '', name = '' } = involvedObject;
  return `${kind}/${namespace}/${name}`;
}

/** @param instance - name of this process among the replicas of a controller */
export function toFluxEvent(event: RecordedEvent, instance: string): FluxEvent {
  const { annotations, component, message, object, reason, timestamp } = event;
  const { name, namespace, resourceVersion, uid } = object.metadata;
  const { apiVersion, kind } = object;
  return {
    involvedObject: { kind, namespace, name, uid, apiVersion, resourceVersion },
    severity: event.type === 'Warning' ? 'error' : 'info',
    timestamp,
    message,
    reason,
    ...(Object.keys(annotations).length > 0 ? { metadata: annotations } : {}),
    reportingController: component,
    reportingInstance: instance,
  };
}
