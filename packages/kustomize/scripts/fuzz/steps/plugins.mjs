// Steps that configure built-in generators, transformers and validators as objects.
import { emit } from '../emit.mjs';
import { generated } from './generators.mjs';
import { textMap } from './names.mjs';
import { mergePatch } from './patches.mjs';
import { replacement } from './references.mjs';
import { pickObject, target } from './select.mjs';

const LABELS = [{ path: 'metadata/labels', create: true }];
const plugin = (kind, fields, metadata = {}) => ({
  apiVersion: 'builtin',
  kind,
  metadata: { name: 't', ...metadata },
  ...fields,
});
const options = (r, list) => Object.assign({}, ...r.some(list, 0, list.length));

const TRANSFORMERS = {
  PrefixTransformer: r =>
    plugin('PrefixTransformer', {
      prefix: 't-',
      fieldSpecs: [
        r.pick([
          { path: 'metadata/name' },
          { path: 'spec/value', kind: 'Foo' },
        ]),
      ],
    }),
  SuffixTransformer: () =>
    plugin('SuffixTransformer', {
      suffix: '-t',
      fieldSpecs: [{ path: 'metadata/name' }],
    }),
  PrefixSuffixTransformer: () =>
    plugin('PrefixSuffixTransformer', {
      prefix: 'a-',
      suffix: '-z',
      fieldSpecs: [{ path: 'metadata/name' }],
    }),
  LabelTransformer: r =>
    plugin('LabelTransformer', {
      labels: textMap(r),
      fieldSpecs: r.pick([
        LABELS,
        [
          ...LABELS,
          {
            path: 'spec/selector/matchLabels',
            create: true,
            kind: 'Deployment',
          },
        ],
      ]),
    }),
  AnnotationsTransformer: r =>
    plugin('AnnotationsTransformer', {
      annotations: r.pick([textMap(r), { t: 5 }, { t: true }]),
      fieldSpecs: [{ path: 'metadata/annotations', create: true }],
    }),
  NamespaceTransformer: r =>
    plugin(
      'NamespaceTransformer',
      {
        ...options(r, [
          { unsetOnly: true },
          {
            setRoleBindingSubjects: r.pick([
              'allServiceAccounts',
              'defaultOnly',
              'none',
            ]),
          },
        ]),
        fieldSpecs: [
          { path: 'metadata/namespace', create: true },
          ...r.some(
            [
              { path: 'subjects', kind: 'RoleBinding' },
              { path: 'metadata/name', kind: 'Namespace', create: true },
              { path: 'spec/ns', kind: 'Foo', create: true },
            ],
            0,
            2,
          ),
        ],
      },
      { namespace: 'tns' },
    ),
  ImageTagTransformer: r =>
    plugin('ImageTagTransformer', {
      imageTag: { name: 'nginx', newTag: r.pick(['t', '1.0']) },
      ...(r.chance(0.6)
        ? {
            fieldSpecs: [
              { path: 'spec/value' },
              { path: 'spec/template/spec/containers[]/image' },
            ],
          }
        : {}),
    }),
  ReplicaCountTransformer: (r, { objects }) =>
    plugin('ReplicaCountTransformer', {
      replica: {
        name: pickObject(r, objects, o => o.kind === 'Deployment').name,
        count: r.below(5),
      },
      fieldSpecs: [{ path: 'spec/replicas', create: true, kind: 'Deployment' }],
    }),
  ValueAddTransformer: r =>
    plugin('ValueAddTransformer', {
      value: 'va',
      targets: [
        {
          ...(r.chance(0.4)
            ? { selector: { kind: r.pick(['ConfigMap', 'Foo']) } }
            : {}),
          fieldPath: r.pick([
            'metadata/annotations/va',
            'metadata/name',
            'spec/value',
            'metadata/namespace',
          ]),
          ...(r.chance(0.3) ? { filePathPosition: 1 + r.below(2) } : {}),
        },
      ],
    }),
  HashTransformer: () => plugin('HashTransformer', {}),
  PatchTransformer: (r, c) => {
    const { text, object } = mergePatch(r, c);
    return plugin('PatchTransformer', {
      patch: text,
      ...(r.chance(0.5) ? { target: target(r, object) } : {}),
    });
  },
  PatchStrategicMergeTransformer: (r, c) =>
    plugin('PatchStrategicMergeTransformer', {
      patches: mergePatch(r, c).text,
    }),
  PatchJson6902Transformer: (r, c) => {
    const { kind, name } = pickObject(r, c.objects);
    return plugin('PatchJson6902Transformer', {
      target: { kind, name },
      jsonOp: JSON.stringify([
        { op: 'add', path: '/metadata/annotations', value: { j: '6902' } },
      ]),
    });
  },
  ReplacementTransformer: (r, c) =>
    plugin('ReplacementTransformer', {
      replacements: [replacement(r, c.objects)],
    }),
};

