import { gunzipSync } from 'node:zlib';

const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const RFC3339 = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;
const ANSIC = /[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}/g;
const ZERO_TIME = /^0001-01-01T00:00:00Z$/;

/** Managers of the cluster itself: what they write is not the tools' doing. */
const CLUSTER_MANAGERS = /^(?:control-plane|kube-|pod-simulator|node)/;
const CLUSTER_ANNOTATIONS = ['deployment.kubernetes.io/revision'];
const ADDRESS_FIELDS = [
  'clusterIP',
  'clusterIPs',
  'nodePort',
  'healthCheckNodePort',
];

/**
 * Text without what differs between two runs of one tool: the namespace, the
 * folder of a side, uids, times and ports of the server.
 */
export function normalizeText(text, { namespace, folder }) {
  return text
    .replaceAll(folder, '<folder>')
    .replaceAll(namespace, '<ns>')
    .replace(UID, '<uid>')
    .replace(RFC3339, time => (ZERO_TIME.test(time) ? time : '<time>'))
    .replace(ANSIC, '<time>')
    .replace(/(resourceVersion[\\":\s]*)\d+/g, '$1<n>')
    .replace(/https:\/\/127\.0\.0\.1:\d+/g, '<server>')
    .replace(/127\.0\.0\.1:\d+/g, '<address>');
}

/** An object as the judge compares it. */
export function normalizeObject(object, side) {
  const { status: _status, ...rest } = object;
  const { metadata } = rest;
  const {
    uid: _uid,
    resourceVersion: _version,
    creationTimestamp: _created,
    deletionTimestamp,
    managedFields = [],
    annotations = {},
    ...kept
  } = metadata;
  const ownAnnotations = Object.fromEntries(
    Object.entries(annotations).filter(
      ([key]) => !CLUSTER_ANNOTATIONS.includes(key),
    ),
  );
  const cleaned = {
    ...rest,
    metadata: {
      ...kept,
      annotations: ownAnnotations,
      ...(deletionTimestamp && { deletionTimestamp: '<time>' }),
      managedFields: managedFields
        .filter(
          ({ manager, subresource }) =>
            subresource !== 'status' && !CLUSTER_MANAGERS.test(manager),
        )
        .map(({ manager, operation, subresource, apiVersion, fieldsV1 }) => ({
          manager,
          operation,
          subresource,
          apiVersion,
          fieldsV1,
        }))
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    },
  };
  return JSON.parse(
    normalizeText(JSON.stringify(withoutAddresses(cleaned)), side),
  );
}

function withoutAddresses(value) {
  if (Array.isArray(value)) return value.map(withoutAddresses);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      ADDRESS_FIELDS.includes(key) && item !== 'None'
        ? '<address>'
        : withoutAddresses(item),
    ]),
  );
}

/**
 * A release Secret decoded. Times of the release are numbered by their order
 * over all of its revisions, so that one that is kept is seen to be kept.
 */
export function normalizeReleases(secrets, side) {
  const decoded = secrets.map(secret => ({
    secret,
    text: withPlainFiles(decodeRelease(secret)),
  }));
  const order = rankTimes(decoded.map(({ text }) => JSON.parse(text).info));
  return decoded.map(({ secret, text }) => {
    const release = JSON.parse(text);
    const info = numberTimes(release.info, order);
    const raw = normalizeText(text, side);
    return {
      name: secret.metadata.name,
      type: secret.type,
      labels: withoutTimes(secret.metadata.labels),
      release: JSON.parse(
        normalizeText(JSON.stringify({ ...release, info }), side),
      ),
      raw,
      object: normalizeObject(
        {
          ...secret,
          data: Object.keys(secret.data),
          metadata: {
            ...secret.metadata,
            labels: withoutTimes(secret.metadata.labels),
          },
        },
        side,
      ),
    };
  });
}

/** Files of the chart as text: the namespace may be in it. */
function withPlainFiles(text) {
  return text.replace(/"data":"([\w+/=]*)"/g, (_whole, data) => {
    const plain = Buffer.from(data, 'base64').toString('utf8');
    return `"data":${JSON.stringify(plain)}`;
  });
}

const INFO_TIMES = ['first_deployed', 'last_deployed', 'deleted'];

function rankTimes(infos) {
  const times = infos.flatMap(info => INFO_TIMES.map(key => info[key]));
  const known = [...new Set(times.filter(isSet))];
  const nanoseconds = time => {
    const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
    const seconds = Math.floor(Date.parse(time) / 1000);
    return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
  };
  known.sort((a, b) => (nanoseconds(a) < nanoseconds(b) ? -1 : 1));
  return known;
}

const isSet = time => Boolean(time) && !ZERO_TIME.test(time);

function numberTimes(info, order) {
  return Object.fromEntries(
    Object.entries(info).map(([key, value]) => [
      key,
      INFO_TIMES.includes(key) && isSet(value)
        ? `<time ${order.indexOf(value) + 1}>`
        : value,
    ]),
  );
}

/** Helm's labels `createdAt` and `modifiedAt` are seconds. */
function withoutTimes(labels = {}) {
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [
      key,
      /^(?:createdAt|modifiedAt)$/.test(key) ? '<time>' : value,
    ]),
  );
}

/** @param object - a Secret, whose data is base64 once more, or a ConfigMap */
export function decodeRelease({ kind, data }) {
  const inner =
    kind === 'Secret'
      ? Buffer.from(data.release, 'base64').toString('latin1')
      : data.release;
  return gunzipSync(Buffer.from(inner, 'base64')).toString('utf8');
}
