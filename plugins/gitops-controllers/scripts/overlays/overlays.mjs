// Random artifacts and specs of Kustomizations: what Flux's generator reads,
// merges and writes back.
import { Random } from '@backstage-gitops/random';
import { ObjectSource } from './objects.mjs';
import { randomSpec } from './specs.mjs';

const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const list = entries => `[${entries.join(', ')}]`;

/** Lines of a kustomization file, each a field; many are no longer documented. */
const FIELDS = {
  namespace: r => `namespace: ${r.pick(['team', 'prod', '2024', 'true'])}`,
  namePrefix: r => `namePrefix: ${r.pick(['a-', '"1-"', 'blue-'])}`,
  nameSuffix: r => `nameSuffix: ${r.pick(['-z', '-1', '"-v2"'])}`,
  commonLabels: r => `commonLabels: {app: ${r.pick(['web', '1', 'true'])}}`,
  commonAnnotations: r =>
    `commonAnnotations: {note: ${r.pick(['x', '1.50', '007', '1e3', 'no'])}}`,
  labels: r =>
    `labels:\n- pairs: {tier: ${r.pick([
      'front',
      '2',
    ])}}\n  includeTemplates: ${r.chance(0.5)}`,
  images: r =>
    `images:\n${r
      .some(['nginx', 'ghcr.io/o/app', 'busybox'], 1, 3)
      .map(name => `- {name: ${name}, ${imageFields(r)}}`)
      .join('\n')}`,
  imageTags: r => `imageTags: [{name: nginx, newTag: ${version(r)}}]`,
  replicas: r => `replicas: [{name: web, count: ${r.pick(['3', '"3"', '0'])}}]`,
  patchesStrategicMerge: () =>
    'patchesStrategicMerge:\n- |\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: settings}\n  data: {added: "1"}',
  patchesJson6902: () =>
    'patchesJson6902:\n- target: {version: v1, kind: ConfigMap, name: settings}\n  patch: \'[{"op": "add", "path": "/data/json", "value": "y"}]\'',
  patches: r =>
    `patches:\n- target: {kind: ConfigMap}\n  patch: |\n    - {op: add, path: /metadata/annotations, value: {p: "${r.below(
      9,
    )}"}}`,
  configMapGenerator: r =>
    `configMapGenerator:\n- name: made\n  literals: [a=${r.below(
      9,
    )}]\n  options: {disableNameSuffixHash: ${r.chance(0.5)}${
      r.chance(0.3) ? ', labels: {n: 5}' : ''
    }}`,
  secretGenerator: () =>
    'secretGenerator:\n- {name: hidden, literals: [k=v], type: Opaque}',
  generatorOptions: r =>
    `generatorOptions: ${r.pick([
      '{}',
      '{disableNameSuffixHash: true}',
      '{labels: {g: 1}}',
    ])}`,
  buildMetadata: r =>
    `buildMetadata: ${r.pick([
      '[originAnnotations]',
      '[transformerAnnotations]',
      '[]',
      '[managedByLabel]',
    ])}`,
  replacements: () =>
    'replacements:\n- source: {kind: ConfigMap, name: settings, fieldPath: data.host}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [metadata.annotations.host]\n    options: {create: true}',
  vars: () =>
    'vars:\n- name: HOST\n  objref: {kind: ConfigMap, name: settings, apiVersion: v1}\n  fieldref: {fieldPath: data.host}',
  sortOptions: r =>
    `sortOptions: ${r.pick([
      '{order: fifo}',
      '{order: legacy, legacySortOptions: {orderFirst: [Deployment]}}',
    ])}`,
  metadata: () => 'metadata: {name: mine, labels: {x: 1}}',
  unknown: r => r.pick(['resourcez: [typo.yaml]', 'foo: {bar: 1}', 'Note: x']),
  case: r => r.pick(['NamePrefix: up-', 'nameprefix: low-']),
  twice: r => `namePrefix: one-\nnamePrefix: two${r.below(9)}-`,
  types: r =>
    r.pick([
      'apiVersion: kustomize.config.k8s.io/v1beta1',
      'kind: Kustomization',
      'kind: ""',
      'kind: null',
    ]),
  nothing: () => 'patches: null\nimages: []\nlabels: ~',
  openapi: r =>
    `openapi: {${r.pick(['path: s.json', 'version: v1.21.2', ''])}}`,
  crds: () => 'crds: []\nconfigurations: []',
  helm: r =>
    `helmGlobals: {chartHome: ${r.pick([
      'charts',
      '5',
    ])}}\nhelmCharts:\n- name: x\n  version: ${version(
      r,
    )}\n  valuesInline: {a: [1, 1.50, 1e6, null, {b: off}], "1": x, 2: y}\n  includeCRDs: ${r.chance(
      0.5,
    )}\n  apiVersions: [v1]`,
  oldHelm: () =>
    'helmChartInflationGenerator:\n- {chartName: x, chartVersion: 1.5, values: v.yaml, extraArgs: [-a], valuesLocal: {n: 0.0}}',
  legacyOrder: r =>
    `sortOptions: {order: legacy, legacySortOptions: ${r.pick([
      '{}',
      '{orderFirst: []}',
      '{orderLast: [A, null]}',
    ])}}`,
  anchors: () =>
    'commonAnnotations: &a {x: "1"}\nmetadata:\n  name: n\n  annotations: {<<: *a, y: 2}',
  emptyParts: () =>
    'replacements:\n- targets:\n  - {fieldPaths: [a.b]}\nvars: [{name: V}]\npatches: [{target: {}, options: {}}]',
};

