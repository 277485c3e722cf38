import { built, valuesOf } from '../testing/build';

const object = (kind: string, more = '') =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: o\n${more}`;

async function names(kustomization: string, files: Record<string, string>) {
  return valuesOf(await built(kustomization, files), 'name');
}

describe('namePrefix and nameSuffix', () => {
  it.each([
    ['ConfigMap', 'p-o-s'],
    ['Service', 'p-o-s'],
    ['Robot', 'p-o-s'],
    ['Namespace', 'o'],
    ['CustomResourceDefinition', 'o'],
  ])('on a %s give %s', async (kind, expected) => {
    expect(
      await names('resources: [o.yaml]\nnamePrefix: p-\nnameSuffix: -s\n', {
        'o.yaml': object(kind),
      }),
    ).toEqual([expected]);
  });

  it('of the overlay stand outside of those of the base', async () => {
    expect(
      await names('resources: [base]\nnamePrefix: out-\nnameSuffix: -out\n', {
        'base/kustomization.yaml':
          'resources: [o.yaml]\nnamePrefix: in-\nnameSuffix: -in\n',
        'base/o.yaml': object('Secret'),
      }),
    ).toEqual(['out-in-o-in-out']);
  });

  it('are kept apart where one base is used twice', async () => {
    const pod = object(
      'Pod',
      'spec:\n  volumes:\n  - configMap:\n      name: o\n',
    );
    const text = await built('resources: [a, b]\n', {
      'base/kustomization.yaml': 'resources: [o.yaml]\n',
      'base/o.yaml': `${object('ConfigMap')}---\n${pod}`,
      'a/kustomization.yaml': 'resources: [../base]\nnamePrefix: a-\n',
      'b/kustomization.yaml': 'resources: [../base]\nnamePrefix: b-\n',
    });
    expect(valuesOf(text, 'name')).toEqual([
      'a-o',
      'b-o',
      'a-o',
      'a-o',
      'b-o',
      'b-o',
    ]);
  });

  it('reach what generators of the same kustomization make', async () => {
    const text = await built(
      'namePrefix: p-\nconfigMapGenerator: [{name: g, literals: [a=b]}]\ngeneratorOptions: {disableNameSuffixHash: true}\n',
    );
    expect(valuesOf(text, 'name')).toEqual(['p-g']);
  });
});

describe('PrefixTransformer', () => {
  it('changes the fields that it names', async () => {
    const text = await built('resources: [o.yaml]\ntransformers: [t.yaml]\n', {
      'o.yaml': object('Robot', 'spec:\n  owner: x\n'),
      't.yaml':
        'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: t}\nprefix: p-\nfieldSpecs:\n- path: spec/owner\n  kind: Robot\n',
    });
    expect(valuesOf(text, 'owner')).toEqual(['p-x']);
    expect(valuesOf(text, 'name')).toEqual(['o']);
  });
});
