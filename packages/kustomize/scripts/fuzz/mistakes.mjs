// Bad input: what people get wrong.

const kustomizationsOf = files =>
  Object.keys(files).filter(path => /\/kustomization\.yaml$/.test(path));

const append = text => (files, path) => {
  files[path] = `${files[path].trimEnd()}\n${text}\n`;
};

const MISTAKES = {
  unknownField: append('namePrefixes: a'),
  wrongCase: append('NamePrefix: a-\nNAMESUFFIX: -b'),
  emptyLineEnd: append('# end\n...'),
  numberForText: append('nameSuffix: 5'),
  listForText: append('namePrefix: [a]'),
  textForList: append('components: here'),
  booleanLabel: append('commonLabels: {on: yes}'),
  duplicateKey: append(
    'sortOptions: {order: fifo}\nsortOptions: {order: fifo}',
  ),
  unknownOrder: append('sortOptions: {order: random}'),
  badBuildMetadata: append('buildMetadata: [everything]'),
  tab: append('namePrefix:\n\ta'),
  anchorUnknown: append('namePrefix: *x'),
  missingComponent: append('components: [./nowhere]'),
  missingConfiguration: append('configurations: [nowhere.yaml]'),
  missingPatch: append('patchesStrategicMerge: [nowhere.yaml]'),
  twoPatchForms: append('patches: [{path: a.yaml, patch: "a: b"}]'),
  emptyPatch: append('patches: [{patch: ""}]'),
  badPattern: append(
    'patches: [{target: {name: "(*"}, patch: "[{op: remove, path: /a}]"}]',
  ),
  badSelector: append(
    'patches: [{target: {labelSelector: "a=b=c"}, patch: "[{op: remove, path: /a}]"}]',
  ),
  badLiteral: append('configMapGenerator: [{name: bad, literals: [novalue]}]'),
  badBehavior: append(
    'configMapGenerator: [{name: bad, behavior: other, literals: [a=b]}]',
  ),
  noName: append('configMapGenerator: [{literals: [a=b]}]'),
  twiceTheKey: append('secretGenerator: [{name: bad, literals: [a=b, a=c]}]'),
  unknownVersion: append('openapi: {version: v9.9.9}'),
  wrongKind: append('kind: Kustomize'),
  wrongVersion: append('apiVersion: kustomize.config.k8s.io/v9'),
  unknownPlugin: append(
    'transformers: ["{apiVersion: x.io/v1, kind: Thing, metadata: {name: a}}"]',
  ),
  noSourceNoTarget: append('replacements: [{source: {kind: ConfigMap}}]'),
  absentSource: append(
    'replacements: [{source: {kind: Nothing, name: a}, targets: [{select: {kind: ConfigMap}, fieldPaths: [a]}]}]',
  ),
  absentVar: append(
    'vars: [{name: GONE, objref: {kind: Service, name: gone, apiVersion: v1}}]',
  ),
  absentReplica: append('replicas: [{name: gone, count: 2}]'),
  secondFile: (files, path) => {
    files[path.replace('.yaml', '.yml')] = 'namePrefix: a-\n';
  },
  noFile: (files, path) => {
    delete files[path];
  },
  empty: (files, path) => {
    files[path] = '\n';
  },
  cutOff: (files, path) => {
    files[path] = files[path].slice(0, Math.floor(files[path].length * 0.6));
  },
  missingResource: (files, path) => {
    files[path] = files[path].replace(
      /resources:( \[|\n *- )/,
      '$&nowhere.yaml$1'.replace('$1', ''),
    );
  },
};

const OBJECT_MISTAKES = [
  text => text.replace(/^kind: .*$/m, ''),
  text => text.replace(/^ {2}name: .*$/m, '  nom: x'),
  text => text.replace(/^apiVersion: .*$/m, ''),
  text => `${text}---\n${text}`,
  text => text.replace(/^metadata:$/m, 'metadata: &m'),
  text => `${text}\ttab: x\n`,
  text => `${text}---\n- a\n- b\n`,
  text => `${text}---\nplain text\n`,
  text => text.replace(/: /, ':'),
  text => text.replace(/^(.*): .*$/m, '$&\n$&'),
  text => `${text}--- trailing\n`,
  text => text.slice(0, Math.floor(text.length * 0.7)),
  text => text.replace(/\n/g, '\r'),
];

/** Puts one mistake somewhere in a build. */
export function makeMistake(r, files) {
  if (r.chance(0.3)) {
    const paths = Object.keys(files).filter(path =>
      /(objects|one-\d+)\.yaml$/.test(path),
    );
    if (paths.length > 0) {
      const path = r.pick(paths);
      files[path] = r.pick(OBJECT_MISTAKES)(files[path]);
      return;
    }
  }
  const paths = kustomizationsOf(files);
  if (paths.length > 0)
    MISTAKES[r.pick(Object.keys(MISTAKES))](files, r.pick(paths));
}
