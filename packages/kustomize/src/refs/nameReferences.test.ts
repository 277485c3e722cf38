import { built, valuesOf } from '../testing/build';

const named = (kind: string, name: string, namespace = '', more = '') =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${
    namespace && `  namespace: ${namespace}\n`
  }${more}`;
const pod = (namespace: string, map: string) =>
  named(
    'Pod',
    'pod',
    namespace,
    `spec:\n  volumes:\n  - configMap: {name: ${map}}\n`,
  );

/** The names that the volumes of all Pods have after a build. */
async function references(
  kustomization: string,
  files: Record<string, string>,
): Promise<string[]> {
  const yaml = await built(kustomization, files);
  return [...yaml.matchAll(/configMap:\n +name: (.*)/g)].map(match => match[1]);
}

describe('a reference by name', () => {
  it('follows a prefix of the object that it means', async () => {
    expect(
      await references('resources: [o.yaml]\nnamePrefix: p-\n', {
        'o.yaml': `${named('ConfigMap', 'a')}---\n${pod('', 'a')}`,
      }),
    ).toEqual(['p-a']);
  });

  it('stays where no object has the name', async () => {
    expect(
      await references('resources: [o.yaml]\nnamePrefix: p-\n', {
        'o.yaml': pod('', 'a'),
      }),
    ).toEqual(['a']);
  });

  it.each([
    ['x', 'x', 'p-a'],
    ['x', 'y', 'a'],
    ['', 'default', 'p-a'],
    ['default', '', 'p-a'],
    ['', 'x', 'a'],
    ['x', '', 'a'],
  ])('from namespace %j to %j is %s', async (from, to, expected) => {
    expect(
      await references('resources: [o.yaml]\nnamePrefix: p-\n', {
        'o.yaml': `${named('ConfigMap', 'a', to)}---\n${pod(from, 'a')}`,
      }),
    ).toEqual([expected]);
  });

  it('means the one of its own namespace where two have the name', async () => {
    const files = {
      'base/kustomization.yaml': 'resources: [o.yaml]\n',
      'base/o.yaml': `${named('ConfigMap', 'a')}---\n${pod('', 'a')}`,
      'one/kustomization.yaml':
        'resources: [../base]\nnamespace: nx\nnamePrefix: x-\n',
      'two/kustomization.yaml':
        'resources: [../base]\nnamespace: ny\nnamePrefix: y-\n',
    };
    expect(
      await references('resources: [one, two]\nnameSuffix: -s\n', files),
    ).toEqual(['x-a-s', 'y-a-s']);
  });

  it('follows the suffix of a generated object', async () => {
    expect(
      await references(
        'resources: [o.yaml]\nconfigMapGenerator: [{name: a, literals: [a=1]}]\n',
        {
          'o.yaml': pod('', 'a'),
        },
      ),
    ).toEqual(['a-h29d89cmmt']);
  });

  it('reaches a generated object of the overlay from the base that merges with it', async () => {
    expect(
      await references(
        'resources: [base]\nnamePrefix: p-\nconfigMapGenerator: [{name: a, behavior: merge, literals: [b=2]}]\n',
        {
          'base/kustomization.yaml':
            'resources: [o.yaml]\nconfigMapGenerator: [{name: a, literals: [a=1]}]\n',
          'base/o.yaml': pod('', 'a'),
        },
      ),
    ).toEqual(['p-a-7gdc49gk6d']);
  });

  it('is followed in the fields of a custom kind that a configuration names', async () => {
    const yaml = await built(
      'resources: [o.yaml]\nnamePrefix: p-\nconfigurations: [c.yaml]\n',
      {
        'o.yaml': `${named('ConfigMap', 'a')}---\n${named(
          'Robot',
          'r',
          '',
          'spec:\n  tools:\n  - use: a\n  - use: other\n',
        )}`,
        'c.yaml':
          'nameReference:\n- kind: ConfigMap\n  fieldSpecs:\n  - {kind: Robot, path: spec/tools/use}\n',
      },
    );
    expect(valuesOf(yaml, 'use')).toEqual(['p-a', 'other']);
  });

  it('is followed with kind, name and namespace in a role binding', async () => {
    const yaml = await built(
      'resources: [o.yaml]\nnamePrefix: p-\nnamespace: new\n',
      {
        'o.yaml': `${named(
          'ServiceAccount',
          'a',
          'old',
        )}---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\nsubjects:\n- {kind: ServiceAccount, name: a, namespace: old}\n- {kind: ServiceAccount, name: a, namespace: elsewhere}\n`,
      },
    );
    expect(valuesOf(yaml, 'name')).toEqual(['p-a', 'p-b', 'p-a', 'a']);
    expect(valuesOf(yaml, 'namespace')).toEqual(['new', 'new', 'elsewhere']);
  });

  it('stays where two objects could be meant', async () => {
    const files = {
      'o.yaml': pod('', 'a'),
      'one/kustomization.yaml': 'resources: [m.yaml]\nnamePrefix: x-\n',
      'one/m.yaml': named('ConfigMap', 'a'),
      'two/kustomization.yaml': 'resources: [m.yaml]\nnamePrefix: y-\n',
      'two/m.yaml': named('ConfigMap', 'a'),
    };
    expect(await references('resources: [o.yaml, one, two]\n', files)).toEqual([
      'a',
    ]);
  });
});
