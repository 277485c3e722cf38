import { built, failureOf } from '../testing/build';

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\n';

describe('a kustomization file', () => {
  it.each([
    ['# nothing\n', 'kustomization.yaml is empty'],
    ['', 'kustomization.yaml is empty'],
    [
      'apiVersion: v1\nkind: Kustomization\nnamePrefix: x\n',
      'apiVersion for Kustomization should be kustomize.config.k8s.io/v1beta1',
    ],
    [
      'kind: Other\nnamePrefix: x\n',
      'kind should be Kustomization or Component',
    ],
    ['resource: [m.yaml]\n', 'unknown field "resource"'],
    [
      'resources: m.yaml\n',
      'cannot unmarshal string into Go struct field Kustomization.resources',
    ],
    [
      'namePrefix: 1\n',
      'cannot unmarshal number into Go struct field Kustomization.namePrefix',
    ],
    [
      'resources: [m.yaml, m.yaml]\n',
      'may not add resource with an already registered id',
    ],
    ['resources: [none.yaml]\n', 'no such file or directory'],
    ['resources: [""]\n', 'new root cannot be empty'],
    [
      'resources: [d]\n',
      "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/app/d'",
    ],
    ['components: [base]\n', "expected kind 'Component'"],
    ['resources: [part]\n', "expected kind != 'Component'"],
  ])('%j is refused', async (text, message) => {
    expect(
      await failureOf(text, {
        'm.yaml': MAP,
        'd/x.yaml': MAP,
        'base/kustomization.yaml': 'namePrefix: x\n',
        'part/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: x\n',
      }),
    ).toContain(message);
  });

  it.each(['kustomization.yml', 'Kustomization'])(
    'may be called %s',
    async name => {
      const files = {
        [`d/${name}`]: 'resources: [../m/m.yaml]\n',
        'm/m.yaml': MAP,
      };
      const inside = {
        [`d/${name}`]: 'resources: [m.yaml]\n',
        'd/m.yaml': MAP,
      };
      expect(await built('resources: [d]\n', inside)).toBe(MAP);
      expect(await failureOf('resources: [d]\n', files)).toContain(
        'security; file',
      );
    },
  );

  it('that is there twice is refused', async () => {
    expect(
      await failureOf('resources: [d]\n', {
        'd/kustomization.yaml': 'resources: []\n',
        'd/kustomization.yml': 'resources: []\n',
      }),
    ).toContain('Found multiple kustomization files');
  });

  it.each([
    [
      'resources: [m.yaml]\nnamePrefix: a-\nnamePrefix: b-\n',
      MAP.replace('name: m', 'name: b-m'),
    ],
    ['bases: [base]\n', MAP.replace('name: m', 'name: x-m')],
    [
      'resources: [m.yaml]\ncommonLabels: {a: b}\n',
      MAP.replace('metadata:\n', 'metadata:\n  labels:\n    a: b\n'),
    ],
    ['resources: [m.yaml]\nimageTags: []\n', MAP],
    [
      'resources: [m.yaml]\npatches: [{path: p.yaml}]\n',
      MAP.replace('kind', 'data:\n  a: b\nkind'),
    ],
    [
      'resources: [m.yaml]\npatchesStrategicMerge: [p.yaml]\n',
      MAP.replace('kind', 'data:\n  a: b\nkind'),
    ],
  ])('%j is read', async (text, expected) => {
    expect(
      await built(text, {
        'm.yaml': MAP,
        'p.yaml': `${MAP}data: {a: b}\n`,
        'base/kustomization.yaml': 'resources: [m.yaml]\nnamePrefix: x-\n',
        'base/m.yaml': MAP,
      }),
    ).toBe(expected);
  });
});
