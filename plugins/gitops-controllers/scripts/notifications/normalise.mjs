/** Brings requests of both programs to one form. */

/** What Flux's libraries ask beside what the Provider is about. */
const PROBES = [/^OPTIONS /, /^GET [^ ]*\/api\/v1\/version$/];
const HEADERS = [
  ...['authorization', 'private-token', 'dd-api-key', 'x-github-api-version'],
  ...['x-atlassian-token', 'x-requested-with'],
];
/** Lists of metadata, in any order. */
const UNORDERED = ['fields', 'facts', 'widgets', 'tags'];
/** Texts with metadata as lines, in any order. */
const LINES = ['markdown', 'content', 'body', 'text'];

const ENVELOPE_FIELDS = [
  ...['type', 'level', 'environment', 'message', 'transaction', 'tags'],
  ...['timestamp', 'start_timestamp'],
];
const SPAN_FIELDS = ['op', 'tags', 'timestamp', 'start_timestamp'];

const textOf = value => JSON.stringify(value);

function sortLists(value, key) {
  if (Array.isArray(value)) {
    const items = value.map(item => sortLists(item));
    return UNORDERED.includes(key)
      ? items.sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1))
      : items;
  }
  if (typeof value === 'string' && LINES.includes(key)) {
    return value.split('\n').sort();
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sortLists(field, name)]),
  );
}

function bodyOf(body, contentType, type) {
  if (contentType.includes('x-www-form-urlencoded')) {
    return [...new URLSearchParams(body)].sort();
  }
  if (contentType.includes('envelope')) return envelopeOf(body);
  const decoded = typeof body === 'string' ? JSON.parse(body) : body;
  // Newer than Flux 2.9: a digest by which Opsgenie folds alerts.
  if (type === 'opsgenie') delete decoded.alias;
  return sortLists(decoded);
}

/** What an envelope says of the event; IDs and the machine are left out. */
function envelopeOf(text) {
  const [, item, payload] = text.trimEnd().split('\n').map(JSON.parse);
  const { contexts, spans = [], ...fields } = payload;
  const isTrace = item.type === 'transaction';
  return {
    type: item.type,
    ...sortLists({
      ...pick(fields, ENVELOPE_FIELDS),
      ...(isTrace ? {} : { server_name: fields.server_name }),
      metadata: contexts.metadata,
      op: contexts.trace?.op,
      spans: spans.map(span => pick(span, SPAN_FIELDS)),
    }),
  };
}

function pick(fields, names) {
  return Object.fromEntries(
    names.filter(name => name in fields).map(name => [name, fields[name]]),
  );
}

export function normalise({ method, url, headers = {}, body }, type) {
  const { origin, pathname, searchParams } = new URL(url);
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const contentType =
    lower['content-type'] ??
    (typeof body === 'object' ? 'application/json' : '');
  const [mediaType] = contentType.split(';');
  return {
    call: `${method} ${origin}${decodeURIComponent(pathname)}`,
    query: [...searchParams].sort(),
    headers: HEADERS.filter(name => lower[name] !== undefined).map(
      // A JWT says when it was made.
      name => `${name}: ${lower[name]}`.replace(/ eyJ.*/, ' a JWT'),
    ),
    // GitHub's library posts null where there is nothing to say.
    ...(body === undefined || body === null
      ? {}
      : { mediaType, body: bodyOf(body, contentType, type) }),
  };
}

export const isProbe = ({ method, url }) =>
  PROBES.some(probe => probe.test(`${method} ${url}`));
