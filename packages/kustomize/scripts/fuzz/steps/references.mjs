// Steps that copy values from one object to another: replacements and vars.
import { emit } from '../emit.mjs';
import { fieldPath, isLeaf, pathsOf } from '../model.mjs';
import { groupOf, pickObject, versionOf } from './select.mjs';

const isText = ({ value }) => typeof value === 'string';
const NEW_FIELDS = [
  'metadata.labels.added',
  'metadata.annotations.[x.io/new]',
  'spec.deep.er',
  'data.made',
];
const IN_TEXT = [
  'data.config\\.yaml.server.port',
  'data.config\\.yaml.server.hosts.0',
  'data.x\\.json.a.b',
  'data.x\\.json.c.0',
];
const PARTS = [
  { delimiter: '-' },
  { delimiter: ':', index: 1 },
  { delimiter: '/', index: -1 },
  { delimiter: '.', index: 0 },
  { delimiter: '/', index: 9 },
];

function select(r, object) {
  const exact = { kind: object.kind, name: object.name };
  return r.pick([
    exact,
    exact,
    { kind: object.kind },
    { ...exact, ...(object.namespace ? { namespace: object.namespace } : {}) },
    { group: groupOf(object), version: versionOf(object), kind: object.kind },
    { kind: `${object.kind}|Foo` },
    { name: `${object.name.slice(0, 2)}.*`, kind: object.kind },
    {
      kind: object.kind,
      labelSelector: r.pick(['app', '!app', 'app=a', 'tier!=x']),
    },
    { kind: object.kind, annotationSelector: '!nothing' },
  ]);
}

function goal(r, object) {
  const isName = ({ path }) =>
    path.join('.') === 'metadata.name' || path.length === 1;
  const fields = pathsOf(object.fields).filter(
    found => !isName(found) && (isLeaf(found) || r.chance(0.1)),
  );
  const entry = { select: select(r, object) };
  if (r.chance(0.15))
    entry.reject = [
      r.pick([
        { name: 'api' },
        { kind: 'Foo' },
        { labelSelector: 'app=a' },
        { name: object.name },
      ]),
    ];
  const isInText = object.kind === 'ConfigMap' && r.chance(0.2);
  const mayCreate = fields.length === 0 || r.chance(0.35) || isInText;
  const texts = fields.filter(isText);
  if (isInText) entry.fieldPaths = [r.pick(IN_TEXT)];
  else if (mayCreate && (fields.length === 0 || r.chance(0.5)))
    entry.fieldPaths = r.some(NEW_FIELDS, 1, 2);
  else
    entry.fieldPaths = r
      .some(texts.length > 0 && r.chance(0.7) ? texts : fields, 1, 2)
      .map(({ path }) => fieldPath(r, path, object.fields));
  if (mayCreate) entry.options = { create: true };
  if (r.chance(0.2)) entry.options = { ...entry.options, ...r.pick(PARTS) };
  return entry;
}

function source(r, objects) {
  const object = pickObject(r, objects);
  const { namespace, kind, name } = object;
  const entry = { kind, name, ...(namespace ? { namespace } : {}) };
  if (r.chance(0.2)) entry.version = versionOf(object);
  if (r.chance(0.3)) return entry;
  const fields = pathsOf(object.fields).filter(
    found => isLeaf(found) || r.chance(0.2),
  );
  if (fields.length > 0)
    entry.fieldPath = fieldPath(r, r.pick(fields).path, object.fields, {
      mayMatchAll: r.chance(0.02),
    });
  if (r.chance(0.15)) entry.options = r.pick(PARTS.slice(0, 4));
  return entry;
}

/** One entry of `replacements`. */
export function replacement(r, objects) {
  const targets = Array.from({ length: 1 + r.below(2) }, () =>
    goal(r, pickObject(r, objects)),
  );
  if (r.chance(0.15))
    return { sourceValue: r.pick(['fixed', '5', 'a:b', 'true', '']), targets };
  return { source: source(r, objects), targets };
}

function variable(r, { objects, next }) {
  const object = pickObject(r, objects);
  const { apiVersion, kind, name, namespace } = object;
  const entry = {
    name: `VAR_${next()}`,
    objref: { apiVersion, kind, name, ...(namespace ? { namespace } : {}) },
  };
  const fields = pathsOf(object.fields).filter(
    found =>
      isLeaf(found) &&
      found.value !== null &&
      !found.path.some(part => /[./]/.test(String(part))),
  );
  if (fields.length > 0 && r.chance(0.5)) {
    const { path } = r.pick(fields);
    const at = path
      .map(part => (typeof part === 'number' ? `[${part}]` : `.${part}`))
      .join('')
      .slice(1);
    entry.fieldref = { fieldPath: at };
  }
  return entry;
}

export const REFERENCE_STEPS = {
  replacements: (r, { k, objects, files, directory, next }) => {
    const list = Array.from({ length: 1 + r.below(2) }, () =>
      replacement(r, objects),
    );
    if (r.chance(0.75)) {
      k.replacements = list;
      return;
    }
    const path = `replacement-${next()}.yaml`;
    files[`${directory}/${path}`] = emit(r, r.chance(0.5) ? list : list[0]);
    k.replacements = [{ path }];
  },
  vars: (r, c) => {
    c.k.vars = Array.from({ length: 1 + r.below(2) }, () => variable(r, c));
  },
};
