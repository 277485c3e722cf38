import { ResourceError } from './errors';
import { parseManifest } from './parseManifest';

describe('parseManifest', () => {
  it('reads the documents of a stream in their order', () => {
    const text =
      '---\n# Source: a/templates/b.yaml\nkind: A\napiVersion: v1\nmetadata: {name: b}\n' +
      '---\n# nothing\n---\nkind: B\napiVersion: g/v1\nspec: {on: yes, m: 0x10}\n';
    expect(parseManifest(text)).toEqual([
      { kind: 'A', apiVersion: 'v1', metadata: { name: 'b' } },
      {
        kind: 'B',
        apiVersion: 'g/v1',
        metadata: {},
        spec: { true: true, m: 16 },
      },
    ]);
  });

  it('gives the items of lists, also of lists in lists', () => {
    const text =
      'kind: List\napiVersion: v1\nitems:\n' +
      '- {kind: A, apiVersion: v1, metadata: {name: a}}\n' +
      '- {kind: ConfigMapList, apiVersion: v1, items: [{metadata: {name: b}}]}\n';
    expect(
      parseManifest(text).map(({ kind, metadata }) => [kind, metadata.name]),
    ).toEqual([
      ['A', 'a'],
      ['ConfigMap', 'b'],
    ]);
  });

  it.each([
    ['a: b: c', /^error parsing : error converting YAML to JSON: yaml: /],
    ['apiVersion: v1', /^unable to decode "": Object 'Kind' is missing in '/],
    ['kind: A', /^unable to decode "": Object 'apiVersion' is missing in '/],
    ['- a', /^unable to decode "": a manifest holds \["a"\] instead of/],
    ['{kind: List, apiVersion: v1, items: [7]}', /a manifest holds 7 instead/],
  ])('refuses %s', (text, message) => {
    expect(() => parseManifest(text)).toThrow(
      expect.objectContaining({
        name: ResourceError.name,
        code: 'manifest',
        message: expect.stringMatching(message),
      }),
    );
  });

  it.each([
    ['apiVersion: v1', 'kind not set'],
    ['kind: A', 'apiVersion not set'],
    ['metadata: {}', '[apiVersion not set, kind not set]'],
  ])('refuses %s as validation does', (text, message) => {
    expect(() => parseManifest(text, true)).toThrow(
      `error validating "": error validating data: ${message}`,
    );
  });
});
