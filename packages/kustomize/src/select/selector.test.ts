import { built, failureOf, valuesOf } from '../testing/build';

const object = (kind: string, name: string, more = '') =>
  `apiVersion: ${
    kind === 'Deployment' ? 'apps/v1' : 'v1'
  }\nkind: ${kind}\nmetadata:\n  name: ${name}\n${more}`;

const OBJECTS = [
  object('ConfigMap', 'one', '  labels: {app: a, tier: front}\n'),
  object(
    'ConfigMap',
    'one-more',
    '  annotations: {note: x}\n  labels: {app: b}\n',
  ),
  object('Deployment', 'one', '  namespace: ns\n  labels: {app: a}\n'),
  object('Secret', 'two'),
].join('---\n');

const patch = (target: string) =>
  `resources: [o.yaml]\nsortOptions: {order: fifo}\npatches:\n- target: {${target}}\n  patch: '[{"op": "add", "path": "/hit", "value": true}]'\n`;

/** Positions of the objects that a target selects. */
async function selected(target: string): Promise<number[]> {
  const yaml = await built(patch(target), { 'o.yaml': OBJECTS });
  return yaml
    .split('---\n')
    .flatMap((text, i) => (valuesOf(text, 'hit').length > 0 ? [i] : []));
}

describe('the target of a patch', () => {
  it.each([
    ['kind: ConfigMap', [0, 1]],
    ['kind: Config', []],
    ['kind: Config.*', [0, 1]],
    ['kind: "ConfigMap|Secret"', [0, 1, 3]],
    ['name: one', [0, 2]],
    ['name: one.*', [0, 1, 2]],
    ['name: "^one$"', [0, 2]],
    ['name: "o"', []],
    ['name: "[^-]+"', [0, 2, 3]],
    ['name: "(?i)ONE"', [0, 2]],
    ['namespace: ns', [2]],
    ['namespace: n.', [2]],
    ['namespace: default', [0, 1, 3]],
    ['version: v1', [0, 1, 2, 3]],
    ['group: apps', [2]],
    ['group: app', []],
    ['labelSelector: app=a', [0, 2]],
    ['labelSelector: "app==a"', [0, 2]],
    ['labelSelector: "app!=a"', [1, 3]],
    ['labelSelector: "app=a,tier=front"', [0]],
    ['labelSelector: "app in (a, b)"', [0, 1, 2]],
    ['labelSelector: "app notin (a)"', [1, 3]],
    ['labelSelector: tier', [0]],
    ['labelSelector: "!tier"', [1, 2, 3]],
    ['labelSelector: "app,!tier"', [1, 2]],
    ['annotationSelector: note=x', [1]],
    ['annotationSelector: note', [1]],
    ['kind: ConfigMap, name: one, labelSelector: app=a', [0]],
  ])('{%s} selects %j', async (target, expected) => {
    expect(await selected(target)).toEqual(expected);
  });

  it.each([
    ['name: "("', 'missing closing )'],
    ['labelSelector: "a b"', 'unable to parse requirement'],
    ['labelSelector: "app in a"', 'unable to parse requirement'],
    ['name: "(?=a)"', 'invalid or unsupported Perl syntax'],
  ])('{%s} is refused', async (target, message) => {
    expect(await failureOf(patch(target), { 'o.yaml': OBJECTS })).toContain(
      message,
    );
  });

  it('is a name from before a prefix too', async () => {
    const yaml = await built(`namePrefix: p-\n${patch('name: one')}`, {
      'o.yaml': OBJECTS,
    });
    expect(valuesOf(yaml, 'hit')).toHaveLength(2);
  });
});
