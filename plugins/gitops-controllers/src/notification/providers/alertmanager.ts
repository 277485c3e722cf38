import { basicAuthorization } from '@backstage-gitops/http';
import type { FluxEvent } from '../FluxEvent';
import { timestampOf } from './eventTexts';
import type { ProviderSettings, RequestProvider } from './ProviderType';
import { requireAddress } from './requireSettings';

const WORDS = new Intl.Segmenter('und', { granularity: 'word' });

/** Each word with a capital and small letters: `Healthcheckfailed`. */
function titleCase(text: string): string {
  return Array.from(WORDS.segment(text), ({ segment }) => {
    const [first = '', ...rest] = segment;
    return `${first.toUpperCase()}${rest.join('').toLowerCase()}`;
  }).join('');
}

function labelsOf(event: FluxEvent): Record<string, string> {
  const { involvedObject, reason, reportingController, severity } = event;
  const { kind, name = '', namespace = '' } = involvedObject;
  const { summary: _, ...metadata } = event.metadata ?? {};
  return {
    ...metadata,
    alertname: `Flux${kind}${titleCase(reason)}`,
    severity,
    reason,
    kind,
    name,
    namespace,
    reportingcontroller: reportingController,
  };
}

function headersOf({ password, token, username }: ProviderSettings) {
  if (username && password) {
    return { Authorization: basicAuthorization(username, password) };
  }
  return token ? { Authorization: `Bearer ${token}` } : undefined;
}

/** A firing alert; when it ends is left to Alertmanager's `resolve_timeout`. */
export const alertmanager: RequestProvider = {
  type: 'alertmanager',
  toRequests(event, settings) {
    requireAddress(settings);
    const summary = event.metadata?.summary;
    const alert = {
      status: 'firing',
      labels: labelsOf(event),
      annotations: {
        message: event.message,
        ...(summary === undefined ? {} : { summary }),
      },
      startsAt: timestampOf(event),
      endsAt: '0001-01-01T00:00:00Z',
    };
    const headers = headersOf(settings);
    return [{ method: 'POST', url: settings.address, headers, body: [alert] }];
  },
};
