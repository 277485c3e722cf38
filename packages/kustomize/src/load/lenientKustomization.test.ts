import { checkManifests } from './checkManifests';
import {
  readKustomizationLeniently,
  writeKustomization,
} from './lenientKustomization';

const bytes = (text: string) => new TextEncoder().encode(text);
const rewritten = (text: string) =>
  writeKustomization(readKustomizationLeniently(bytes(text)));

describe('a kustomization that is read leniently and written back', () => {
  it.each([
    ['', '{}\n'],
    ['# nothing\n', '{}\n'],
    ['foo: bar\nNamePrefix: a-\n', 'namePrefix: a-\n'],
    ['namePrefix: a-\nnamePrefix: b-\n', 'namePrefix: b-\n'],
    [
      'images: [{name: web, newTag: 1.50}]',
      'images:\n- name: web\n  newTag: "1.5"\n',
    ],
    [
      'commonLabels: {a: 1.23456789, b: .inf, c: -0.0, d: 55e5}',
      'commonLabels:\n  a: "1.2345679"\n  b: +Inf\n  c: "-0"\n  d: "5.5e+06"\n',
    ],
    ['resources: []\npatches: null\nnamespace: ""', '{}\n'],
    ['generatorOptions: {}', 'generatorOptions: {}\n'],
    ['images: [null]\nresources: [null]', 'images:\n- {}\nresources:\n- ""\n'],
    ['replicas: [{name: a}]', 'replicas:\n- count: 0\n  name: a\n'],
    [
      'vars: [{}]',
      'vars:\n- fieldref: {}\n  name: ""\n  objref:\n    name: ""\n',
    ],
    [
      'replacements: [{targets: [{}]}]\nsortOptions: {legacySortOptions: {orderFirst: []}}',
      'replacements:\n- targets:\n  - select: null\nsortOptions:\n  legacySortOptions:\n    orderFirst: []\n    orderLast: null\n',
    ],
    [
      'helmCharts: [{valuesInline: {a: 1.50, b: null}}]',
      'helmCharts:\n- valuesInline:\n    a: 1.5\n    b: null\n',
    ],
  ])('%j', (text, expected) => {
    expect(rewritten(text)).toBe(expected);
  });

  it.each([
    [
      'configMapGenerator: [{name: 5}]',
      'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number into Go struct field ConfigMapArgs.configMapGenerator.GeneratorArgs.name of type string',
    ],
    ['x: .nan', 'error converting YAML to JSON: json: unsupported value: NaN'],
    [
      'a: [',
      'error converting YAML to JSON: yaml: line 1: did not find expected node content',
    ],
  ])('%j is refused', (text, message) => {
    expect(() => rewritten(text)).toThrow(expect.objectContaining({ message }));
  });
});

describe('checkManifests', () => {
  it('takes objects, lists and empty documents', () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n# nothing\n---\nkind: List\napiVersion: v1\nitems: []\n';
    expect(() => checkManifests(bytes(text))).not.toThrow();
  });

  it('refuses what is no object', () => {
    expect(() => checkManifests(bytes('foo: bar\n'))).toThrow(
      expect.objectContaining({
        code: 'invalid-resource',
        message: 'missing Resource metadata',
      }),
    );
  });
});
