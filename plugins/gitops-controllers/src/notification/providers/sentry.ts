import { createHash } from 'node:crypto';
import { toEventJson } from '../eventJson';
import type { FluxEvent } from '../FluxEvent';
import { isError, timestampOf } from './eventTexts';
import type { ProviderSettings, RequestProvider } from './ProviderType';
import { requireAddress, settingsError } from './requireSettings';

const CLIENT = 'backstage-gitops';

/** A Data Source Name: `https://KEY@HOST/PROJECT`. */
interface Dsn {
  /** Of the endpoint for envelopes. */
  readonly url: string;
  /** Of the header `X-Sentry-Auth`. */
  readonly auth: string;
}

/** @throws ProviderError - `settings`: key or project are missing */
function requireDsn(settings: ProviderSettings): Dsn {
  const { origin, password, pathname, username } = requireAddress(settings);
  const [, folder, project] = /^(.*)\/([^/]+)\/?$/.exec(pathname) ?? [];
  if (!username || !project) {
    const why = 'is not a DSN: https://KEY@HOST/PROJECT';
    throw settingsError(settings, 'address', why);
  }
  const fields = [
    'sentry_version=7',
    `sentry_client=${CLIENT}/1`,
    `sentry_key=${username}`,
    ...(password ? [`sentry_secret=${password}`] : []),
  ];
  const url = `${origin}${folder}/api/${project}/envelope/`;
  return { url, auth: `Sentry ${fields.join(', ')}` };
}

/** IDs that follow from the event: one sent twice is one event there. */
function idsOf(event: FluxEvent, { uid }: ProviderSettings) {
  const digest = createHash('sha256')
    .update(uid)
    .update(toEventJson(event))
    .digest('hex');
  return { event: digest.slice(0, 32), span: digest.slice(32, 48) };
}

function commonFields(event: FluxEvent, settings: ProviderSettings) {
  const { kind, name = '', namespace = '' } = event.involvedObject;
  return {
    event_id: idsOf(event, settings).event,
    platform: 'other',
    timestamp: timestampOf(event),
    transaction: `${kind}: ${namespace}/${name}`,
    message: event.message,
    ...(settings.channel ? { environment: settings.channel } : {}),
  };
}

function errorEvent(event: FluxEvent, settings: ProviderSettings) {
  return {
    ...commonFields(event, settings),
    level: 'error',
    server_name: event.reportingController,
    contexts: { metadata: { ...event.metadata } },
  };
}

function tagsOf(event: FluxEvent) {
  const { kind, name = '', namespace = '' } = event.involvedObject;
  return {
    flux_involved_object_kind: kind,
    flux_involved_object_namespace: namespace,
    flux_involved_object_name: name,
    flux_reporting_controller: event.reportingController,
    flux_reporting_instance: event.reportingInstance ?? '',
    flux_reason: event.reason,
    ...event.metadata,
  };
}

/** A trace without an error: how often something runs, without an alert. */
function transaction(event: FluxEvent, settings: ProviderSettings) {
  const ids = idsOf(event, settings);
  const trace = { trace_id: ids.event, span_id: ids.span, op: 'event' };
  const times = {
    start_timestamp: timestampOf(event),
    timestamp: timestampOf(event),
  };
  const tags = tagsOf(event);
  return {
    ...commonFields(event, settings),
    type: 'transaction',
    level: 'info',
    start_timestamp: times.start_timestamp,
    contexts: { trace },
    tags,
    spans: [{ ...trace, ...times, tags }],
  };
}

/**
 * An error as an event, anything else as a transaction. The address is a DSN,
 * `spec.channel` the environment.
 * @see https://develop.sentry.dev/sdk/data-model/envelopes/
 */
export const sentry: RequestProvider = {
  type: 'sentry',
  toRequests(event, settings) {
    const { auth, url } = requireDsn(settings);
    const type = isError(event) ? 'event' : 'transaction';
    const payload = isError(event)
      ? errorEvent(event, settings)
      : transaction(event, settings);
    const lines = [{ event_id: payload.event_id }, { type }, payload];
    const headers = {
      'Content-Type': 'application/x-sentry-envelope',
      'X-Sentry-Auth': auth,
    };
    const body = lines.map(line => `${JSON.stringify(line)}\n`).join('');
    return [{ method: 'POST', url, headers, body }];
  },
};
