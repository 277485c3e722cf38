import { normalizeObject, normalizeReleases } from './normalize.mjs';

/** What the cluster makes of its own accord, or what only tells of the past. */
const PASSED_OVER = new Set([
  ...['events', 'endpoints', 'endpointslices', 'leases', 'podmetrics'],
  ...['controllerrevisions', 'componentstatuses', 'nodes'],
]);
const CLUSTER_SCOPED = new Set([
  ...['customresourcedefinitions', 'clusterroles', 'clusterrolebindings'],
  ...['priorityclasses', 'storageclasses', 'persistentvolumes', 'namespaces'],
]);
/** Secrets and ConfigMaps that hold a revision. */
const isRelease = ({ metadata }) =>
  /^sh\.helm\.release\.v1\./.test(metadata.name) ||
  (metadata.labels?.owner === 'helm' && metadata.name.includes('.v'));

/**
 * Everything that a side of a scenario has written: its namespace, further
 * namespaces, and objects of the cluster with the namespace in their names.
 * @param side - `{ namespace, folder, seesCluster }`
 * @returns values by name: `object Kind namespace/name`, `release NAME`
 */
export async function observe(cluster, side) {
  const collections = (await cluster.collections()).filter(
    ({ name, isNamespaced }) =>
      isNamespaced
        ? !PASSED_OVER.has(name)
        : side.seesCluster && CLUSTER_SCOPED.has(name),
  );
  const namespaces = await namespacesOf(cluster, side);
  const paths = collections.flatMap(({ root, name, isNamespaced }) =>
    isNamespaced
      ? namespaces.map(namespace => `${root}/namespaces/${namespace}/${name}`)
      : [`${root}/${name}`],
  );
  const lists = await Promise.all(paths.map(path => cluster.get(path)));
  const objects = lists.flatMap(list => itemsOf(list)).filter(isOwn(side));
  const secrets = objects.filter(isRelease);
  const rest = objects.filter(object => !isRelease(object));
  return Object.fromEntries(
    [
      ...rest.map(object => [
        nameOf(object, side),
        normalizeObject(object, side),
      ]),
      ...normalizeReleases(secrets, side).map(release => [
        `release ${release.name}`,
        release,
      ]),
    ].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

async function namespacesOf(cluster, side) {
  if (!side.seesCluster) return [side.namespace];
  const { items } = await cluster.get('/api/v1/namespaces');
  return items
    .map(({ metadata }) => metadata.name)
    .filter(name => name.startsWith(side.namespace));
}

function itemsOf(list) {
  if (!list) return [];
  const kind = list.kind.replace(/List$/, '');
  return list.items.map(item => ({
    apiVersion: list.apiVersion,
    kind,
    ...item,
  }));
}

function isOwn({ namespace }) {
  return ({ kind, metadata, type }) => {
    const isOfCluster =
      (kind === 'ConfigMap' && metadata.name === 'kube-root-ca.crt') ||
      (kind === 'ServiceAccount' && metadata.name === 'default') ||
      type === 'kubernetes.io/service-account-token';
    const isMadeByController = (metadata.ownerReferences ?? []).some(
      ({ controller }) => controller,
    );
    if (isOfCluster || isMadeByController) return false;
    return (
      metadata.namespace !== undefined || metadata.name.includes(namespace)
    );
  };
}

function nameOf({ kind, metadata }, { namespace }) {
  const place = metadata.namespace ? `${metadata.namespace}/` : '';
  return `object ${kind} ${place}${metadata.name}`.replaceAll(
    namespace,
    '<ns>',
  );
}
