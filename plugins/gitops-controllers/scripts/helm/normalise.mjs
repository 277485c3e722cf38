/**
 * Makes what was recorded of a case comparable: what differs between any two
 * runs (times, identifiers, addresses, digests over times) is left out.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const read = file => JSON.parse(readFileSync(file, 'utf8'));

/** Go's zero time stays: it says that there was no time. */
const TIME =
  /(?!0001-01-01)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;

/** Text without addresses, times and identifiers. */
function plain(text, context) {
  let result = text;
  for (const [name, address] of Object.entries(context)) {
    if (address) result = result.replaceAll(address, name);
  }
  return result
    .replaceAll(TIME, 'TIME')
    .replaceAll(UUID, 'UUID')
    .replaceAll(/\b10\.0\.0\.\d+/g, 'IP');
}

const neutral = (value, context) =>
  JSON.parse(plain(JSON.stringify(value), context));

function statusOf(object, { keepsFailing }) {
  if (!object) return 'gone';
  const { status, metadata } = object;
  const { conditions, history, ...rest } = status;
  const counters = keepsFailing
    ? { failures: 'some', installFailures: 'some', upgradeFailures: 'some' }
    : {};
  return {
    generation: metadata.generation,
    finalizers: metadata.finalizers,
    ...rest,
    ...counters,
    ...('lastHandledReconcileAt' in rest
      ? { lastHandledReconcileAt: 'x' }
      : {}),
    ...('lastHandledForceAt' in rest ? { lastHandledForceAt: 'x' } : {}),
    ...('lastHandledResetAt' in rest ? { lastHandledResetAt: 'x' } : {}),
    ...('lastAttemptedReleaseActionDuration' in rest
      ? { lastAttemptedReleaseActionDuration: 'x' }
      : {}),
    // What runs is a matter of the moment where it is tried again and again.
    conditions: conditions
      .filter(({ type }) => !(keepsFailing && type === 'Reconciling'))
      // Ours shows the diff of what has drifted, in a condition of its own.
      .filter(({ type }) => type !== 'DriftDiff')
      .map(({ lastTransitionTime: _, ...each }) => each),
    history: history?.map(each => ({ ...each, digest: 'x' })),
  };
}

/** The text that Helm has stored. */
export function releaseText(secret) {
  const payload = Buffer.from(secret.data.release, 'base64').toString();
  return gunzipSync(Buffer.from(payload, 'base64')).toString();
}

function releaseOf(secret, context) {
  const { name, labels, annotations, managedFields } = secret.metadata;
  const { modifiedAt: _, ...rest } = labels;
  return {
    secret: name,
    labels: rest,
    annotations,
    managers: [...new Set(managedFields?.map(({ manager }) => manager))],
    text: plain(releaseText(secret), context),
  };
}

/** Managers that stand for the cluster itself. */
const OTHERS = ['kube-controller-manager', 'kube-apiserver', 'Mozilla', 'node'];

function managersOf({ managedFields = [] }) {
  return managedFields
    .filter(
      ({ manager, subresource }) => !OTHERS.includes(manager) && !subresource,
    )
    .map(({ manager, operation, fieldsV1 }) => ({
      ...{ manager, operation, fieldsV1 },
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function objectOf({ status: _, metadata, ...rest }) {
  const { uid, resourceVersion, creationTimestamp, ...named } = metadata;
  return {
    ...rest,
    metadata: { ...named, managedFields: managersOf(metadata) },
  };
}

const nameOf = ({ kind, metadata: { namespace, name } }) =>
  `${kind}/${namespace ?? ''}/${name}`;

const byName = (items, context) =>
  Object.fromEntries(
    items
      .map(item => [nameOf(item), neutral(objectOf(item), context)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const annotationsOf = ({ annotations = {} }) => annotations;

/** Times of the lines that Helm has logged. */
const LOG_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z: /gm;

function eventOf({ type, reason, message: text, metadata, source }) {
  const annotations = annotationsOf(metadata);
  const message = text.replaceAll(LOG_TIME, 'TIME: ');
  return { type, reason, message, component: source?.component, annotations };
}

function eventsIn(folder, test, context) {
  const items = read(join(folder, 'events.json')).map(item =>
    neutral(eventOf(item), context),
  );
  if (!test.keepsFailing) return items;
  const texts = new Set(items.map(item => JSON.stringify(item)));
  return [...texts].sort().map(text => JSON.parse(text));
}

/** @returns what a folder of recordCase.mjs says, by part and step */
export function readCase(folder, test) {
  const context = read(join(folder, 'context.json'));
  const parts = { events: eventsIn(folder, test, context) };
  for (const file of readdirSync(folder).sort()) {
    const [, step, part] = /^(\d\d-.*)\.(\w+)\.json$/.exec(file) ?? [];
    if (!step) continue;
    const content = read(join(folder, file));
    if (part === 'helmrelease') {
      parts[`${step} status`] = neutral(statusOf(content, test), context);
    } else if (part === 'releases') {
      parts[`${step} releases`] = content.map(each => releaseOf(each, context));
    } else if (part === 'objects') {
      parts[`${step} objects`] = byName(content, context);
    }
  }
  return parts;
}
