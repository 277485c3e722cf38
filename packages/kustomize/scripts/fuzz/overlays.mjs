// Random trees of kustomizations.
import {
  API_VERSIONS,
  KINDS,
  MAKERS,
  NAMES,
  NAMESPACES,
  indent,
  podSpec,
  scalar,
  textScalar,
} from './objects.mjs';
import { Random } from './random.mjs';

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'];

/**
 * The files of one random build.
 * @returns {{ files: Record<string, string>, top: string }} path → text, and the directory to build
 */
export function randomBuild(seed) {
  const r = new Random(seed);
  const files = {};
  const known = [];
  const bases = Array.from({ length: 1 + r.below(2) }, (_, i) => `base${i}`);
  for (const base of bases) writeBase(r, files, base, known);
  const components = r.chance(0.3) ? ['component'] : [];
  for (const component of components)
    writeKustomization(r, files, component, known, { isComponent: true });
  let below = bases;
  const levels = 1 + r.below(3);
  for (let level = 0; level < levels; level++) {
    const name = `over${level}`;
    const width = level === 0 && r.chance(0.15) ? 2 : 1;
    const made = Array.from({ length: width }, (_, i) =>
      width === 1 ? name : `${name}-${i}`,
    );
    for (const directory of made) {
      writeKustomization(r, files, directory, known, {
        resources: below.map(path => `../${path}`),
        components: level === 0 ? components.map(path => `../${path}`) : [],
        prefix: width > 1 ? `${directory}-` : undefined,
      });
    }
    below = made;
  }
  if (below.length > 1) {
    writeKustomization(r, files, 'top', known, {
      resources: below.map(path => `../${path}`),
    });
    below = ['top'];
  }
  return { files, top: below[0] };
}

function writeBase(r, files, directory, known) {
  const count = 1 + r.below(5);
  const seen = new Set();
  const objects = [];
  for (let i = 0; i < count; i++) {
    const kind = r.pick(KINDS);
    const name = r.pick(NAMES) + (directory === 'base0' ? '' : '-b');
    const namespace = r.pick(NAMESPACES);
    const key = `${kind}/${name}/${namespace || 'default'}`;
    if (seen.has(key)) continue;
    seen.add(key);
    known.push({ kind, name, namespace });
    objects.push(MAKERS[kind](r, name, namespace));
  }
  let text = objects.join(
    r.pick(['\n---\n', '\n---\n', '\n--- # next\n', '\n---\n\n---\n']),
  );
  if (r.chance(0.1)) text = `---\n${text}`;
  if (r.chance(0.1)) text = `# head\n${text}`;
  if (r.chance(0.1)) text = text.replace(/\n/g, '\r\n');
  if (r.chance(0.1) && objects.length > 1) {
    text = `apiVersion: v1\nkind: List\nitems:\n${objects
      .map(o => `- ${indent(o, 2).trimStart()}`)
      .join('\n')}`;
  }
  files[`${directory}/objects.yaml`] = `${text}\n`;
  const own = known.slice(known.length - seen.size);
  writeKustomization(r, files, directory, own, { resources: ['objects.yaml'] });
}

function writeKustomization(r, files, directory, known, options) {
  const {
    resources = [],
    components = [],
    isComponent = false,
    prefix,
  } = options;
  const fields = [];
  if (isComponent)
    fields.push(
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component',
    );
  if (resources.length) fields.push(`resources: [${resources.join(', ')}]`);
  if (components.length) fields.push(`components: [${components.join(', ')}]`);
  if (prefix) fields.push(`namePrefix: ${prefix}`);
  const steps = Object.entries(STEPS).filter(
    ([name]) => !(prefix && name === 'namePrefix'),
  );
  const context = { files, directory, known };
  for (const [, step] of r.some(steps, isComponent ? 1 : 0, 4))
    fields.push(step(r, context));
  if (fields.length === 0 || (isComponent && fields.length === 1))
    fields.push('commonAnnotations: {z: z}');
  files[`${directory}/kustomization.yaml`] = `${fields.join('\n')}\n`;
}

