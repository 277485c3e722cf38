import { built, failureOf } from '../testing/build';

const map = (data: string) =>
  `apiVersion: v1\ndata:\n${data}kind: Robot\nmetadata:\n  name: m\n`;
const OBJECT = map(
  '  a: one\n  list:\n  - x\n  - why\n  - z\n  map:\n    a/b: slash\n    c~d: tilde\n',
);

const patch = (operation: string) =>
  `resources: [o.yaml]\npatches:\n- target: {kind: Robot}\n  patch: '[${operation}]'\n`;

async function patched(operation: string): Promise<string> {
  const yaml = await built(patch(operation), { 'o.yaml': OBJECT });
  return /data:\n((?: .*\n)*)/.exec(yaml)?.[1] ?? '';
}

const UNCHANGED =
  '  a: one\n  list:\n  - x\n  - why\n  - z\n  map:\n    a/b: slash\n    c~d: tilde\n';
const withList = (...items: string[]) =>
  UNCHANGED.replace(
    '  - x\n  - why\n  - z\n',
    items.map(item => `  - ${item}\n`).join(''),
  );

describe('a JSON patch', () => {
  it.each([
    ['{"op": "test", "path": "/data/a", "value": "one"}', UNCHANGED],
    [
      '{"op": "add", "path": "/data/a", "value": "two"}',
      UNCHANGED.replace('one', 'two'),
    ],
    [
      '{"op": "replace", "path": "/data/a", "value": 2}',
      UNCHANGED.replace('one', '2'),
    ],
    [
      '{"op": "replace", "path": "/data/b", "value": "new"}',
      UNCHANGED.replace('one\n', 'one\n  b: new\n'),
    ],
    [
      '{"op": "add", "path": "/data/list/0", "value": "new"}',
      withList('new', 'x', 'why', 'z'),
    ],
    [
      '{"op": "add", "path": "/data/list/3", "value": "new"}',
      withList('x', 'why', 'z', 'new'),
    ],
    [
      '{"op": "add", "path": "/data/list/-", "value": "new"}',
      withList('x', 'why', 'z', 'new'),
    ],
    [
      '{"op": "add", "path": "/data/list/-1", "value": "new"}',
      withList('x', 'why', 'z', 'new'),
    ],
    [
      '{"op": "replace", "path": "/data/list/1", "value": "new"}',
      withList('x', 'new', 'z'),
    ],
    ['{"op": "remove", "path": "/data/list/1"}', withList('x', 'z')],
    ['{"op": "remove", "path": "/data/list/-1"}', withList('x', 'why')],
    [
      '{"op": "remove", "path": "/data/list"}',
      UNCHANGED.replace('  list:\n  - x\n  - why\n  - z\n', ''),
    ],
    [
      '{"op": "replace", "path": "/data/map/a~1b", "value": "new"}',
      UNCHANGED.replace('slash', 'new'),
    ],
    [
      '{"op": "replace", "path": "/data/map/c~0d", "value": "new"}',
      UNCHANGED.replace('tilde', 'new'),
    ],
    [
      '{"op": "copy", "from": "/data/a", "path": "/data/list/0"}',
      withList('one', 'x', 'why', 'z'),
    ],
    [
      '{"op": "move", "from": "/data/list/0", "path": "/data/list/2"}',
      withList('why', 'z', 'x'),
    ],
    [
      '{"op": "add", "path": "/data/a", "value": null}',
      UNCHANGED.replace('one', 'null'),
    ],
    ['{"op": "add", "path": "/data/a"}', UNCHANGED.replace('one', 'null')],
  ])('%s', async (operation, expected) => {
    expect(await patched(operation)).toBe(expected);
  });

  it.each([
    [
      '{"op": "test", "path": "/data/a", "value": "two"}',
      'testing value /data/a failed',
    ],
    [
      '{"op": "remove", "path": "/data/none"}',
      'Unable to remove nonexistent key: none',
    ],
    ['{"op": "add", "path": "/none/deep", "value": 1}', 'doc is missing path'],
    [
      '{"op": "add", "path": "/data/list/4", "value": 1}',
      'Unable to access invalid index: 4',
    ],
    [
      '{"op": "add", "path": "/data/list/x", "value": 1}',
      "value was not a proper array index: 'x'",
    ],
    [
      '{"op": "remove", "path": "/data/list/3"}',
      'Unable to access invalid index: 3',
    ],
    ['{"op": "jump", "path": "/data"}', 'Unexpected kind: jump'],
    [
      '{"op": "move", "from": "/data/none", "path": "/data/b"}',
      'nonexistent key',
    ],
    ['{"path": "/data"}', 'Unexpected kind: unknown'],
  ])('%s is refused', async (operation, message) => {
    expect(await failureOf(patch(operation), { 'o.yaml': OBJECT })).toContain(
      message,
    );
  });

  it('may be written as YAML, and in a file', async () => {
    const text = '- op: replace\n  path: /data/a\n  value: two\n';
    expect(
      await built(
        'resources: [o.yaml]\npatches: [{target: {kind: Robot}, path: p.yaml}]\n',
        {
          'o.yaml': OBJECT,
          'p.yaml': text,
        },
      ),
    ).toBe(OBJECT.replace('one', 'two'));
  });
});
