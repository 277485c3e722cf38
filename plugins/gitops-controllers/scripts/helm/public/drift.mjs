/** Objects of a release that are changed and deleted by someone else. */
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'];
const CHANGED = [...WORKLOADS, 'ConfigMap', 'Service', 'ClusterRole'];
const DELETED = ['ConfigMap', 'Service', 'ServiceAccount', 'ClusterRole'];
const IMAGE = 'drifted.example.com/image:1';

const isOwn = ({ metadata }, { name, namespace }) =>
  metadata.labels?.['helm.toolkit.fluxcd.io/name'] === name &&
  metadata.labels?.['helm.toolkit.fluxcd.io/namespace'] === namespace &&
  !metadata.annotations?.['helm.sh/hook'];

function changeOf(object) {
  if (WORKLOADS.includes(object.kind)) {
    const path = '/spec/template/spec/containers/0/image';
    return {
      patchType: 'json',
      patch: [{ op: 'replace', path, value: IMAGE }],
      value: live => live.spec.template.spec.containers[0].image,
    };
  }
  if (object.kind === 'ConfigMap') {
    const [name] = Object.keys(object.data ?? {});
    return (
      name && {
        patch: { data: { [name]: 'drifted' } },
        value: live => live.data?.[name],
      }
    );
  }
  const [label] = Object.keys(object.metadata.labels);
  return {
    patch: { metadata: { labels: { [label]: 'drifted' } } },
    value: live => live.metadata.labels?.[label],
  };
}

function changed(objects) {
  for (const object of objects) {
    const change = changeOf(object);
    if (!change) continue;
    const { apiVersion, kind, metadata } = object;
    const key = { namespace: metadata.namespace, name: metadata.name };
    const right = change.value(object);
    return {
      about: { way: 'changed', key: `${kind} ${metadata.name}` },
      make: client =>
        client.patch({ apiVersion, kind }, key, change.patch, {
          fieldManager: 'someone',
          patchType: change.patchType ?? 'merge',
        }),
      isCorrected: async client => {
        const live = await client.find({ apiVersion, kind }, key);
        return live !== undefined && change.value(live) === right;
      },
    };
  }
  return undefined;
}

function deleted(object) {
  const { apiVersion, kind, metadata } = object;
  const key = { namespace: metadata.namespace, name: metadata.name };
  return {
    about: { way: 'deleted', key: `${kind} ${metadata.name}` },
    make: client => client.delete({ apiVersion, kind }, key),
    isCorrected: async client => {
      const live = await client.find({ apiVersion, kind }, key);
      return live !== undefined && live.metadata.uid !== metadata.uid;
    },
  };
}

/** An object that is changed, and another one that is deleted, as far as there are such. */
export function driftFor(objects, release) {
  const own = [...objects.values()].filter(object => isOwn(object, release));
  const ofKinds = kinds =>
    kinds.flatMap(kind => own.filter(object => object.kind === kind));
  const change = changed([...ofKinds(CHANGED), ...own]);
  const victim = [...ofKinds(DELETED), ...own].find(
    ({ kind, metadata }) => `${kind} ${metadata.name}` !== change?.about.key,
  );
  return [change, victim && deleted(victim)].filter(Boolean);
}
