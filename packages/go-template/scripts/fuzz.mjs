// Compares random templates with Go:
//
//   node packages/go-template/scripts/fuzz.mjs [--seed 1] [--count 10000]
//
// Needs Go (for the judge in test/oracle/go-template). Prints every difference
// after shrinking its template; the exit code is 1 when there is one.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports -- the loader that all benchmarks share
import { load } from '../../../benchmarks/load.mjs';
import { askOracle, buildOracle } from './oracle.mjs';

const room = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '10000' },
  },
});
const BATCH = 200;
const { data } = JSON.parse(
  readFileSync(join(room, 'testdata/strings.json'), 'utf8'),
);
const { runCase } = await load(join(room, 'src/testing/runCase.ts'));

let state = Number(options.seed) * 7919;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = list => list[Math.floor(random() * list.length)];
const chance = share => random() < share;

const FIELDS = [
  ...['.s', '.e', '.t', '.f', '.n', '.z', '.fl', '.i', '.i64', '.num'],
  ...['.nil', '.list', '.mixed', '.strs', '.none', '.m', '.m.a.deep', '.m.a'],
  ...['.em', '.sm', '.bytes', '.dur', '.people', '.uni', '.nope', '.m.nope.x'],
  ...['$', '$.s', '.'],
];
const LITERALS = [
  ...['1', '0', '-3', '2.5', '1e3', '0x1F', '"a"', '""', '"x,y"', '`raw`'],
  ...['true', 'false', 'nil', "'c'", '"%v-%d"', '"héllo"', '"2"', '"v1.2.3"'],
];
/** Names with how many arguments they take; wrong counts are tried too. */
const FUNCTIONS = {
  0: ['list', 'dict'],
  1: [
    ...['len', 'not', 'html', 'js', 'urlquery', 'print', 'println', 'upper'],
    ...['lower', 'title', 'untitle', 'trim', 'quote', 'squote', 'toString'],
    ...['kindOf', 'typeOf', 'int', 'int64', 'float64', 'toDecimal', 'first'],
    ...['last', 'rest', 'initial', 'reverse', 'uniq', 'compact', 'sortAlpha'],
    ...['toJson', 'toPrettyJson', 'toYaml', 'fromYaml', 'fromJson', 'b64enc'],
    ...[
      'b64dec',
      'sha256sum',
      'adler32sum',
      'snakecase',
      'camelcase',
      'nospace',
    ],
    ...['kebabcase', 'swapcase', 'initials', 'empty', 'abs', 'floor', 'ceil'],
    ...['add1', 'deepCopy', 'toStrings', 'semver', 'base', 'dir', 'ext'],
    ...[
      'splitList ","',
      'join ","',
      'quote',
      'fail',
      'isAbs',
      'clean',
      'toToml',
    ],
  ],
  2: [
    ...[
      'eq',
      'ne',
      'lt',
      'le',
      'gt',
      'ge',
      'and',
      'or',
      'index',
      'slice',
      'add',
    ],
    ...[
      'sub',
      'mul',
      'div',
      'mod',
      'max',
      'min',
      'default',
      'coalesce',
      'list',
    ],
    ...['trunc', 'indent', 'nindent', 'contains', 'hasPrefix', 'hasSuffix'],
    ...['trimPrefix', 'trimSuffix', 'trimAll', 'join', 'has', 'append'],
    ...[
      'prepend',
      'without',
      'concat',
      'get',
      'hasKey',
      'unset',
      'pluck',
      'omit',
    ],
    ...[
      'pick',
      'merge',
      'mergeOverwrite',
      'dict',
      'printf',
      'print',
      'required',
    ],
    ...['split', 'splitList', 'cat', 'wrap', 'abbrev', 'kindIs', 'typeIs'],
    ...['semverCompare', 'regexMatch', 'regexFind', 'ternary "y" "n"', 'round'],
    ...['dig "a" "deep"', 'set .em "k"', 'plural "one" "many"'],
  ],
  3: [
    'replace',
    'substr',
    'ternary',
    'printf',
    'regexReplaceAll',
    'slice',
    'dict',
  ],
};

function operand(depth) {
  const roll = random();
  if (depth > 0 && roll < 0.3) return ['(', call(depth - 1), ')'];
  return [roll < 0.65 ? pick(FIELDS) : pick(LITERALS)];
}

function call(depth) {
  if (chance(0.2)) return operand(depth);
  const count = pick(['1', '1', '2', '2', '2', '3', '0']);
  const given = chance(0.05) ? Number(count) + 1 : Number(count);
  const parts = [pick(FUNCTIONS[count])];
  for (let index = 0; index < given; index++) parts.push(' ', operand(depth));
  return parts;
}

