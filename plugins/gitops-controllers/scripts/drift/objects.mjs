// Random objects as they stand on a cluster, what applying a manifest would
// make of them, and rules of what may differ.

const KEYS = ['a', 'app', 'x/y', 'k~1', 'q"t', 'a<b', 'ü', 'n', '日本'];
const TEXTS = [
  '',
  'a',
  'nginx:1.25',
  'a & b',
  '"quoted"',
  'line\nbreak',
  'ünï',
  '\u2028',
  'x'.repeat(60),
];
const FIELDS = ['spec', 'data', 'rules', 'subjects', 'webhooks'];

export function scalar(random) {
  return random.weighted([
    [5, random.pick(TEXTS)],
    [4, random.between(-3, 70000)],
    [1, random.pick([0.5, 1e21, 1e-7, 1.25])],
    [2, random.chance(0.5)],
    [1, null],
  ]);
}

function value(random, depth) {
  if (depth <= 0 || random.chance(0.4)) return scalar(random);
  if (random.chance(0.4)) {
    return random.times(random.below(5), () => value(random, depth - 1));
  }
  return Object.fromEntries(
    random.some(KEYS, 0, 5).map(key => [key, value(random, depth - 1)]),
  );
}

function texts(random) {
  return Object.fromEntries(
    random.some(KEYS, 0, 5).map(key => [key, random.pick(TEXTS)]),
  );
}

/** A value with some of what is in it changed, added or removed. */
function changed(random, before, depth) {
  if (random.chance(0.15)) return value(random, depth);
  if (Array.isArray(before)) {
    const items = before
      .filter(() => !random.chance(0.15))
      .map(item => changed(random, item, depth - 1));
    if (random.chance(0.25)) items.push(value(random, 1));
    return items;
  }
  if (typeof before !== 'object' || before === null) {
    return random.chance(0.2) ? scalar(random) : before;
  }
  const after = {};
  for (const [key, field] of Object.entries(before)) {
    if (!random.chance(0.12)) after[key] = changed(random, field, depth - 1);
  }
  if (random.chance(0.25)) after[random.pick(KEYS)] = value(random, 2);
  return after;
}

function changedTexts(random, before) {
  if (random.chance(0.1)) return undefined;
  const after = { ...before };
  for (const key of Object.keys(after)) {
    if (random.chance(0.2)) delete after[key];
    else if (random.chance(0.2)) after[key] = random.pick(TEXTS);
  }
  if (random.chance(0.3)) after[random.pick(KEYS)] = random.pick(TEXTS);
  return after;
}

function mark(random) {
  const key = 'helm.toolkit.fluxcd.io/driftDetection';
  return random.chance(0.04)
    ? { [key]: random.pick(['disabled', 'Disabled', 'enabled']) }
    : {};
}

const escape = key => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** A pointer to something in the value, or near it. */
function pointer(random, object) {
  let path = '';
  let here = object;
  while (typeof here === 'object' && here !== null && random.chance(0.85)) {
    const keys = Object.keys(here);
    if (keys.length === 0 || random.chance(0.06)) {
      return `${path}/${random.pick([
        ...KEYS.map(escape),
        '0',
        '-1',
        '9',
        'zz',
      ])}`;
    }
    const key = random.pick(keys);
    // A document without its kind is refused by the judge's decoder.
    if (path === '' && ['kind', 'apiVersion', 'metadata'].includes(key))
      return '/spec';
    path += `/${escape(key)}`;
    here = here[key];
  }
  return (
    path || random.pick(['', '/spec', 'spec', '/status', '/metadata/labels'])
  );
}

function target(random, { metadata, kind }) {
  const labels = Object.entries(metadata.labels ?? {}).filter(
    ([key, text]) => /^[a-z]+$/.test(key) && /^[a-z]*$/.test(text),
  );
  return {
    ...(random.chance(0.4) && {
      kind: random.pick([kind, 'Deploy', 'D.*', 'A|B']),
    }),
    ...(random.chance(0.3) && {
      name: random.pick([metadata.name, 'w.*', 'we']),
    }),
    ...(random.chance(0.2) && { group: random.pick(['apps', 'a.*', '.*s']) }),
    ...(random.chance(0.2) && { namespace: random.pick(['ns', 'n', '']) }),
    ...(random.chance(0.2) && {
      labelSelector:
        labels.length > 0
          ? labels.map(([key, text]) => `${key}=${text}`).join(',')
          : '!app',
    }),
    ...(random.chance(0.1) && {
      annotationSelector: random.pick(['a', '!a', 'n in (a, b)']),
    }),
    ...(random.chance(0.02) && { version: '(' }),
  };
}

/** One question: an object, its dry-run, and rules. */
export function randomDrift(random) {
  const type = random.pick([
    { apiVersion: 'apps/v1', kind: 'Deployment' },
    { apiVersion: 'v1', kind: 'ConfigMap' },
    { apiVersion: 'v1', kind: 'Secret' },
    { apiVersion: 'example.org/v1', kind: 'Widget' },
  ]);
  const fields = Object.fromEntries(
    random.some(FIELDS, 1, 3).map(field => [field, value(random, 4)]),
  );
  const labels = { ...texts(random), ...mark(random) };
  const annotations = { ...texts(random), ...mark(random) };
  const metadata = { name: 'web', namespace: 'ns', resourceVersion: '7' };
  const desired = { ...type, metadata: { ...metadata, labels, annotations } };
  const dryRun = { ...desired, ...fields, status: { a: 1 } };
  const live = {
    ...type,
    ...changed(random, fields, 4),
    metadata: {
      ...metadata,
      uid: 'u',
      labels: changedTexts(random, labels),
      annotations: changedTexts(random, annotations),
    },
  };
  if (random.chance(0.03)) delete dryRun.metadata.resourceVersion;
  const ignore = random.times(random.below(3), index => ({
    // Flux takes rules in any order, which matters where paths lead into lists.
    paths:
      index > 0
        ? [random.pick(['', '/metadata/labels/a', '/status'])]
        : random.times(random.between(1, 2), () => pointer(random, dryRun)),
    // Of several rules without a target, Flux takes the last alone.
    ...((index > 0 || random.chance(0.6)) && {
      target: target(random, desired),
    }),
  }));
  // Text and back: what is undefined is not there.
  return JSON.parse(JSON.stringify({ desired, live, dryRun, ignore }));
}
