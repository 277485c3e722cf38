import type { FluxEvent } from './FluxEvent';

/** A body is no event. The message holds nothing of it. */
export class EventFormatError extends Error {
  override readonly name = 'EventFormatError';
  readonly code = 'invalid-event';
}

const OBJECT_FIELDS = [
  'kind',
  'namespace',
  'name',
  'uid',
  'apiVersion',
  'resourceVersion',
  'fieldPath',
] as const;
const TEXT_FIELDS = [
  'severity',
  'message',
  'reason',
  'reportingController',
  'reportingInstance',
] as const;
const FIELDS = [
  ...TEXT_FIELDS,
  'involvedObject',
  'timestamp',
  'metadata',
] as const;
const RFC3339 =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([.,]\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** What Go's encoder escapes besides the characters that JSON asks for. */
function escapeLikeGo(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function withoutEmpty(fields: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value && value !== ''),
  );
}

function sorted(metadata: FluxEvent['metadata'] = {}) {
  const entries = Object.entries(metadata);
  if (entries.length === 0) return undefined;
  const bytes = (text: string) => Buffer.from(text);
  return entries
    .map(entry => [bytes(entry[0]), entry] as const)
    .sort(([a], [b]) => a.compare(b))
    .map(
      ([, [key, value]]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
    )
    .join();
}

/**
 * The event as Flux's notification-controller writes it: the same bytes, which
 * signatures are made of.
 * @see Go: encoding/json of fluxcd/pkg apis/event/v1beta1, `Event`
 */
export function toEventJson(event: FluxEvent): string {
  const { involvedObject, timestamp, reportingInstance } = event;
  const object = OBJECT_FIELDS.map(name => [name, involvedObject[name]]);
  const metadata = sorted(event.metadata);
  const fields: [string, string | undefined][] = [
    [
      'involvedObject',
      JSON.stringify(withoutEmpty(Object.fromEntries(object))),
    ],
    ['severity', JSON.stringify(event.severity)],
    ['timestamp', timestamp === '' ? 'null' : JSON.stringify(timestamp)],
    ['message', JSON.stringify(event.message)],
    ['reason', JSON.stringify(event.reason)],
    ['metadata', metadata && `{${metadata}}`],
    ['reportingController', JSON.stringify(event.reportingController)],
    [
      'reportingInstance',
      reportingInstance ? JSON.stringify(reportingInstance) : undefined,
    ],
  ];
  const texts = fields
    .filter(([, json]) => json !== undefined)
    .map(([name, json]) => `"${name}":${json}`);
  return escapeLikeGo(`{${texts.join()}}`);
}

/** Values by the field names of the type: Go's decoder ignores their case. */
function pickFields<N extends string>(
  value: unknown,
  names: readonly N[],
): Partial<Record<N, unknown>> {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new EventFormatError('an event or its object is no JSON object');
  }
  const picked: Partial<Record<N, unknown>> = {};
  for (const [key, field] of Object.entries(value)) {
    const name =
      names.find(candidate => candidate === key) ??
      names.find(candidate => candidate.toLowerCase() === key.toLowerCase());
    if (name && field !== null) picked[name] = field;
  }
  return picked;
}

function textOf(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') {
    throw new EventFormatError(`${name} of an event is no text`);
  }
  // Halves of surrogate pairs, which Go has no strings with.
  return value.replace(/\p{Surrogate}/gu, '\ufffd');
}

function timestampOf(value: unknown): string {
  const text = textOf('timestamp', value);
  if (value === undefined) return '';
  const ms = RFC3339.test(text) ? Date.parse(text.replace(',', '.')) : NaN;
  if (Number.isNaN(ms)) {
    throw new EventFormatError('timestamp of an event is not RFC 3339');
  }
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function metadataOf(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new EventFormatError('metadata of an event is no JSON object');
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => [
      textOf('metadata', key),
      textOf('metadata', text),
    ]),
  );
}

/**
 * Reads an event as Go's decoder does: unknown fields are ignored, missing ones
 * are empty.
 * @throws EventFormatError - no JSON, or a field of another type
 */
export function parseEventJson(body: Uint8Array): FluxEvent {
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new EventFormatError('the body is no JSON');
  }
  const fields = pickFields(decoded, FIELDS);
  const object = pickFields(fields.involvedObject, OBJECT_FIELDS);
  const texts = Object.fromEntries(
    TEXT_FIELDS.map(name => [name, textOf(name, fields[name])]),
  ) as Record<(typeof TEXT_FIELDS)[number], string>;
  const involvedObject = Object.fromEntries(
    OBJECT_FIELDS.map(name => [name, textOf(name, object[name])]),
  ) as Record<(typeof OBJECT_FIELDS)[number], string>;
  return {
    ...texts,
    severity: texts.severity as FluxEvent['severity'],
    involvedObject,
    timestamp: timestampOf(fields.timestamp),
    metadata: metadataOf(fields.metadata),
  };
}