function pipeline(depth) {
  const parts = [call(depth)];
  while (chance(0.25))
    parts.push(' | ', pick(FUNCTIONS[pick(['1', '1', '2'])]));
  return parts;
}

const open = () => (chance(0.15) ? '{{- ' : '{{ ');
const close = () => (chance(0.15) ? ' -}}' : ' }}');
const tag = (...parts) => [open(), ...parts, close()];

function block(depth) {
  const parts = [];
  for (let index = 0; index < 1 + random() * 2; index++)
    parts.push(node(depth));
  return parts;
}

function node(depth) {
  const roll = random();
  if (roll < 0.2) return [pick(['text', ' ', '\n', ' a b ', '}', '{'])];
  if (depth === 0 || roll < 0.6) return tag(pipeline(2));
  const body = block(depth - 1);
  const other = chance(0.4) ? [tag('else'), block(depth - 1)] : [];
  if (roll < 0.72) return [tag('if ', pipeline(1)), body, other, tag('end')];
  if (roll < 0.8) return [tag('with ', pipeline(1)), body, other, tag('end')];
  if (roll < 0.92) {
    const head = pick(['range ', 'range $k, $v := ', 'range $v := ']);
    const stop = chance(0.15) ? tag(pick(['break', 'continue'])) : [];
    return [tag(head, pipeline(1)), body, stop, other, tag('end')];
  }
  return [
    tag('$x := ', pipeline(1)),
    tag(pick(['$x', '$x | toString', 'len $x'])),
    chance(0.3) ? tag('$x = ', pipeline(1)) : [],
  ];
}

const textOf = tree =>
  typeof tree === 'string' ? tree : tree.map(textOf).join('');
/** Bytes that are not UTF-8 come out of Go's JSON as U+FFFD. */
const shown = text =>
  text?.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    '\ufffd',
  );
const missingKeys = [undefined, undefined, 'zero', 'error'];

function ours(request) {
  try {
    const { output, error } = runCase(request);
    return { output: shown(output), error };
  } catch (error) {
    return { crashed: String(error?.stack ?? error) };
  }
}
const differs = (theirs, own) =>
  own.crashed !== undefined ||
  theirs.output !== own.output ||
  theirs.error !== own.error;

const judge = buildOracle();
if (judge === undefined) {
  process.stderr.write('fuzz: needs Go\n');
  process.exit(1);
}
const ask = cases => askOracle(judge, cases);

/** Leaves out what the difference does not need. */
function shrink(tree, request) {
  const stillDiffers = candidate => {
    const smaller = { ...request, template: textOf(candidate) };
    return differs(ask([smaller])[0], ours(smaller));
  };
  const current = tree;
  for (let changed = true; changed; ) {
    changed = false;
    const lists = [];
    (function gather(part) {
      if (typeof part === 'string') return;
      lists.push(part);
      part.forEach(gather);
    })(current);
    for (const list of lists) {
      for (let index = list.length - 1; index >= 0; index--) {
        const [removed] = list.splice(index, 1);
        if (removed.length > 0 && stillDiffers(current)) changed = true;
        else list.splice(index, 0, removed);
      }
    }
  }
  return textOf(current);
}

let same = 0;
let rendered = 0;
let unanswered = 0;
const found = [];
for (let done = 0; done < Number(options.count); done += BATCH) {
  const trees = Array.from({ length: BATCH }, () => block(3));
  const cases = trees.map(tree => ({
    template: textOf(tree),
    missingKey: pick(missingKeys),
    data,
  }));
  const answers = ask(cases);
  unanswered += cases.length - answers.length;
  for (const [index, theirs] of answers.entries()) {
    const own = ours(cases[index]);
    if (differs(theirs, own)) found.push([trees[index], cases[index]]);
    else same++;
    if (theirs.error === undefined) rendered++;
  }
}
for (const [tree, request] of found.slice(0, 20)) {
  const template = shrink(tree, request);
  const smaller = { ...request, template };
  const { data: _, ...theirs } = ask([smaller])[0];
  process.stdout.write(
    `${JSON.stringify({
      template,
      missingKey: request.missingKey,
      theirs,
      ours: ours(smaller),
    })}\n`,
  );
}
process.stdout.write(
  `${same} same (${rendered} without an error), ${found.length} different, ${unanswered} not answered by Go in time\n`,
);
process.exitCode = found.length === 0 ? 0 : 1;