const WITHOUT_REPLICAS = Object.keys(TRANSFORMERS).filter(
  kind => kind !== 'ReplicaCountTransformer',
);

function transformer(r, c) {
  if (!c.objects.some(({ kind }) => kind === 'Deployment') && r.chance(0.9))
    return TRANSFORMERS[r.pick(WITHOUT_REPLICAS)](r, c);
  return TRANSFORMERS[r.pick(Object.keys(TRANSFORMERS))](r, c);
}

function generator(r, c) {
  const n = c.next();
  if (r.chance(0.15)) {
    return plugin('IAMPolicyGenerator', {
      cloud: 'gke',
      kubernetesService: {
        name: `sa-${n}`,
        ...(r.chance(0.5) ? { namespace: 'prod' } : {}),
      },
      serviceAccount: { name: 'gsa', projectId: 'p-1' },
    });
  }
  const kind = r.pick(['ConfigMap', 'Secret']);
  const { name, namespace, ...fields } = generated(r, c, kind);
  return plugin(`${kind}Generator`, fields, {
    name,
    ...(namespace ? { namespace } : {}),
  });
}

/** Inline, as a file, or as a directory with a kustomization of its own. */
function add(r, { k, files, directory, next }, field, objects) {
  const text = objects.map(object => emit(r, object)).join('---\n');
  const form = r.below(4);
  const path = `${field}-${next()}`;
  if (form === 0) {
    files[`${directory}/${path}.yaml`] = text;
    k[field] = [`${path}.yaml`];
  } else if (form === 1 && r.chance(0.5)) {
    files[`${directory}/${path}/own.yaml`] = text.replace(
      'name: t',
      `name: t-${next()}`,
    );
    files[
      `${directory}/${path}/kustomization.yaml`
    ] = `resources: [own.yaml]\n${r.chance(0.3) ? 'namePrefix: q-\n' : ''}`;
    k[field] = [path];
  } else {
    k[field] = [text];
  }
}

export const PLUGIN_STEPS = {
  transformers: (r, c) =>
    add(
      r,
      c,
      'transformers',
      r.chance(0.85)
        ? [transformer(r, c)]
        : [
            transformer(r, c),
            plugin(
              'SuffixTransformer',
              { suffix: '-u', fieldSpecs: [{ path: 'metadata/name' }] },
              { name: 'u' },
            ),
          ],
    ),
  generators: (r, c) => add(r, c, 'generators', [generator(r, c)]),
  validators: (r, c) => {
    const harmless = r.pick([
      plugin('LabelTransformer', { labels: { a: 'b' } }),
      plugin('ImageTagTransformer', {
        imageTag: { name: 'nothing-like-it', newTag: '1' },
      }),
    ]);
    const touching = r.pick([
      plugin('PrefixTransformer', {
        prefix: '',
        fieldSpecs: [{ path: 'metadata/name' }],
      }),
      plugin('LabelTransformer', {
        labels: { 'validated-by': 'us' },
        fieldSpecs: LABELS,
      }),
      transformer(r, c),
    ]);
    add(r, c, 'validators', [r.chance(0.97) ? harmless : touching]);
  },
};
