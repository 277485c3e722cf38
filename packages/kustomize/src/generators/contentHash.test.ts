import { built, valuesOf } from '../testing/build';

async function name(kustomization: string, files = {}): Promise<string> {
  return valuesOf(await built(kustomization, files), 'name')[0];
}

/** Suffixes as kustomize 5.8.1 gives them. */
describe('the suffix of a ConfigMap', () => {
  it.each([
    ['literals: [a=1]', 'h29d89cmmt'],
    ['literals: []', '6ct58987ht'],
    ['literals: ["a="]', 'ddd6gb82mt'],
    ['literals: [a=1, b=2]', '7gdc49gk6d'],
    ['literals: [b=2, a=1]', '7gdc49gk6d'],
    ['literals: ["a=\\"quoted\\" <&> é ☃ \\u2028"]', '6b4c2t6466'],
    ['literals: ["a=line\\nline\\n"]', 'cd7tfg2ff9'],
    ['literals: [a=true, b=1.5, c=null]', '82hk2k88hb'],
    ['namespace: ns, literals: [a=1]', 'h29d89cmmt'],
    ['options: {immutable: true}, literals: [a=1]', 'h29d89cmmt'],
    [
      'options: {labels: {l: v}, annotations: {l: v}}, literals: [a=1]',
      'h29d89cmmt',
    ],
  ])('with %s is %s', async (fields, suffix) => {
    expect(await name(`configMapGenerator: [{name: m, ${fields}}]\n`)).toBe(
      `m-${suffix}`,
    );
  });

  it('is made of what a file holds', async () => {
    const text = 'configMapGenerator: [{name: m, files: [f]}]\n';
    expect(await name(text, { f: 'hello\n' })).toBe('m-mmcff2bbm4');
    expect(await name(text, { f: '' })).toBe('m-tfc944m6c2');
  });
});

describe('the suffix of a Secret', () => {
  it.each([
    ['literals: [a=1]', '25khgmg44c'],
    ['type: kubernetes.io/tls, literals: [a=1]', 'hm5f724df9'],
    ['options: {immutable: true}, literals: [a=1]', '25khgmg44c'],
    ['literals: ["a=é"]', '5tckkmd8fd'],
  ])('with %s is %s', async (fields, suffix) => {
    expect(await name(`secretGenerator: [{name: m, ${fields}}]\n`)).toBe(
      `m-${suffix}`,
    );
  });
});

describe('no suffix', () => {
  it.each([
    'configMapGenerator: [{name: m, literals: [a=1], options: {disableNameSuffixHash: true}}]\n',
    'generatorOptions: {disableNameSuffixHash: true}\nconfigMapGenerator: [{name: m, literals: [a=1]}]\n',
  ])('with %j', async text => {
    expect(await name(text)).toBe('m');
  });
});

describe('the annotation needs-hash', () => {
  it('is for the output of plugins: on a resource it means nothing', async () => {
    const object =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    kustomize.config.k8s.io/needs-hash: "true"\n  name: m\n';
    expect(await built('resources: [o.yaml]\n', { 'o.yaml': object })).toBe(
      object,
    );
  });
});
