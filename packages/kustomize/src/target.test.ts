import { built, failureOf, valuesOf } from './testing/build';

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\n';
const component = (text: string) =>
  `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${text}`;

describe('the order of a build', () => {
  it('lets components change what is gathered, in turn, before the transformers', async () => {
    const yaml = await built(
      'resources: [m.yaml]\ncomponents: [one, two]\nnamePrefix: p-\n',
      {
        'm.yaml': MAP,
        'one/kustomization.yaml': component('nameSuffix: -one\n'),
        'two/kustomization.yaml': component('nameSuffix: -two\n'),
      },
    );
    expect(valuesOf(yaml, 'name')).toEqual(['p-m-one-two']);
  });

  it('lets a component add, patch and remove objects', async () => {
    const yaml = await built('resources: [m.yaml]\ncomponents: [one]\n', {
      'm.yaml': MAP,
      'one/kustomization.yaml': component(
        'resources: [n.yaml]\npatches: [{path: p.yaml}]\n',
      ),
      'one/n.yaml': MAP.replace('name: m', 'name: other'),
      'one/p.yaml': `${MAP}$patch: delete\n`,
    });
    expect(valuesOf(yaml, 'name')).toEqual(['other']);
  });

  it('runs patches, then namespace, prefix, labels, replacements, images and replicas', async () => {
    const yaml = await built(
      `resources: [m.yaml]\nnamePrefix: p-\nnamespace: ns\ncommonLabels: {a: b}\npatches:\n- {target: {name: m}, patch: '[{"op": "add", "path": "/data", "value": {"k": "v"}}]'}\nreplacements:\n- source: {kind: ConfigMap, fieldPath: metadata.name}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.k]}]\n`,
      { 'm.yaml': MAP },
    );
    expect(valuesOf(yaml, 'k')).toEqual(['p-m']);
  });

  it('generates before it transforms, and gives suffixes at the very end', async () => {
    const yaml = await built(
      'namePrefix: p-\nconfigMapGenerator: [{name: g, literals: [a=1]}]\nreplacements:\n- source: {kind: ConfigMap, fieldPath: metadata.name}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.a]}]\n',
    );
    expect(valuesOf(yaml, 'a')).toEqual(['p-g']);
    expect(valuesOf(yaml, 'name')[0]).toMatch(/^p-g-[a-z0-9]{10}$/);
  });

  it('refuses an object that two bases bring', async () => {
    expect(
      await failureOf('resources: [one, two]\n', {
        'one/kustomization.yaml': 'resources: [m.yaml]\n',
        'one/m.yaml': MAP,
        'two/kustomization.yaml': 'resources: [m.yaml]\n',
        'two/m.yaml': MAP,
      }),
    ).toContain('may not add resource with an already registered id');
  });
});