const key = r => r.pick(['app', 'tier', 'team', 'env', 'x.io/y']);
const textMap = r =>
  `{${r
    .some(['app', 'tier', 'team', 'x.io/y'], 1, 2)
    .map(k => `${k}: ${r.pick(['a', 'b', '"1"', '"true"', 'x-y'])}`)
    .join(', ')}}`;

const target = (r, { known }) => {
  const object = known.length
    ? r.pick(known)
    : { kind: 'Deployment', name: 'web' };
  const form = r.below(5);
  if (form === 0) return `{kind: ${object.kind}}`;
  if (form === 1) return `{kind: ${object.kind}, name: ${object.name}}`;
  if (form === 2) return `{name: "${object.name.slice(0, 2)}.*"}`;
  if (form === 3)
    return `{kind: ${r.pick(['Deployment|StatefulSet', 'Config.*', '.*Set'])}}`;
  return `{labelSelector: "${r.pick([
    'app=a',
    'app',
    '!app',
    'app in (a,b)',
    'tier!=x',
  ])}"}`;
};

function mergePatch(r, context, { any = false } = {}) {
  const { known } = context;
  const object = known.length
    ? r.pick(known)
    : { kind: 'Deployment', name: 'web', namespace: '' };
  const body = [];
  const isWorkload = WORKLOADS.includes(object.kind);
  if (r.chance(0.12)) body.push('$patch: delete');
  if (isWorkload && r.chance(0.8)) {
    if (r.chance(0.3)) {
      const directive = r.pick(['delete', 'replace', 'merge']);
      body.push(
        `spec:\n  template:\n    spec:\n      containers:\n      - name: ${r.pick(
          ['main', 'side'],
        )}\n        $patch: ${directive}\n        image: patched`,
      );
    } else if (r.chance(0.2)) {
      body.push(
        'spec:\n  template:\n    spec:\n      containers:\n      - $patch: replace\n      - name: only\n        image: one',
      );
    } else {
      body.push(
        `spec:\n  replicas: ${r.pick([
          '3',
          'null',
          '"4"',
        ])}\n  template:\n    spec:\n${indent(podSpec(r), 6)}`,
      );
    }
  } else if (object.kind === 'ConfigMap') {
    body.push(
      `data:\n  a: ${scalar(r)}\n  ${r.pick(['b', 'k', 'new'])}: ${r.pick([
        'null',
        'x',
        '"y"',
      ])}`,
    );
  } else if (object.kind === 'Service') {
    body.push(
      `spec:\n  ports:\n  - port: ${r.pick(['80', '8080'])}\n    ${r.pick([
        'targetPort: 9',
        'protocol: TCP',
        'protocol: UDP',
        'name: n',
      ])}`,
    );
  } else if (object.kind === 'Foo') {
    body.push(
      `spec:\n  list:\n  - name: a\n    w: 1\n  value: ${scalar(
        r,
      )}\n  map: {a: {b: null, c: ${textScalar(r)}}}`,
    );
  } else if (r.chance(0.5)) {
    body.push(`spec:\n  extra: ${scalar(r)}`);
  }
  const meta = [`name: ${any && r.chance(0.5) ? 'anything' : object.name}`];
  if (object.namespace) meta.push(`namespace: ${object.namespace}`);
  if (r.chance(0.4))
    meta.push(
      `${r.pick(['labels', 'annotations'])}: {${key(r)}: ${r.pick([
        'patched',
        'null',
        '"5"',
      ])}}`,
    );
  return {
    object,
    text: `apiVersion: ${API_VERSIONS[object.kind]}\nkind: ${
      object.kind
    }\nmetadata:\n${indent(meta.join('\n'), 2)}\n${body.join('\n')}\n`,
  };
}

/** Operations that fit every object. */
const SAFE_OPS = [
  '{op: add, path: /metadata/annotations, value: {x: y}}',
  '{op: add, path: /metadata/labels, value: {app: j}}',
  '{op: replace, path: /metadata/labels, value: {app: "1", n: "true"}}',
  '{op: replace, path: /metadata/name, value: renamed}',
  '{op: add, path: /spec, value: {big: 1000000, f: 0.5, l: [1, "2", true, null], s: "a: b"}}',
  '{op: copy, from: /metadata/name, path: /copied}',
  '{op: add, path: /more, value: {"0": x, "yes": "no", "e": 1e3}}',
];

