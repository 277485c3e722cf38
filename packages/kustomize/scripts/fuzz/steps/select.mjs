// How steps name the objects that they change.

/** An object of the build below; seldom one that is not there. */
export function pickObject(r, objects, isWanted = () => true) {
  const isAlone = o =>
    objects.every(
      other => other === o || other.kind !== o.kind || other.name !== o.name,
    );
  const isCareful = r.chance(0.95);
  const fitting = objects.filter(
    o => isWanted(o) && (!isCareful || isAlone(o)),
  );
  if (fitting.length > 0 && !r.chance(0.01)) return r.pick(fitting);
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    name: 'stranger',
    namespace: '',
    fields: {},
  };
}

export const groupOf = ({ apiVersion }) =>
  apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
export const versionOf = ({ apiVersion }) => apiVersion.split('/').at(-1);

const LABEL_SELECTORS = [
  'app=a',
  'app',
  '!app',
  'app in (a,b)',
  'tier!=x',
  'app notin (q), tier',
  'app==hello',
];

/** A target that fits `object`, and maybe others. */
export function target(r, object) {
  const exact = { kind: object.kind, name: object.name };
  return r.pick([
    { kind: object.kind },
    exact,
    { ...exact, ...(object.namespace ? { namespace: object.namespace } : {}) },
    { name: `${object.name.slice(0, 2)}.*` },
    { kind: `${object.kind}|Foo` },
    { ...exact, version: versionOf(object) },
    { group: groupOf(object), version: versionOf(object), kind: object.kind },
    { labelSelector: r.pick(LABEL_SELECTORS) },
    { annotationSelector: r.pick(LABEL_SELECTORS), kind: object.kind },
    { namespace: object.namespace || 'default' },
    { kind: '.*Set', name: '^web' },
  ]);
}
