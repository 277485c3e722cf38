import type { Random } from '@backstage-gitops/random';

const SCALARS = [
  'text',
  'a text of some words, with a comma',
  'https://example.com/a?b=c&d',
  '"quoted: text"',
  '"a \\"b\\" \\u00e9 \\t\\n c"',
  '"\\ud83d\\ude00"',
  '"\\x41\\_"',
  "'it''s'",
  "''",
  '""',
  '1.2.3',
  '1.10',
  '1e3',
  '0x1f',
  '010',
  '1_000',
  '1:20',
  '2024-01-02',
  '18.x.x',
  '1.x',
  'true',
  'y',
  'No',
  'null',
  '~',
  '.inf',
  '.net',
  '-1',
  '-x',
  '- x',
  '=',
  '<<',
  '<a>',
  '@a',
  '*a',
  '&a b',
  '!!str 5',
  '[]',
  '{}',
  '[a, b]',
  '{a: b}',
  'a: b',
  'a:b',
  'a #b',
  'a#b',
  'a ',
  '# comment',
  'ünï',
  'a\u2028b',
  'a\u00a0b',
  'a\tb',
  '☃ 😀',
  '',
  '|\n        literal\n          more\n        end',
  '|-\n        stripped\n\n        end\n',
  '|+\n        kept\n\n',
  '|\n\n        leading',
  '|2\n        indent',
  '>\n        folded\n        text',
  'folded\n        over lines',
  'folded\n        over: lines',
  'folded\n\n        over lines',
  '"folded\n        over \\\n        \\  lines"',
  '"folded\n\n        over"',
  "'folded\n        it''s'",
  '"not closed',
];
const NAMES = ['web', 'Web', 'a.b', 'on', '"10"', "'x'", 'ü', '9', 'a b'];
const VERSIONS = [
  ...['1.0.0', '1.2.0', '1.10.0', '2.0.0-rc.1', '1.0.0+b', '1.0.0+a', '"1.2"'],
  ...['v1.0.0', 'one', '01.0.0', '1.0', '""', '1.2.0'],
];
const TIMES = [
  '"2024-01-02T03:04:05.120Z"',
  '2024-01-02T03:04:05Z',
  '"2024-02-30T03:04:05Z"',
  '"2024-02-29T03:04:05+00:00"',
  '2024-01-02',
];
const TEXT_FIELDS = [
  ...['home', 'description', 'icon', 'apiVersion', 'condition', 'tags'],
  ...['appVersion', 'kubeVersion', 'type', 'digest', 'url', 'engine'],
];
const OTHER_FIELDS = [
  'Home: a',
  'unknown: a',
  'deprecated: true',
  'removed: false',
  'deprecated: yes',
  'type: library',
  'type: other',
  'keywords:\n    - a\n    - b',
  'keywords:\n      - a\n      - b',
  'keywords: []',
  'sources:',
  'urls:\n    - a-1.tgz\n    - https://example.com/b.tgz',
  'urls:\n    - a: b',
  'maintainers:\n    - email: a@b\n      name: Ann',
  'maintainers:\n    - name: Ann\n      name: Ann',
  'maintainers:\n    - {}',
  'maintainers:\n    -',
  'annotations:\n      b: "1"\n      a: x',
  'annotations:\n      a: x\n      a: y',
  'annotations:\n      yes: x',
  'annotations:\n      a/b.c: |\n        x\n      d: 1',
  'annotations: {}',
  'dependencies:\n    - name: a\n      version: 1.x\n      repository: r\n      tags:\n      - t\n      enabled: true',
  'dependencies:\n    - name: a\n      alias: "?"',
  'dependencies:\n    - name: a\n      import-values:\n      - a\n      - child: b\n        parent: c',
  'dependencies:\n    - name: a\n      import-values:\n      - a',
];
const TAILS = [
  '',
  '',
  'generated: "2024-01-02T03:04:05Z"\n',
  'generated: 5\n',
  'serverInfo:\n  contextPath: /a\n  entries: {}\n',
  'annotations:\n  web: x\n',
  'entries: {}\n',
  'publicKeys:\n- a\n',
  '# end\n',
  '---\na: b\n',
  '...\n',
];

function randomField(random: Random): string {
  const text = () =>
    `${random.pick(TEXT_FIELDS)}: ${random.pick(
      random.chance(0.85) ? SCALARS.slice(0, 5) : SCALARS,
    )}`;
  return random.chance(0.75) ? text() : random.pick(OTHER_FIELDS);
}

function randomVersion(random: Random, indent: string): string {
  const fields = [
    `name: ${random.chance(0.98) ? 'web' : random.pick(SCALARS)}`,
    `version: ${random.pick(
      random.chance(0.95) ? VERSIONS.slice(0, 6) : VERSIONS,
    )}`,
    ...(random.chance(0.5) ? [`created: ${random.pick(TIMES)}`] : []),
    ...Array.from({ length: random.below(3) }, () => randomField(random)),
  ];
  if (random.chance(0.8)) fields.sort();
  return `${indent}- ${fields
    .map(field => field.replaceAll('\n    ', `\n${indent}  `))
    .join(`\n${indent}  `)}\n`;
}

function randomEntry(random: Random, index: number): string {
  const name = random.chance(0.85) ? `chart-${index}` : random.pick(NAMES);
  if (random.chance(0.05))
    return `  ${name}: ${random.pick(['[]', 'null', '', 'x'])}\n`;
  const indent = random.chance(0.8) ? '  ' : '    ';
  const versions = Array.from({ length: 1 + random.below(4) }, () =>
    randomVersion(random, indent),
  );
  return `  ${name}:\n${versions.join('')}`;
}

/** Changes a few characters or lines. */
function mutate(random: Random, text: string): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  switch (random.below(6)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(at, 0, lines[random.below(lines.length)]);
      break;
    case 2:
      lines[at] = ` ${lines[at]}`;
      break;
    case 3:
      lines[at] = lines[at].slice(1);
      break;
    case 4:
      lines.splice(at, 0, random.pick(['', '  ', '# x', '\t', '  # x']));
      break;
    default:
      lines[at] += random.pick([' ', ' # x', ':', '\r', '"', "'", '  x']);
  }
  return lines.join('\n');
}

/** An index as Helm writes it, more or less. */
export function randomIndexText(random: Random): string {
  const head = random.chance(0.95) ? 'apiVersion: v1\n' : '# nothing\n';
  const entries = Array.from({ length: random.below(4) }, (_, index) =>
    randomEntry(random, random.chance(0.9) ? index : 9 - index),
  );
  const text = `${head}entries:\n${entries.join('')}${random.pick(TAILS)}`;
  return random.chance(0.25) ? mutate(random, text) : text;
}
