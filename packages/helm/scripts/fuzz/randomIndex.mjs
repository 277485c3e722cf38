const NAMES = ['web', 'a/b', '..', '', 'ü', '10', '9', '-x', 'a<b>&c'];
const PARTS = ['0', '1', '2', '10', '01', 'x', '18446744073709551616'];
const TAILS = ['', '', '', '-rc.1', '-rc.2', '-alpha', '+b1', '+b2', '-01'];
const TIMES = [
  '2024-01-02T03:04:05Z',
  '"2024-01-02T03:04:05.120300000Z"',
  '2024-01-02T03:04:05.1234567891+00:00',
  '2024-01-02T03:04:05-07:30',
  '2024-02-30T03:04:05Z',
  '2024-02-29T23:59:60Z',
  '2024-13-01T00:00:00Z',
  '2024-01-02',
  '5',
  'null',
];
const TEXTS = [
  'text',
  '"a\\u2028b\\u0001\\n\\tc"',
  '1.10',
  '1e3',
  'true',
  'null',
  '~',
  "'<&>'",
  '[]',
  '{}',
  '""',
];
const LISTS = ['[]', '[a, b]', '[a, null, 5]', 'null', 'text', '[[a]]'];
const FIELDS = {
  home: TEXTS,
  sources: ['[a, b]', ...LISTS],
  description: TEXTS,
  keywords: ['[a, "<"]', ...LISTS],
  maintainers: ['[{name: a, email: b}]', '[null]', '[{}]', '[{x: y}]', '{}'],
  icon: TEXTS,
  apiVersion: ['v1', 'v2', '""', '2'],
  appVersion: TEXTS,
  deprecated: ['true', 'false', 'yes', '"true"', '1'],
  annotations: [
    '{b: "1", a: x}',
    '{b: 1, version: 1.0, Name: true}',
    '{}',
    '{a: null}',
    '{a: [b]}',
    '[a]',
  ],
  kubeVersion: TEXTS,
  dependencies: [
    '[{name: a, version: "1", repository: r}]',
    '[{name: a, version: 1}]',
    '[{name: a}, {name: a}]',
    '[{name: a, alias: "?"}]',
    '[null]',
    '[{name: a, import-values: [b, {c: {e: 1, d: [1.5, x]}}]}]',
    '[{name: a, tags: [t], enabled: true, condition: c.d}]',
  ],
  type: ['application', 'library', 'other'],
  created: TIMES,
  urls: ['[a-1.tgz, "https://example.com/?a&b"]', ...LISTS],
  removed: ['true', 'false'],
  digest: TEXTS,
  engine: TEXTS,
  checksum: TEXTS,
  tillerVersion: TEXTS,
  url: TEXTS,
};

const JSON_VALUES = [
  'x',
  '',
  '<',
  1,
  1.5,
  true,
  null,
  [],
  ['a'],
  {},
  { b: 'c' },
];

/** A random index in JSON. */
function randomJsonIndex(random) {
  const version = () => ({
    name: 'web',
    version: `1.${random.below(3)}.0${random.pick(TAILS)}`,
    Digest: 'abc',
    ...(random.chance(0.2)
      ? { [random.pick(Object.keys(FIELDS))]: random.pick(JSON_VALUES) }
      : {}),
  });
  const web = Array.from({ length: random.below(20) }, version);
  const index = { apiVersion: 'v1', unknown: 1, entries: { web } };
  return { text: JSON.stringify(index, undefined, random.pick([0, 2])) };
}

/** A random index.yaml: mostly one that Helm takes, sometimes with a fault. */
export function randomIndex(random) {
  if (random.chance(0.15)) return randomJsonIndex(random);
  const isFaulty = random.chance(0.4);
  const charts = random.some(NAMES, 0, 3);
  const lines = [
    ...(isFaulty && random.chance(0.2) ? [] : ['apiVersion: v1']),
    ...(random.chance(0.5) ? [`generated: ${random.pick(TIMES)}`] : []),
    ...(isFaulty && random.chance(0.2) ? ['extra: field'] : []),
    ...(random.chance(0.1) ? ['serverInfo: {b: {d: 1, c: 2}, a: x}'] : []),
    ...(random.chance(0.1) ? ['annotations: {b: 1, a: "<"}'] : []),
    ...(random.chance(0.1) ? [`publicKeys: ${random.pick(LISTS)}`] : []),
  ];
  if (random.chance(0.95)) {
    lines.push(charts.length === 0 ? 'entries: {}' : 'entries:');
    for (const name of charts) {
      lines.push(...randomChart(name, random, isFaulty));
    }
  }
  return { text: `${lines.join('\n')}\n` };
}

function randomChart(name, random, isFaulty) {
  const count = random.weighted([
    [5, random.below(4)],
    [2, random.below(14)],
    [1, random.below(120)],
  ]);
  const key = `  ${JSON.stringify(name)}:`;
  if (count === 0) return [`${key} ${random.pick(['[]', 'null'])}`];
  return [
    key,
    ...Array.from({ length: count }, () =>
      isFaulty && random.chance(0.05)
        ? '  - null'
        : randomVersion(name, random, isFaulty),
    ),
  ];
}

function randomVersion(name, random, isFaulty) {
  const version = [1, 2, 3].map(() => random.pick(PARTS.slice(0, 4))).join('.');
  const text = isFaulty && random.chance(0.1) ? random.pick(PARTS) : version;
  const fields = {
    name: JSON.stringify(name || 'web'),
    version: `"${random.pick(['', 'v'])}${text}${random.pick(TAILS)}"`,
  };
  const others = random.some(Object.keys(FIELDS), 0, 3);
  for (const field of others) {
    const values = FIELDS[field];
    const value =
      isFaulty && random.chance(0.2) ? random.pick(values) : values[0];
    if (value !== undefined) fields[field] = value;
  }
  if (isFaulty && random.chance(0.03)) fields.unknown = '1';
  return Object.entries(fields)
    .map(([key, value], index) => `${index ? '    ' : '  - '}${key}: ${value}`)
    .join('\n');
}
