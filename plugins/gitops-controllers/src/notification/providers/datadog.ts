import type { FluxEvent } from '../FluxEvent';
import { isError, lowerCase, sortedMetadata, unixSeconds } from './eventTexts';
import type { RequestProvider } from './ProviderType';
import { requireAddress, requireToken } from './requireSettings';

/** Datadog makes tags lower-case anyway. */
function tagsOf(event: FluxEvent): readonly string[] {
  const { kind, name = '', namespace = '' } = event.involvedObject;
  const tags = [
    ['flux_reporting_controller', event.reportingController],
    ['flux_reason', event.reason],
    ['kube_kind', kind],
    ['kube_name', name],
    ['kube_namespace', namespace],
    ...sortedMetadata(event),
  ];
  return tags.map(([key, value]) => lowerCase(`${key}:${value}`));
}

/** An event of a site of Datadog; the token is an API key. */
export const datadog: RequestProvider = {
  type: 'datadog',
  toRequests(event, settings) {
    const { origin } = requireAddress(settings);
    const { kind, name = '', namespace = '' } = event.involvedObject;
    const body = {
      title: `Events from the ${kind} ${name}/${namespace}`,
      text: event.message,
      tags: tagsOf(event),
      source_type_name: 'fluxcd',
      date_happened: unixSeconds(event),
      alert_type: isError(event) ? 'error' : 'info',
    };
    const headers = { 'DD-API-KEY': requireToken(settings) };
    return [{ method: 'POST', url: `${origin}/api/v1/events`, headers, body }];
  },
};
