import type { FluxEvent } from '../FluxEvent';
import { describeReason, isError, statusName, timestampOf } from './eventTexts';
import type { RequestProvider } from './ProviderType';
import { requireAddress, requireChannel } from './requireSettings';

function commonPayload(event: FluxEvent) {
  return {
    summary: `${describeReason(event)}: ${statusName(event)}`,
    source: `Flux ${event.reportingController}`,
    timestamp: timestampOf(event),
  };
}

function detailsOf({ message, metadata }: FluxEvent): object {
  return { message, metadata: metadata ?? {} };
}

/** An error opens the incident of the object, anything else closes it. */
function incident(event: FluxEvent, routingKey: string): object {
  const { kind, name, uid } = event.involvedObject;
  const head = {
    routing_key: routingKey,
    event_action: isError(event) ? 'trigger' : 'resolve',
    ...(uid ? { dedup_key: uid } : {}),
  };
  if (!isError(event)) return head;
  const payload = {
    ...commonPayload(event),
    severity: 'error',
    ...(name ? { component: name } : {}),
    ...(kind ? { group: kind } : {}),
    custom_details: detailsOf(event),
  };
  return { ...head, payload };
}

function change(event: FluxEvent, routingKey: string): object {
  return {
    routing_key: routingKey,
    payload: { ...commonPayload(event), custom_details: detailsOf(event) },
  };
}

/**
 * Events API v2. Of the address scheme and host count, `spec.channel` is the
 * routing key. Nothing is sent while an object is progressing.
 */
export const pagerDuty: RequestProvider = {
  type: 'pagerduty',
  toRequests(event, settings) {
    const { origin } = requireAddress(settings);
    if (event.reason === 'Progressing') return [];
    const post = (path: string, body: object) =>
      ({ method: 'POST', url: `${origin}${path}`, body } as const);
    const channel = requireChannel(settings, 'a routing key');
    const told = post('/v2/enqueue', incident(event, channel));
    return event.severity === 'info'
      ? [told, post('/v2/change/enqueue', change(event, channel))]
      : [told];
  },
};
