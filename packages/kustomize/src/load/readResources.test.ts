import { built, failureOf } from '../testing/build';

const map = (name: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

const read = (text: string) =>
  built('resources: [o.yaml]\n', { 'o.yaml': text });

describe('resources', () => {
  it.each([
    ['of one document', map('a'), [map('a')]],
    ['of several', `---\n${map('a')}---\n${map('b')}`, [map('a'), map('b')]],
    [
      'without an apiVersion',
      'kind: ConfigMap\nmetadata: {name: a}\n',
      ['kind: ConfigMap\nmetadata:\n  name: a\n'],
    ],
    [
      'between empty ones',
      `---\n---\n${map('a')}---\n# only\n---\n`,
      [map('a')],
    ],
    ['with CRLF', map('a').replaceAll('\n', '\r\n'), [map('a')]],
    ['with a BOM', `\ufeff${map('a')}`, [map('a')]],
    [
      'as JSON',
      '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}',
      [map('a')],
    ],
    [
      'of a List',
      `apiVersion: v1\nkind: List\nitems:\n- ${map('a')
        .trimEnd()
        .replaceAll('\n', '\n  ')}\n`,
      [map('a')],
    ],
    [
      'of a kind that ends in List',
      `apiVersion: v1\nkind: ConfigMapList\nitems:\n- ${map('a')
        .trimEnd()
        .replaceAll('\n', '\n  ')}\n`,
      [map('a')],
    ],
    ['of an empty List', 'apiVersion: v1\nkind: List\nitems: []\n', []],
    [
      'with anchors',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: &x b, c: *x}\n`,
      [
        'apiVersion: v1\ndata:\n  a: b\n  c: b\nkind: ConfigMap\nmetadata:\n  name: a\n',
      ],
    ],
    [
      'with a merge key',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  <<: {a: b, c: d}\n  c: e\n`,
      [
        'apiVersion: v1\ndata:\n  a: b\n  c: e\nkind: ConfigMap\nmetadata:\n  name: a\n',
      ],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await read(text)).toBe(expected.join('---\n'));
  });

  it.each([
    ['a: [\n', 'MalformedYAMLError'],
    ['apiVersion: v1\nmetadata: {name: a}\n', 'missing kind in object'],
    ['apiVersion: v1\nkind: ConfigMap\n', 'missing metadata.name in object'],
    [
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {labels: {a: b}}\n',
      'missing metadata.name in object',
    ],
    ['just text\n', 'missing Resource metadata'],
    [
      `${map('a')}---\n${map('a')}`,
      'may not add resource with an already registered id',
    ],
    ['\tapiVersion: v1\n', 'found character that cannot start any token'],
    [
      `${map('a')}data: {a: b}\ndata: {a: c}\n`,
      'mapping key "data" already defined',
    ],
  ])('%j: %s', async (text, message) => {
    const failure = await failureOf('resources: [o.yaml]\n', {
      'o.yaml': text,
    });
    expect(failure).toContain(message);
  });
});
