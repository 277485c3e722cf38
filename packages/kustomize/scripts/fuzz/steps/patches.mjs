// Steps that patch: by merge and by JSON operations.
import { emit } from '../emit.mjs';
import { indent, podSpec, scalar } from '../objects.mjs';
import { isLeaf, pathsOf, pointer } from '../model.mjs';
import { pickObject, target } from './select.mjs';

const VALUES = [
  'patched',
  5,
  0.5,
  true,
  null,
  '',
  '0123',
  'yes',
  [],
  {},
  [1, 'two'],
  { a: { b: 'c' } },
  [{ name: 'a', v: 1 }],
  'line\nbreak\n',
  '1e3',
  1000000,
];
const isMap = value =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  !(value instanceof Date);

/** A patch of some of the fields of `value`, of its own shape. */
function change(r, value, depth = 0) {
  if (Array.isArray(value)) return changeList(r, value, depth);
  if (!isMap(value))
    return r.chance(0.94)
      ? r.pick(
          typeof value === 'number' ? [7, 0] : ['patched', 'x y', '7', 'no'],
        )
      : r.pick(VALUES);
  const result = {};
  const directive = r.chance(0.06)
    ? r.pick(['delete', 'replace', 'merge'])
    : undefined;
  if (directive !== undefined && depth > 0) result.$patch = directive;
  for (const key of r.some(Object.keys(value), 0, 2)) {
    result[key] = r.chance(0.12) ? null : change(r, value[key], depth + 1);
    if (Array.isArray(value[key]) && value[key].some(isLeafValue))
      directives(r, result, key, value[key]);
  }
  if (r.chance(0.25))
    result[r.pick(['extra', 'added', 'x.y'])] = r.pick(VALUES);
  if (r.chance(0.03)) result.$retainKeys = Object.keys(result);
  return result;
}

const isLeafValue = value => isLeaf({ value });

function directives(r, result, key, list) {
  if (r.chance(0.25))
    result[`$deleteFromPrimitiveList/${key}`] = r.some(list, 1, 1);
  if (r.chance(0.25)) result[`$setElementOrder/${key}`] = [...list].reverse();
}

function changeList(r, list, depth) {
  const items = list.filter(item => isMap(item));
  if (items.length === 0)
    return r.chance(0.2) ? [] : r.some([...list, 'new', 'more'], 1, 3);
  const result = r.some(items, 1, 2).map(item => {
    const key = [
      'name',
      'containerPort',
      'port',
      'mountPath',
      'key',
      'kind',
    ].find(k => item[k] !== undefined);
    const named = key === undefined ? {} : { [key]: item[key] };
    if (key !== undefined && r.chance(0.12))
      return {
        ...named,
        $patch: r.pick(['delete', 'replace']),
        ...(r.chance(0.3) ? { v: 1 } : {}),
      };
    return { ...change(r, item, depth + 1), ...(r.chance(0.93) ? named : {}) };
  });
  if (r.chance(0.2))
    result.push({ name: 'new', ...(r.chance(0.5) ? { image: 'new' } : {}) });
  if (r.chance(0.05)) result.unshift({ $patch: 'replace' });
  return result;
}

/** The text of a merge patch for one object. */
export function mergePatch(r, context, { mayRename = false } = {}) {
  const object = pickObject(r, context.objects);
  const rest = { ...object.fields };
  for (const field of ['apiVersion', 'kind', 'metadata']) delete rest[field];
  const head = {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name: mayRename && r.chance(0.3) ? 'anything' : object.name },
  };
  if (object.namespace) head.metadata.namespace = object.namespace;
  if (r.chance(0.3))
    head.metadata[r.pick(['labels', 'annotations'])] = {
      [r.pick(['app', 'tier', 'team', 'x.io/y'])]: r.pick([
        'patched',
        null,
        '5',
        'yes',
      ]),
    };
  if (r.chance(0.04))
    return { object, text: emit(r, { ...head, $patch: 'delete' }) };
  const isWorkload = ['Deployment', 'StatefulSet', 'DaemonSet'].includes(
    object.kind,
  );
  if (isWorkload && r.chance(0.3)) {
    const text = `${emit(r, head)}spec:\n  template:\n    spec:\n${indent(
      podSpec(r),
      6,
    )}\n`;
    return { object, text };
  }
  if (object.kind === 'ConfigMap' && r.chance(0.3))
    return {
      object,
      text: `${emit(r, head)}data:\n  a: ${scalar(r)}\n  new: x\n`,
    };
  const body = change(r, rest);
  if (r.chance(0.03)) body.$patch = r.pick(['replace', 'merge']);
  return { object, text: emit(r, { ...head, ...body }) };
}

const JSON_VALUES = [
  ...VALUES,
  { 0: 'x', yes: 'no', e: '1e3' },
  'a: b',
  12345678901,
];