function version(r) {
  return r.pick([
    'v1.2.3',
    '1.25',
    '"1.25"',
    '2',
    '1.0',
    '12e4',
    '5.5e6',
    '0x1F',
    '010',
    '1_000',
    'true',
    'off',
    '2024-01-02',
    '1234567.5',
    '"2"',
    '12:30',
  ]);
}

function imageFields(r) {
  const fields = [
    `newTag: ${version(r)}`,
    `newName: ${r.pick(['m/nginx', 'reg/app'])}`,
    'digest: "sha256:aa"',
    'tagSuffix: -x',
  ];
  return r.some(fields, 1, 2).join(', ');
}

/** Adds a file whose text stands in `files`; gives its name. */
function writeObjects(r, tree, folder, count) {
  return r.times(count, index => {
    const name = `${r.pick(['o', 'z', 'A', '.h'])}${index}.${r.pick([
      'yaml',
      'yaml',
      'yml',
    ])}`;
    tree.files[`${folder}${name}`] = tree.objects.next();
    return name;
  });
}

const ODD = [
  'null',
  '~',
  '5',
  '1.50',
  'true',
  '[]',
  '{}',
  '""',
  '[null]',
  '{a: 1}',
  '0',
  '"5"',
  '- a',
];

/** Puts something else in the place of one value. */
function withOddValue(r, text) {
  const places = [
    ...text.matchAll(/(?<=: |- |\[|, )[^\s,\]{}[:|-][^\n,\]}:]*/g),
  ];
  if (places.length === 0) return text;
  const { index, 0: value } = r.pick(places);
  return text.slice(0, index) + r.pick(ODD) + text.slice(index + value.length);
}

function writeKustomization(r, tree, folder, entries, fields) {
  const { files } = tree;
  const name = r.weighted([
    [8, FILE_NAMES[0]],
    [1, FILE_NAMES[1]],
    [1, FILE_NAMES[2]],
  ]);
  const lines = fields.map(field => FIELDS[field](r));
  if (entries.length > 0)
    lines.push(`${r.chance(0.15) ? 'bases' : 'resources'}: ${list(entries)}`);
  const text = `${lines.join('\n')}\n`;
  files[folder + name] = r.chance(0.2) ? withOddValue(r, text) : text;
  if (r.chance(0.02))
    files[folder + r.pick(FILE_NAMES)] = 'namePrefix: other-\n';
}

function writeComponents(r, tree) {
  const { files } = tree;
  files[
    'comp/kustomization.yaml'
  ] = `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {from: component}\n${
    r.chance(0.4)
      ? 'configMapGenerator: [{name: fromcomp, literals: [a=b]}]\n'
      : ''
  }`;
}

/** A directory without a kustomization: manifests, folders, other files. */
function writePlainTree(r, tree, folder) {
  const { files } = tree;
  writeObjects(r, tree, folder, r.below(3));
  if (r.chance(0.5)) writeObjects(r, tree, `${folder}sub/`, 1 + r.below(2));
  if (r.chance(0.3)) writeObjects(r, tree, `${folder}.hidden/`, 1);
  if (r.chance(0.4)) {
    const entries = writeObjects(r, tree, `${folder}unit/`, 1);
    writeKustomization(r, tree, `${folder}unit/`, entries, ['nameSuffix']);
  }
  if (r.chance(0.3)) files[`${folder}data.json`] = '{"a": 1}';
  if (r.chance(0.2)) files[`${folder}README.md`] = '# read me\n';
  if (r.chance(0.1))
    files[`${folder}empty.yaml`] = r.pick([
      '',
      '---\n',
      '# only a comment\n',
      '{}\n',
    ]);
  if (r.chance(0.08)) files[`${folder}bad.yaml`] = mistake(r);
}

