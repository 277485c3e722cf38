import { built } from './testing/build';

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\n';

describe('buildMetadata', () => {
  it('managedByLabel names kustomize with its version', async () => {
    expect(
      await built('resources: [m.yaml]\nbuildMetadata: [managedByLabel]\n', {
        'm.yaml': MAP,
      }),
    ).toBe(
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels:\n    app.kubernetes.io/managed-by: kustomize-v5.8.1\n  name: m\n`,
    );
  });

  it('originAnnotations tell the file, or the generator', async () => {
    expect(
      await built(
        'resources: [base]\nbuildMetadata: [originAnnotations]\nconfigMapGenerator: [{name: g, literals: [a=1]}]\n',
        {
          'base/kustomization.yaml': 'resources: [m.yaml]\n',
          'base/m.yaml': MAP,
        },
      ),
    ).toBe(
      `apiVersion: v1\ndata:\n  a: "1"\nkind: ConfigMap\nmetadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      configuredIn: kustomization.yaml\n      configuredBy:\n        apiVersion: builtin\n        kind: ConfigMapGenerator\n  name: g-h29d89cmmt\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      path: base/m.yaml\n  name: m\n`,
    );
  });

  it('transformerAnnotations tell each transformer in its order', async () => {
    expect(
      await built(
        'resources: [base]\nbuildMetadata: [transformerAnnotations]\nnamePrefix: p-\ncommonAnnotations: {a: b}\n',
        {
          'base/kustomization.yaml': 'resources: [m.yaml]\nnamespace: ns\n',
          'base/m.yaml': MAP,
        },
      ),
    ).toBe(
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    a: b\n    alpha.config.kubernetes.io/transformations: |\n      - configuredIn: base/kustomization.yaml\n        configuredBy:\n          apiVersion: builtin\n          kind: NamespaceTransformer\n      - configuredIn: kustomization.yaml\n        configuredBy:\n          apiVersion: builtin\n          kind: PrefixTransformer\n      - configuredIn: kustomization.yaml\n        configuredBy:\n          apiVersion: builtin\n          kind: AnnotationsTransformer\n  name: p-m\n  namespace: ns\n`,
    );
  });

  it('counts in the kustomization that is built, not in its bases', async () => {
    expect(
      await built('resources: [base]\n', {
        'base/kustomization.yaml':
          'resources: [m.yaml]\nbuildMetadata: [originAnnotations, managedByLabel]\n',
        'base/m.yaml': MAP,
      }),
    ).toBe(MAP);
  });
});

describe('objects marked as local configuration', () => {
  it.each([
    ['true', ''],
    ['anything', ''],
    [
      'false',
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    config.kubernetes.io/local-config: "false"\n  name: m\n`,
    ],
  ])('%s gives %j', async (value, expected) => {
    const object = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    config.kubernetes.io/local-config: "${value}"\n  name: m\n`;
    expect(await built('resources: [m.yaml]\n', { 'm.yaml': object })).toBe(
      expected,
    );
  });
});