const jsonOp = r => (r.chance(0.75) ? r.pick(SAFE_OPS) : r.pick(JSON_OPS));

const JSON_OPS = [
  '{op: add, path: /metadata/annotations/x, value: y}',
  '{op: add, path: /spec/extra, value: 5}',
  '{op: replace, path: /spec/extra, value: [1, "2", 3.5, true, null]}',
  '{op: remove, path: /metadata/labels}',
  '{op: add, path: /data/j, value: "10"}',
  '{op: add, path: /spec/template/spec/containers/0/env/-, value: {name: J, value: "1"}}',
  '{op: add, path: /spec/template/spec/containers/-, value: {name: j, image: j}}',
  '{op: replace, path: /spec/template/spec/containers/0/image, value: nginx}',
  '{op: test, path: /kind, value: Deployment}',
  '{op: copy, from: /metadata/name, path: /metadata/annotations/copied}',
  '{op: move, from: /spec, path: /moved}',
  '{op: add, path: /spec/big, value: 1000000}',
];

const generator =
  kind =>
  (r, { files, directory }) => {
    const entries = Array.from({ length: 1 + r.below(2) }, () => {
      const lines = [
        `name: ${r.pick([...NAMES, 'generated'])}${r.chance(0.6) ? '-g' : ''}`,
      ];
      if (r.chance(0.2)) lines.push(`namespace: ${r.pick(['prod', 'other'])}`);
      if (r.chance(0.25))
        lines.push(`behavior: ${r.pick(['create', 'merge', 'replace'])}`);
      if (r.chance(0.8))
        lines.push(
          `literals: [${r.pick([
            'a=b',
            '"x=1"',
            '"q=\'z\'"',
            'k=v=w',
            '"e="',
          ])}${r.chance(0.3) ? ', two=2' : ''}]`,
        );
      if (r.chance(0.3)) {
        files[`${directory}/file.txt`] = r.pick([
          'text\n',
          'no newline',
          'a: b\n# c\n',
          '\ufeffbom\n',
          'crlf\r\nx\r\n',
          '  lead\n',
          '\n\nx',
          'tab\there',
          `${'long '.repeat(40)}\n`,
        ]);
        lines.push(`files: [${r.pick(['file.txt', 'key=file.txt'])}]`);
      }
      if (r.chance(0.3)) {
        files[`${directory}/vars.env`] = r.pick([
          'A=1\nB=two words\n#c\n\nC\n',
          ' D=x\r\nE="q"\n',
          '\ufeffF=1',
        ]);
        lines.push('envs: [vars.env]');
      }
      if (r.chance(0.3))
        lines.push(
          `options: {${r.pick([
            'disableNameSuffixHash: true',
            'immutable: true',
            'labels: {g: "1"}',
            'annotations: {g: x}',
          ])}}`,
        );
      if (kind === 'secretGenerator' && r.chance(0.3))
        lines.push('type: kubernetes.io/tls');
      return `- ${indent(lines.join('\n'), 2).trimStart()}`;
    });
    return `${kind}:\n${entries.join('\n')}`;
  };

const PATHS = [
  'metadata.name',
  'metadata.labels.app',
  'metadata.annotations.[x.io/y]',
  'metadata.annotations.team',
  'spec.replicas',
  'spec.template.spec.containers.0.image',
  'spec.template.spec.containers.[name=main].image',
  'spec.template.spec.containers.*.image',
  'data.a',
  'spec.value',
  'data.config\\.yaml.server.port',
  'data.x\\.json.a.b',
  'spec.template.spec.containers.[name=main].env.[name=A].value',
  'spec.list.[name=a].v',
  'metadata.namespace',
];

