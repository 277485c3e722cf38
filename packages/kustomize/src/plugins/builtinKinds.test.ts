import { built, failureOf, valuesOf } from '../testing/build';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - image: nginx:1\n    name: c\n';

const head = (kind: string) =>
  `apiVersion: builtin\nkind: ${kind}\nmetadata:\n  name: t\n`;

async function transformed(kind: string, fields: string): Promise<string> {
  return built('resources: [o.yaml]\ntransformers: [t.yaml]\n', {
    'o.yaml': POD,
    't.yaml': head(kind) + fields,
  });
}

describe('a transformer given as a file', () => {
  it.each([
    [
      'ImageTagTransformer',
      'imageTag: {name: nginx, newTag: "2"}\nfieldSpecs: [{path: "spec/containers[]/image"}]\n',
      'image',
      ['nginx:2'],
    ],
    [
      'AnnotationsTransformer',
      'annotations: {a: b}\nfieldSpecs: [{path: metadata/annotations, create: true}]\n',
      'a',
      ['b'],
    ],
    [
      'LabelTransformer',
      'labels: {a: b}\nfieldSpecs: [{path: metadata/labels, create: true}]\n',
      'a',
      ['b'],
    ],
    [
      'SuffixTransformer',
      'suffix: -s\nfieldSpecs: [{path: metadata/name}]\n',
      'name',
      ['p-s', 'c'],
    ],
    [
      'PatchTransformer',
      'target: {kind: Pod}\npatch: |-\n  - {op: add, path: /spec/x, value: z}\n',
      'x',
      ['z'],
    ],
    [
      'PatchStrategicMergeTransformer',
      'patches: |-\n  apiVersion: v1\n  kind: Pod\n  metadata: {name: p}\n  spec: {x: z}\n',
      'x',
      ['z'],
    ],
    [
      'PatchJson6902Transformer',
      'target: {version: v1, kind: Pod, name: p}\njsonOp: |-\n  - {op: add, path: /spec/x, value: z}\n',
      'x',
      ['z'],
    ],
    [
      'ValueAddTransformer',
      'value: z\ntargets: [{fieldPath: metadata/annotations/x}]\n',
      'x',
      ['z'],
    ],
    [
      'ReplicaCountTransformer',
      'replica: {name: p, count: 2}\nfieldSpecs: [{path: spec/replicas, create: true, kind: Pod}]\n',
      'replicas',
      ['2'],
    ],
    [
      'ReplacementTransformer',
      'replacements:\n- source: {kind: Pod, fieldPath: metadata.name}\n  targets: [{select: {kind: Pod}, fieldPaths: [spec.x], options: {create: true}}]\n',
      'x',
      ['p'],
    ],
  ])('%s', async (kind, fields, key, expected) => {
    expect(valuesOf(await transformed(kind, fields), key)).toEqual(expected);
  });

  it('may stand in the kustomization itself', async () => {
    const yaml = await built(
      'resources: [o.yaml]\ntransformers:\n- |-\n  apiVersion: builtin\n  kind: PrefixTransformer\n  metadata: {name: t}\n  prefix: p-\n  fieldSpecs: [{path: metadata/name}]\n',
      { 'o.yaml': POD },
    );
    expect(valuesOf(yaml, 'name')).toEqual(['p-p', 'c']);
  });

  it('may come from a kustomization that changes it', async () => {
    const yaml = await built('resources: [o.yaml]\ntransformers: [d]\n', {
      'o.yaml': POD,
      'd/kustomization.yaml':
        'resources: [t.yaml]\npatches:\n- target: {kind: PrefixTransformer}\n  patch: |-\n    - {op: replace, path: /prefix, value: q-}\n',
      'd/t.yaml': `${head(
        'PrefixTransformer',
      )}prefix: p-\nfieldSpecs: [{path: metadata/name}]\n`,
    });
    expect(valuesOf(yaml, 'name')).toEqual(['q-p', 'c']);
  });
});

describe('a generator given as a file', () => {
  it.each([
    ['ConfigMapGenerator', 'literals: [a=1]\n', 't-h29d89cmmt'],
    ['SecretGenerator', 'literals: [a=1]\n', 't-25khgmg44c'],
  ])('%s', async (kind, fields, name) => {
    const yaml = await built('generators: [g.yaml]\n', {
      'g.yaml': head(kind) + fields,
    });
    expect(valuesOf(yaml, 'name')).toEqual([name]);
  });
});

describe('a plugin that is a program', () => {
  it.each([
    ['apiVersion: example.com/v1\nkind: Mine\nmetadata: {name: t}\n', ''],
    [
      'apiVersion: v1\nkind: Mine\nmetadata:\n  name: t\n  annotations:\n    config.kubernetes.io/function: |\n      container: {image: x}\n',
      '',
    ],
    [
      'apiVersion: v1\nkind: Mine\nmetadata:\n  name: t\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ./x}\n',
      '',
    ],
  ])('is refused: %j', async text => {
    expect(
      await failureOf('resources: [o.yaml]\ntransformers: [t.yaml]\n', {
        'o.yaml': POD,
        't.yaml': text,
      }),
    ).not.toBe('');
  });
});
