/** Everything that a cluster holds, apart from what it makes of its own accord. */
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- scripts of other folders
import { normalizeObject } from '../../../../../packages/cli/scripts/helm-actions/normalize.mjs';

const PASSED_OVER = new Set([
  ...['events', 'endpoints', 'endpointslices', 'leases', 'componentstatuses'],
  ...['controllerrevisions', 'persistentvolumes', 'nodes', 'flowschemas'],
  ...['apiservices', 'ipaddresses', 'prioritylevelconfigurations'],
]);
/** Sources and releases are the controllers' own. */
const OWN_GROUPS = /\/apis\/(?:[a-z]+\.)?toolkit\.fluxcd\.io\//;
const ORIGIN_LABELS = /^helm\.toolkit\.fluxcd\.io\//;

/** Written by the cluster's controllers. */
const OF_CONTROLLERS =
  /^(?:deprecated\.daemonset\.template\.generation|(?:pv|volume)\.kubernetes\.io\/.*)$/;

const isReleaseSecret = ({ type }) => type === 'helm.sh/release.v1';

function isOfCluster({ kind, metadata, type }) {
  const { name, ownerReferences = [] } = metadata;
  return (
    (kind === 'ConfigMap' && name === 'kube-root-ca.crt') ||
    (kind === 'ServiceAccount' && name === 'default') ||
    type === 'kubernetes.io/service-account-token' ||
    ownerReferences.some(({ controller }) => controller)
  );
}

export const keyOf = ({ apiVersion, kind, metadata }) =>
  `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

/** APIServices that the cluster makes for its own groups have this label. */
const isBuiltIn = ({ metadata }) =>
  'kube-aggregator.kubernetes.io/automanaged' in (metadata.labels ?? {});

/**
 * @param cluster - a ClusterReader
 * @returns live objects by their key
 */
export async function takeSnapshot(cluster) {
  const collections = (await cluster.collections()).filter(
    ({ root, name }) => !PASSED_OVER.has(name) && !OWN_GROUPS.test(`${root}/`),
  );
  const paths = [
    ...collections.map(({ root, name }) => `${root}/${name}`),
    '/apis/apiregistration.k8s.io/v1/apiservices',
  ];
  const found = new Map();
  await Promise.all(
    paths.map(async path => {
      // A kind whose webhook converts, or that has just gone.
      const list = await cluster.get(path).catch(() => undefined);
      for (const item of list?.items ?? []) {
        const kind = list.kind.replace(/List$/, '');
        const object = { apiVersion: list.apiVersion, kind, ...item };
        const skips = [isOfCluster, isReleaseSecret, isBuiltIn];
        if (!skips.some(skip => skip(object))) found.set(keyOf(object), object);
      }
    }),
  );
  return found;
}

/** Objects of `after` that `before` lacks. */
export const newSince = (before, after) =>
  new Map([...after].filter(([key]) => !before.has(key)));

function withoutOrigin(fieldsV1) {
  const text = JSON.stringify(fieldsV1, (key, value) =>
    key.startsWith('f:helm.toolkit.fluxcd.io/') ? undefined : value,
  );
  return JSON.parse(text);
}

/** `f:labels` holds nothing but the labels of the HelmRelease in objects without labels of their own. */
function withoutEmptyLabels(fieldsV1) {
  const metadata = fieldsV1['f:metadata'];
  if (JSON.stringify(metadata?.['f:labels']) === '{}') {
    delete metadata['f:labels'];
    if (Object.keys(metadata).length === 0) delete fieldsV1['f:metadata'];
  }
  return fieldsV1;
}

/**
 * An object as it is compared: without what the cluster gives, the labels of
 * its HelmRelease, and the name of its manager.
 */
export function plainObject(object) {
  const side = { namespace: '\u0000', folder: '\u0000' };
  const { metadata, ...rest } = normalizeObject(object, side);
  const { generation: _generation, managedFields, ...kept } = metadata;
  const labels = Object.fromEntries(
    Object.entries(metadata.labels ?? {}).filter(
      ([key]) => !ORIGIN_LABELS.test(key),
    ),
  );
  const annotations = Object.fromEntries(
    Object.entries(metadata.annotations).filter(
      ([key]) => !OF_CONTROLLERS.test(key),
    ),
  );
  const managers = managedFields
    .filter(({ manager }) => /^(?:helm|helm-controller)$/.test(manager))
    .map(entry => ({
      ...entry,
      manager: 'helm',
      fieldsV1: withoutEmptyLabels(withoutOrigin(entry.fieldsV1)),
    }));
  return { ...rest, metadata: { ...kept, annotations, labels, managers } };
}

/** Paths at which two values differ, with both values. */
export function* pathsOf(a, b, path = '') {
  if (JSON.stringify(a) === JSON.stringify(b)) return;
  const areObjects = [a, b].every(v => v !== null && typeof v === 'object');
  if (!areObjects) {
    yield [path, a, b];
    return;
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    yield* pathsOf(a[key], b[key], `${path}.${key}`);
  }
}