/** Paths that objects of a kind are likely to have. */
function pathsOf(kind) {
  const always = [
    'metadata.name',
    'metadata.labels.app',
    'metadata.annotations.[x.io/y]',
    'metadata.annotations.team',
  ];
  if (['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(kind)) {
    return [
      ...always,
      'spec.replicas',
      'spec.template.spec.containers.0.image',
      'spec.template.spec.containers.[name=main].image',
      'spec.template.spec.containers.*.image',
      'spec.template.spec.containers.[name=main].env.[name=A].value',
    ];
  }
  if (kind === 'ConfigMap')
    return [
      ...always,
      'data.a',
      'data.config\\.yaml.server.port',
      'data.x\\.json.a.b',
      'data.config\\.yaml.server.hosts.0',
    ];
  if (kind === 'Foo')
    return [
      ...always,
      'spec.value',
      'spec.list.[name=a].v',
      'spec.list.*.name',
      'spec.list.1.z',
    ];
  return always;
}

/** Field of a kustomization → random text of it. */
const STEPS = {
  namePrefix: r => `namePrefix: ${r.pick(['p-', 'pre.', 'x'])}`,
  nameSuffix: r => `nameSuffix: ${r.pick(['-s', '-v1'])}`,
  namespace: r => `namespace: ${r.pick(['prod', 'default', 'team-a'])}`,
  commonLabels: r => `commonLabels: ${textMap(r)}`,
  labels: r =>
    `labels:\n- pairs: ${textMap(r)}${
      r.chance(0.4) ? '\n  includeSelectors: true' : ''
    }${r.chance(0.4) ? '\n  includeTemplates: true' : ''}${
      r.chance(0.2)
        ? '\n  fields: [{path: spec/foo, kind: Foo, create: true}]'
        : ''
    }`,
  commonAnnotations: r => `commonAnnotations: ${textMap(r)}`,
  images: r =>
    `images:\n- name: ${r.pick([
      'nginx',
      'app',
      'reg.io:5000/app',
      'reg.io/app',
      'busybox',
      'redis',
    ])}\n  ${r
      .some(
        ['newName: my/img', 'newTag: "2"', 'newTag: v3', 'digest: sha256:999'],
        1,
        2,
      )
      .filter((l, i, a) => i === 0 || l.split(':')[0] !== a[0].split(':')[0])
      .join('\n  ')}`,
  replicas: (r, { known }) => {
    const workloads = known.filter(o =>
      ['Deployment', 'StatefulSet'].includes(o.kind),
    );
    if (workloads.length === 0) return '# no workload to scale';
    return `replicas: [{name: ${r.pick(workloads).name}, count: ${r.below(
      9,
    )}}]`;
  },
  configMapGenerator: generator('configMapGenerator'),
  secretGenerator: generator('secretGenerator'),
  generatorOptions: r =>
    `generatorOptions: {${r.pick([
      'disableNameSuffixHash: true',
      'labels: {o: "1"}',
      'annotations: {o: x}',
      'immutable: true',
    ])}}`,
  patches: (r, context) => {
    const { text } = mergePatch(r, context);
    return `patches:\n- patch: |\n${indent(text, 4)}${
      r.chance(0.2) ? '  options: {allowNameChange: true}\n' : ''
    }`;
  },
  patchesByTarget: (r, context) =>
    `${r.chance(0.5) ? 'patches' : 'patches'}:\n- target: ${target(
      r,
      context,
    )}\n  patch: |\n${indent(mergePatch(r, context, { any: true }).text, 4)}`,
  patchFile: (r, context) => {
    context.files[`${context.directory}/patch.yaml`] = mergePatch(
      r,
      context,
    ).text;
    return r.chance(0.5)
      ? 'patchesStrategicMerge: [patch.yaml]'
      : 'patches: [{path: patch.yaml}]';
  },
  jsonPatch: (r, context) =>
    `patches:\n- target: ${target(r, context)}\n  patch: |-\n${[
      jsonOp(r),
      ...(r.chance(0.3) ? [jsonOp(r)] : []),
    ]
      .map(op => `    - ${op}`)
      .join('\n')}`,
  patchesJson6902: (r, context) => {
    const object = context.known.length
      ? r.pick(context.known)
      : { kind: 'Deployment', name: 'web' };
    return `patchesJson6902:\n- target: {kind: ${object.kind}, name: ${
      object.name
    }}\n  patch: |-\n    - ${jsonOp(r)}`;
  },
  replacements: (r, { known }) => {
    const source = known.length
      ? r.pick(known)
      : { kind: 'ConfigMap', name: 'web' };
    const goal = known.length ? r.pick(known) : source;
    const from = r.chance(0.7) ? 'metadata.name' : r.pick(pathsOf(source.kind));
    const to = r.chance(0.3)
      ? [r.pick(PATHS)]
      : r.some(pathsOf(goal.kind), 1, 2);
    const create = r.chance(0.75);
    let options = '';
    if (create) {
      const delimiter = r.chance(0.15) ? ', delimiter: "-"' : '';
      options = `\n    options: {create: true${delimiter}}`;
    } else if (r.chance(0.4)) {
      options = `\n    options: {${r.pick([
        'delimiter: "-"',
        'delimiter: ":", index: 1',
        'delimiter: "/", index: -1',
      ])}}`;
    }
    const sourceOptions = r.chance(0.2)
      ? '\n    options: {delimiter: "-", index: 0}'
      : '';
    const namespace = source.namespace
      ? `\n    namespace: ${source.namespace}`
      : '';
    return `replacements:\n- source:\n    kind: ${source.kind}\n    name: ${
      source.name
    }${namespace}\n    fieldPath: ${from}${sourceOptions}\n  targets:\n  - select: {kind: ${
      r.chance(0.7)
        ? goal.kind
        : r.pick(['Deployment', 'ConfigMap', '.*Set', 'Foo'])
    }}${
      r.chance(0.2) ? `\n    reject: [{name: ${r.pick(NAMES)}}]` : ''
    }\n    fieldPaths: [${to
      .map(p => JSON.stringify(p))
      .join(', ')}]${options}`;
  },
  vars: (r, { known }) => {
    const source = known.length
      ? r.pick(known)
      : { kind: 'Service', name: 'web' };
    return `vars:\n- name: VAR_A\n  objref: {kind: ${source.kind}, name: ${
      source.name
    }, apiVersion: ${API_VERSIONS[source.kind]}}${
      r.chance(0.4)
        ? `\n  fieldref: {fieldPath: ${r.pick([
            'metadata.namespace',
            'spec.replicas',
            'metadata.labels.app',
            'spec.ports[0].port',
          ])}}`
        : ''
    }`;
  },
  configurations: (r, { files, directory }) => {
    files[`${directory}/config.yaml`] = r.pick([
      'nameReference:\n- kind: ConfigMap\n  fieldSpecs:\n  - path: spec/ref/name\n    kind: Foo\n',
      'commonLabels:\n- path: spec/labels\n  create: true\n  kind: Foo\n',
      'images:\n- path: spec/value\n  kind: Foo\n',
      'namespace:\n- path: spec/ns\n  kind: Foo\n  create: true\n',
      'varReference:\n- path: spec/value\n  kind: Foo\n',
      'replicas:\n- path: spec/count\n  kind: Foo\n  create: true\n',
    ]);
    return 'configurations: [config.yaml]';
  },
  sortOptions: r =>
    `sortOptions: ${r.pick([
      '{order: fifo}',
      '{order: legacy}',
      '{order: legacy, legacySortOptions: {orderFirst: [Deployment, Secret], orderLast: [Namespace]}}',
    ])}`,
  buildMetadata: r =>
    `buildMetadata: [${r
      .some(['originAnnotations', 'transformerAnnotations'], 1, 2)
      .join(', ')}]`,
  transformers: r =>
    `transformers:\n- |-\n${indent(
      r.pick([
        'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: t}\nprefix: t-\nfieldSpecs: [{path: metadata/name}]',
        'apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: t}\nlabels: {t: t}\nfieldSpecs: [{path: metadata/labels, create: true}]',
        'apiVersion: builtin\nkind: AnnotationsTransformer\nmetadata: {name: t}\nannotations: {t: 5}\nfieldSpecs: [{path: metadata/annotations, create: true}]',
        'apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: t, namespace: tns}\nsetRoleBindingSubjects: allServiceAccounts\nunsetOnly: true\nfieldSpecs: [{path: metadata/namespace, create: true}]',
        'apiVersion: builtin\nkind: ImageTagTransformer\nmetadata: {name: t}\nimageTag: {name: nginx, newTag: t}\nfieldSpecs: [{path: spec/value}]',
        'apiVersion: builtin\nkind: ValueAddTransformer\nmetadata: {name: t}\nvalue: va\ntargets: [{fieldPath: metadata/annotations/va}]',
      ]),
      2,
    )}`,
  openapiVersion: () => 'openapi: {version: v1.21.2}',
};
