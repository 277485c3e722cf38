import { basicAuthorization } from '@backstage-gitops/http';
import type { FluxEvent } from '../FluxEvent';
import { objectTitle, sortedMetadata, unixSeconds } from './eventTexts';
import type { ProviderSettings, RequestProvider } from './ProviderType';
import { requireAddress } from './requireSettings';

/** Grafana splits a tag at its colon. */
const withoutColons = (text: string) => text.replaceAll(':', '|');

function tagsOf(event: FluxEvent): readonly string[] {
  const { kind, name = '', namespace = '' } = event.involvedObject;
  const metadata = sortedMetadata(event).map(
    ([key, value]) => `${withoutColons(key)}: ${withoutColons(value)}`,
  );
  return [
    ...['flux', event.reportingController],
    ...metadata,
    ...[`kind: ${kind}`, `name: ${name}`, `namespace: ${namespace}`],
  ];
}

function headersOf({ password, token, username }: ProviderSettings) {
  if (token) return { Authorization: `Bearer ${token}` };
  return username && password
    ? { Authorization: basicAuthorization(username, password) }
    : undefined;
}

/** An annotation in Graphite's format; the address ends in `/api/annotations`. */
export const grafana: RequestProvider = {
  type: 'grafana',
  toRequests(event, settings) {
    requireAddress(settings);
    const body = {
      when: unixSeconds(event),
      text: objectTitle(event),
      tags: tagsOf(event),
    };
    const headers = headersOf(settings);
    return [{ method: 'POST', url: settings.address, headers, body }];
  },
};