function mistake(r) {
  return r.pick([
    'foo: bar\n',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
    'a: [\n',
    '- a\n- b\n',
    'apiVersion: v1\nmetadata: {name: x}\n',
    'text\n',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: [null]}\n',
    'apiVersion: v1\nkind: FooList\nitems: 5\n',
  ]);
}

function writeOverlayTree(r, tree, folder) {
  const { files } = tree;
  const base = r.chance(0.4);
  const entries = writeObjects(r, tree, folder, r.below(4));
  if (base) {
    const inner = writeObjects(r, tree, 'base/', 1 + r.below(2));
    writeKustomization(
      r,
      tree,
      'base/',
      inner,
      r.some(['namePrefix', 'labels', 'configMapGenerator'], 0, 1),
    );
    entries.push(folder === '' ? './base' : '../base');
  }
  const fields = r.some(Object.keys(FIELDS), 0, 4);
  if (fields.includes('twice') && fields.includes('namePrefix'))
    fields.splice(fields.indexOf('twice'), 1);
  writeKustomization(r, tree, folder, entries, fields);
  if (r.chance(0.12)) {
    const name = Object.keys(files).find(
      path =>
        path.startsWith(folder) &&
        FILE_NAMES.includes(path.slice(folder.length)),
    );
    files[name] = r.pick([
      '',
      '\n',
      '# nothing\n',
      '- a\n',
      'text',
      'resources: x\n',
      'a: [\n',
      'images: {a: b}\n',
      '{}\n',
      'null\n',
      'replicas: [{count: 1.5}]\n',
      'resources: [1, true, null]\n',
      '\uFEFFnamePrefix: a-\n',
      'namePrefix: a-\r\nnameSuffix: -z\r\n',
      '---\nnamePrefix: a-\n---\nnamePrefix: b-\n',
      '--- {namePrefix: a-}\n...\nnot: [\n',
      '%YAML 1.1\n---\nnamePrefix: a-\n',
      '!!map {namePrefix: a-}\n',
      'namePrefix: !!str 5\nnameSuffix: !!binary LXo=\n',
      '"namePrefix": \'a-\'\n? nameSuffix\n: >-\n  -z\n',
      '1: x\n1.5: y\ntrue: z\nnull: w\n',
      'namePrefix: a-\n\tnameSuffix: b\n',
      'commonAnnotations: {a: é, b: "\\u00e9\\n", c: "a: b", d: "# x", e: "yes", f: " s ", g: "~", h: "@x"}\n',
      'commonAnnotations:\n  long: word word word word word word word word word word word word word word word word word word word\n  block: |\n    one\n\n    two  \n  fold: >+\n    a\n    b\n\n',
      'commonAnnotations: {a: 0b101, b: 0o17, c: 017, d: +5, e: -.inf, f: .nan, g: 1e400, h: 0x_1, i: 18446744073709551616, j: 1.0e+2}\n',
      'commonAnnotations: {a: 0b101, b: 0o17, c: 017, d: +5, g: 1e400, h: 0x_1, i: 18446744073709551616, j: 1.0e+2, k: 190:20:30, l: 2001-12-14t21:59:43.10-05:00}\n',
      'resources: &r [o.yaml]\ncomponents: *nothing\n',
      'buildMetadata: [originAnnotations, nothing]\n',
    ]);
  }
}

/**
 * One random artifact and spec.
 * @returns {{ files: Record<string, string>, path: string, spec: object }}
 */
export function randomOverlay(seed) {
  const r = new Random(seed);
  const tree = { files: {}, objects: new ObjectSource(r) };
  const { files } = tree;
  const path = r.pick(['', 'app', 'app/prod']);
  const folder = path === '' ? '' : `${path}/`;
  files['other.txt'] = 'x';
  if (path !== '') files[`${folder}note.txt`] = 'x';
  if (r.chance(0.35)) writePlainTree(r, tree, folder);
  else writeOverlayTree(r, tree, folder);
  if (r.chance(0.4)) writeComponents(r, tree);
  files[`${folder}s.json`] = '{"definitions": {}}';
  return { files, path, spec: randomSpec(r, folder) };
}
