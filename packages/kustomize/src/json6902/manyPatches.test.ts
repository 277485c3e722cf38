import { Random } from '@backstage-gitops/random';
import { JsonForm } from '../resources/jsonForm';
import { built, failureOf } from '../testing/build';

const ROUNDS = 300;

const TEXTS = [
  ...['x', '', 'two words', ' padded ', 'yes', 'null', '1', '1e3', '0x10', '~'],
  ...[
    'a: b',
    '# no comment',
    "it's",
    '"quoted"',
    '- item',
    '*alias',
    '2001-01-01',
  ],
  ...[
    'line\nline',
    '  indented\n text\n\n',
    'tab\there',
    'ünï',
    '\u0007',
    '{}',
  ],
];
const NUMBERS = [0, 1, -7, 1.5, 1e6, 1e21, 9007199254740993, -0, 1e-7];
const KEYS = [
  'x',
  'y',
  'a',
  'b',
  'app',
  '1',
  'yes',
  'with space',
  'x/y',
  '~',
  '__proto__',
];

function randomValue(random: Random, depth = 0): unknown {
  return random.weighted<() => unknown>([
    [6, () => random.pick(TEXTS)],
    [2, () => random.pick(NUMBERS)],
    [1, () => random.pick([true, false, null])],
    [depth > 1 ? 0 : 1, () => random.times(2, () => randomValue(random, 2))],
    [
      depth > 1 ? 0 : 1,
      () =>
        Object.fromEntries(
          random.some(KEYS, 0, 3).map(key => [key, randomValue(random, 2)]),
        ),
    ],
  ])();
}

function randomPath(random: Random): string {
  const key = random.pick(KEYS).replaceAll('~', '~0').replaceAll('/', '~1');
  return random.weighted([
    [6, `/data/${key}`],
    [3, `/metadata/labels/${key}`],
    [3, `/metadata/annotations/${key}`],
    [1, '/metadata/annotations'],
    [1, '/metadata/labels'],
    [1, '/metadata/name'],
    [1, '/metadata/namespace'],
    [1, '/kind'],
    [1, '/data'],
    [1, '/spec'],
  ]);
}

function randomPatch(random: Random): string {
  const operations = random.times(random.between(1, 2), () => {
    const op = random.weighted([
      [8, 'add'],
      [3, 'replace'],
      [1, 'remove'],
      [1, 'copy'],
    ]);
    const value = randomValue(random);
    return { op, path: randomPath(random), from: randomPath(random), value };
  });
  return JSON.stringify(operations);
}

/** A build with many patches, now and then with something between them. */
function randomBuild(random: Random): [string, Record<string, string>] {
  const data = random
    .some(KEYS.slice(0, 3), 0, 3)
    .map(key => `  ${key}: ${JSON.stringify(random.pick(TEXTS))}\n`);
  const object = (name: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  labels: {app: web}\ndata:\n${
      data.join('') || '  k: v\n'
    }`;
  const target = random.pick([
    '{kind: ConfigMap}',
    '{kind: ConfigMap, name: one}',
    '{labelSelector: app=web}',
    '{kind: ConfigMap, annotationSelector: "!none"}',
  ]);
  const patches = random.times(random.between(2, 8), () =>
    random.chance(0.1)
      ? `- target: ${target}\n  patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: {merged: "1"}}'\n`
      : `- target: ${target}\n  patch: ${JSON.stringify(
          randomPatch(random),
        )}\n`,
  );
  const more = random.chance(0.3) ? 'namePrefix: p-\n' : '';
  return [
    `resources: [o.yaml]\n${more}patches:\n${patches.join('')}`,
    { 'o.yaml': `${object('one')}---\n${object('two')}` },
  ];
}

const outcome = async (
  kustomization: string,
  files: Record<string, string>,
): Promise<string> =>
  (await failureOf(kustomization, files)) || built(kustomization, files);

describe('JSON patches that follow each other', () => {
  it('give what they give when the object is written and read after each', async () => {
    const random = new Random('json patches');
    let successes = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const build = randomBuild(random);
      const deferred = await outcome(...build);
      const spy = jest.spyOn(JsonForm, 'of').mockReturnValue(undefined);
      const eager = await outcome(...build);
      spy.mockRestore();
      expect([build[0], deferred]).toEqual([build[0], eager]);
      if (deferred.includes('kind: ')) successes += 1;
    }
    expect(successes).toBeGreaterThan(ROUNDS / 10);
  });

  it('are not written and read each time', async () => {
    const patches = Array.from(
      { length: 50 },
      (_, index) =>
        `- target: {kind: ConfigMap}\n  patch: '[{"op": "add", "path": "/data/k${index}", "value": "x"}]'\n`,
    );
    const object =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  k: v\n';
    const seen = jest.spyOn(JsonForm.prototype, 'internalAnnotations', 'get');
    const yaml = await built(
      `resources: [o.yaml]\npatches:\n${patches.join('')}`,
      { 'o.yaml': object },
    );
    // The first is read from the file; what it wrote is read once to be sure.
    expect(seen).toHaveBeenCalledTimes(49);
    seen.mockRestore();
    expect(yaml).toContain('  k49: x\n');
  });
});