/** A value of the same kind. */
function likeness(r, value) {
  if (value instanceof Date) return 'a date';
  if (Array.isArray(value) || isMap(value)) return value;
  return typeof value === 'number'
    ? r.below(9)
    : r.pick(['patched', 'x: y', '7', 'true']);
}

/** An operation on a field that `object` has, or beside one. */
function jsonOperation(r, object) {
  const all = pathsOf(object.fields).filter(
    ({ path }) =>
      !['apiVersion', 'kind'].includes(path[0]) &&
      pointer(path) !== '/metadata' &&
      pointer(path) !== '/metadata/name',
  );
  const annotations = {
    op: 'add',
    path: '/metadata/annotations',
    value: { x: r.pick(['y', 'true', '1']) },
  };
  if (all.length === 0 || r.chance(0.1)) return annotations;
  const { path, value } = r.pick(all);
  const at = pointer(path);
  const parent = pointer(path.slice(0, -1));
  const fresh = r.chance(0.1) ? r.pick(JSON_VALUES) : likeness(r, value);
  const op = r.pick([
    'replace',
    'replace',
    'add',
    'add',
    'remove',
    'copy',
    'test',
    'append',
    'move',
    'rename',
    'missing',
  ]);
  if (op === 'replace') return { op, path: at, value: fresh };
  if (op === 'add')
    return {
      op,
      path: typeof path.at(-1) === 'number' ? at : `${parent}/added`,
      value: fresh,
    };
  if (op === 'remove') return { op, path: at };
  if (op === 'copy') return { op, from: at, path: '/copied' };
  if (op === 'move') return { op, from: at, path: '/moved' };
  if (op === 'test' && !(value instanceof Date)) return { op, path: at, value };
  if (op === 'append' && Array.isArray(value))
    return { op: 'add', path: `${at}/-`, value: fresh };
  if (op === 'rename')
    return {
      op: 'replace',
      path: '/metadata/name',
      value: `renamed-${r.below(5)}`,
    };
  if (op === 'missing' && r.chance(0.2))
    return { op: 'remove', path: `${at}/nothing/at/all` };
  return annotations;
}

function jsonPatch(r, object) {
  const list = Array.from({ length: 1 + r.below(2) }, () =>
    jsonOperation(r, object),
  );
  return r.chance(0.2) ? JSON.stringify(list) : emit(r, list);
}

/** Given inline or as a file. */
function inlineOrFile(r, { files, directory, next }, text, field = 'patch') {
  if (r.chance(0.6)) return { [field]: text };
  const path = `patch-${next()}.yaml`;
  files[`${directory}/${path}`] = r.chance(0.1) ? `# head\n---\n${text}` : text;
  return { path };
}

const exactly = ({ kind, name, namespace, apiVersion }) => ({
  kind,
  name,
  ...(namespace ? { namespace } : {}),
  version: apiVersion.split('/').at(-1),
});
const addTo = (k, field, ...entries) => {
  k[field] = [...(k[field] ?? []), ...entries];
};
const options = r =>
  r.chance(0.15)
    ? {
        options: {
          [r.pick(['allowNameChange', 'allowKindChange'])]: r.chance(0.9),
        },
      }
    : {};

export const PATCH_STEPS = {
  patches: (r, c) => {
    let { text } = mergePatch(r, c);
    if (r.chance(0.15)) text = `${text}---\n${mergePatch(r, c).text}`;
    addTo(c.k, 'patches', { ...inlineOrFile(r, c, text), ...options(r) });
  },
  patchesByTarget: (r, c) => {
    const { text, object } = mergePatch(r, c, { mayRename: true });
    addTo(c.k, 'patches', {
      target: target(r, object),
      ...inlineOrFile(r, c, text),
      ...options(r),
    });
  },
  patchesStrategicMerge: (r, c) => {
    const entry = inlineOrFile(r, c, mergePatch(r, c).text);
    addTo(c.k, 'patchesStrategicMerge', entry.patch ?? entry.path);
  },
  jsonPatch: (r, c) => {
    const object = pickObject(r, c.objects);
    addTo(c.k, 'patches', {
      target: exactly(object),
      ...inlineOrFile(r, c, jsonPatch(r, object)),
      ...options(r),
    });
  },
  jsonPatchOfMany: (r, c) => {
    const object = pickObject(r, c.objects);
    const text = emit(r, [
      {
        op: 'add',
        path: '/metadata/labels',
        value: { app: 'j', n: r.pick(['1', 'true', 'x']) },
      },
    ]);
    addTo(c.k, 'patches', {
      target: target(r, object),
      ...inlineOrFile(r, c, text),
    });
  },
  patchesJson6902: (r, c) => {
    const object = pickObject(r, c.objects);
    const group = object.apiVersion.includes('/')
      ? { group: object.apiVersion.split('/')[0] }
      : {};
    addTo(c.k, 'patchesJson6902', {
      target: { ...exactly(object), ...group },
      ...inlineOrFile(r, c, jsonPatch(r, object)),
    });
  },
};
