/** What a HelmRelease has left in its namespace. */
import { HELM_RELEASE } from './Player.mjs';

const type = (apiVersion, kind) => ({ apiVersion, kind });
const KINDS = [
  type('v1', 'ConfigMap'),
  type('v1', 'Secret'),
  type('v1', 'Service'),
  type('v1', 'ServiceAccount'),
  type('v1', 'Pod'),
  type('apps/v1', 'Deployment'),
  type('batch/v1', 'Job'),
  type('batch/v1', 'CronJob'),
  type('networking.k8s.io/v1', 'Ingress'),
  type('policy/v1', 'PodDisruptionBudget'),
  type('rbac.authorization.k8s.io/v1', 'Role'),
  type('rbac.authorization.k8s.io/v1', 'RoleBinding'),
];
const CLUSTER_KINDS = [
  type('rbac.authorization.k8s.io/v1', 'ClusterRole'),
  type('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
];
const WIDGET = type('shop.example.com/v1', 'Widget');
const RELEASE_TYPE = 'helm.sh/release.v1';
const NAME_LABEL = 'helm.toolkit.fluxcd.io/name';

const isRelease = ({ type: secretType }) => secretType === RELEASE_TYPE;

/** Namespaces in which a case leaves something. */
const namespacesOf = ({ name, test }) => [
  ...new Set([name, test.spec?.targetNamespace ?? name]),
];

async function listIn(client, kinds, namespaces) {
  const lists = await Promise.all(
    namespaces.flatMap(namespace =>
      kinds.map(kind =>
        client.list(kind, { namespace }).catch(() => ({ items: [] })),
      ),
    ),
  );
  return lists.flatMap(({ items }) => items);
}

/** Release Secrets of a case. */
export async function releasesOf(player) {
  const [secret] = KINDS.filter(({ kind }) => kind === 'Secret');
  const items = await listIn(player.client, [secret], namespacesOf(player));
  return items.filter(isRelease);
}

/** Objects of a case, without release Secrets, pods of controllers and defaults. */
export async function objectsOf(player) {
  const { client, name, test } = player;
  const kinds = test.group === 'crds' ? [...KINDS, WIDGET] : KINDS;
  const items = await listIn(client, kinds, namespacesOf(player));
  const labels = `${NAME_LABEL},helm.toolkit.fluxcd.io/namespace=${name}`;
  const wide = await Promise.all(
    CLUSTER_KINDS.map(kind => client.list(kind, { labelSelector: labels })),
  );
  return [
    ...items.filter(
      item =>
        !isRelease(item) &&
        !item.metadata.ownerReferences &&
        !['kube-root-ca.crt', 'default'].includes(item.metadata.name),
    ),
    ...wide.flatMap(list => list.items),
  ];
}

/** Events of a HelmRelease and its chart, oldest first: their names end in a time. */
export async function eventsOf({ client, name }) {
  const { items } = await client.list(type('v1', 'Event'), { namespace: name });
  const timeOf = ({ metadata }) =>
    metadata.name.split('.').at(-1).padStart(20, '0');
  return items
    .filter(({ involvedObject }) => involvedObject.kind === HELM_RELEASE.kind)
    .sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
}
