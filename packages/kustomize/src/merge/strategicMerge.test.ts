import { built, failureOf } from '../testing/build';

const pod = (spec: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n${spec}`;

/** The `spec` of a Pod after a patch of its `spec`. */
async function merged(spec: string, patch: string): Promise<string> {
  const yaml = await built('resources: [o.yaml]\npatches: [{path: p.yaml}]\n', {
    'o.yaml': pod(spec),
    'p.yaml': pod(patch),
  });
  return yaml.slice(yaml.indexOf('spec:\n') + 6);
}

const CONTAINERS =
  '  containers:\n  - image: a:1\n    name: a\n  - image: b:1\n    name: b\n';

describe('a strategic merge', () => {
  it.each([
    [
      'sets and adds fields',
      '  a: 1\n  b: 1\n',
      '  b: 2\n  c: 2\n',
      '  a: 1\n  b: 2\n  c: 2\n',
    ],
    [
      'removes what is null',
      '  a: 1\n  b: {c: d}\n',
      '  b: null\n',
      '  a: 1\n',
    ],
    [
      'ignores null for what is not there',
      '  a: 1\n',
      '  b: null\n',
      '  a: 1\n',
    ],
    [
      'replaces a list without a key',
      '  args: [a, b]\n',
      '  args: [c]\n',
      '  args:\n  - c\n',
    ],
    [
      'merges a list by its key',
      CONTAINERS,
      '  containers:\n  - name: b\n    image: b:2\n',
      '  containers:\n  - image: b:2\n    name: b\n  - image: a:1\n    name: a\n',
    ],
    [
      'puts what is new in front',
      CONTAINERS,
      '  containers:\n  - name: c\n    image: c:1\n',
      '  containers:\n  - image: c:1\n    name: c\n  - image: a:1\n    name: a\n  - image: b:1\n    name: b\n',
    ],
    [
      'removes an item with $patch: delete',
      CONTAINERS,
      '  containers:\n  - $patch: delete\n    name: a\n',
      '  containers:\n  - image: b:1\n    name: b\n',
    ],
    [
      'replaces a list with $patch: replace',
      CONTAINERS,
      '  containers:\n  - $patch: replace\n  - name: c\n    image: c:1\n',
      '  containers:\n  - image: c:1\n    name: c\n',
    ],
    [
      'replaces a mapping with $patch: replace',
      '  securityContext: {runAsUser: 1, runAsGroup: 2}\n',
      '  securityContext:\n    $patch: replace\n    fsGroup: 3\n',
      '  securityContext:\n    fsGroup: 3\n',
    ],
    [
      'removes a mapping with $patch: delete',
      '  a: 1\n  securityContext: {runAsUser: 1}\n',
      '  securityContext:\n    $patch: delete\n',
      '  a: 1\n',
    ],
    [
      'merges ports by number and protocol',
      '  containers:\n  - name: a\n    ports:\n    - {containerPort: 53, protocol: TCP}\n    - {containerPort: 53, protocol: UDP}\n',
      '  containers:\n  - name: a\n    ports:\n    - {containerPort: 53, protocol: UDP, name: dns}\n',
      '  containers:\n  - name: a\n    ports:\n    - containerPort: 53\n      protocol: TCP\n    - containerPort: 53\n      name: dns\n      protocol: UDP\n',
    ],
    [
      'keeps an empty mapping',
      '  a: 1\n',
      '  volumes: []\n  b: {}\n',
      '  a: 1\n  b: {}\n  volumes: []\n',
    ],
  ])('%s', async (_, spec, patch, expected) => {
    expect(await merged(spec, patch)).toBe(expected);
  });

  it.each([
    ['  containers: {a: b}\n', 'wrong node kind'],
    ['  a:\n    $patch: mix\n', "unknown patch strategy 'mix'"],
  ])('refuses %j', async (patch, message) => {
    expect(
      await failureOf('resources: [o.yaml]\npatches: [{path: p.yaml}]\n', {
        'o.yaml': pod(`${CONTAINERS}  a: {b: c}\n`),
        'p.yaml': pod(patch),
      }),
    ).toContain(message);
  });

  it.each([
    ['[c]', 'cab'],
    ['[b]', 'ba'],
    ['[]', 'ab'],
    ['null', ''],
  ])('takes finalizers %s as a set: %s', async (list, expected) => {
    const object = (finalizers: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  finalizers: ${finalizers}\n`;
    const yaml = await built(
      'resources: [o.yaml]\npatches: [{path: p.yaml}]\n',
      {
        'o.yaml': object('[a, b]'),
        'p.yaml': object(list),
      },
    );
    expect(
      [...yaml.matchAll(/^ +- (.)$/gm)].map(match => match[1]).join(''),
    ).toBe(expected);
  });

  it('takes directives of kubectl that kustomize does not know for fields', async () => {
    expect(
      await merged(
        '  args: [a, b]\n',
        '  $deleteFromPrimitiveList/args: [a]\n  $retainKeys: [x]\n',
      ),
    ).toBe(
      '  $deleteFromPrimitiveList/args:\n  - a\n  $retainKeys:\n  - x\n  args:\n  - a\n  - b\n',
    );
  });

  it('deletes the object with $patch: delete', async () => {
    expect(
      await built('resources: [o.yaml]\npatches: [{path: p.yaml}]\n', {
        'o.yaml': `${pod('  a: 1\n')}---\n${pod('  a: 1\n').replace(
          'name: p',
          'name: q',
        )}`,
        'p.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n$patch: delete\n',
      }),
    ).toBe(pod('  a: 1\n').replace('name: p', 'name: q'));
  });

  it('has no keys for a kind that it does not know', async () => {
    const robot = (items: string) =>
      `apiVersion: example.com/v1\nkind: Robot\nmetadata:\n  name: r\nspec:\n  arms:\n${items}`;
    expect(
      await built('resources: [o.yaml]\npatches: [{path: p.yaml}]\n', {
        'o.yaml': robot('  - name: left\n    a: 1\n'),
        'p.yaml': robot('  - name: left\n    b: 2\n'),
      }),
    ).toBe(robot('  - b: 2\n    name: left\n'));
  });
});
