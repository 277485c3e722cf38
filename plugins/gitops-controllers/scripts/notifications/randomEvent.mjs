/** Random events as controllers send them: odd texts, reasons and metadata. */
const KINDS = {
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  GitRepository: 'source.toolkit.fluxcd.io/v1',
  OCIRepository: 'source.toolkit.fluxcd.io/v1',
  ImagePolicy: 'image.toolkit.fluxcd.io/v1',
};
export const EVENT_KINDS = Object.keys(KINDS);

const REASONS = [
  ...['ReconciliationSucceeded', 'HealthCheckFailed', 'Progressing'],
  ...['GitOperationFailed', 'BuildFailed', 'info', 'OCIArtifactPulled'],
  ...['PDFLoaderV2x99Z', 'build-failed', 'build_failed now', 'X', 'aB.cD'],
  ...["it'sDone", 'ÜberlaufÄRGER', 'ПроверкаНеПрошла', '工作Failed'],
];
const TEXTS = [
  ...['Applied revision: main@sha1:abc', 'a *b* _c_ [d](e) `f` ~g~ #h'],
  ...['<b>&amp;</b> "quoted" \\back', 'line one\nline two\n\n- item'],
  ...['日本語 🚀 e\u0301 \u2028 \u200b', 'tab\tbell\u0007 del\u007f'],
  ...['(1.2) > 3 | {x} = !y! + -z', '## Heading\n> quote\n1. one', 'İıſß'],
];
const KEYS = ['summary', 'cluster', 'env', 'Zone-A', 'k.e/y', 'a_b*c', 'ключ'];
const hex = (random, length) =>
  random.times(length, () => random.pick('0123456789abcdef')).join('');

function messageOf(random, index) {
  const parts = random.times(random.between(1, 4), () => random.pick(TEXTS));
  const long = random.chance(0.1) ? 'long text '.repeat(3000) : '';
  // A number, as equal messages would be held back.
  return `${parts.join(' ')}${long} ${index}`;
}

function metadataOf(random, commits) {
  const keys = random.some(KEYS, 0, 5);
  const metadata = Object.fromEntries(
    keys.map(key => [key, random.pick(TEXTS)]),
  );
  if (!commits) {
    return random.chance(0.7)
      ? { ...metadata, revision: `main@sha1:${hex(random, 40)}` }
      : metadata;
  }
  const commit = random.pick(commits);
  const other = `v1@sha256:${hex(random, 64)}`;
  return random.pick([
    { ...metadata, commit, revision: other },
    { ...metadata, commit: `main@sha1:${commit}` },
    { ...metadata, commit: `main/${commit}`, originRevision: other },
  ]);
}

/**
 * @param of - `namespace`; `commits` and `requests`, of which one is named,
 *   for types that need them
 */
export function randomEvent(random, index, { namespace, commits, requests }) {
  const kind = random.pick(EVENT_KINDS);
  const metadata = metadataOf(random, commits);
  if (requests) metadata.change_request = random.pick(requests);
  const event = {
    involvedObject: {
      kind,
      namespace,
      name: random.pick(['podinfo', 'apps', 'x-1']),
      uid: hex(random, 8),
      apiVersion: KINDS[kind],
      ...(random.chance(0.5) ? { resourceVersion: '12' } : {}),
    },
    severity: random.chance(0.5) ? 'info' : 'error',
    timestamp: `2026-0${random.between(1, 9)}-11T0${random.below(10)}:04:05Z`,
    message: messageOf(random, index),
    reason: random.pick(REASONS),
    ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
    reportingController: random.pick(['kustomize-controller', 'Odd Name']),
  };
  return random.chance(0.5)
    ? { ...event, reportingInstance: `pod-${index}` }
    : event;
}

/** The event as a controller sends it: keys of the metadata with a prefix. */
export function onTheWire(event) {
  if (!event.metadata) return event;
  const metadata = Object.fromEntries(
    Object.entries(event.metadata).map(([key, value]) => [
      `event.toolkit.fluxcd.io/${key}`,
      value,
    ]),
  );
  return { ...event, metadata };
}
