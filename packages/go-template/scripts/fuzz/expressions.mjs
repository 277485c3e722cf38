import { CALLS, SHAPES } from './functions.mjs';
import { randomFormat } from './formats.mjs';
import { PATHS } from './randomData.mjs';
import { goLiteral, randomKey, randomText } from './randomText.mjs';

const GOOD_REGEX = [
  ...[
    '"[a-z]+"',
    '"(\\\\w)(\\\\w)"',
    '"x*"',
    '"\\\\s+"',
    '"^.*$"',
    '"[^a-zA-Z0-9]"',
    '""',
  ],
  ...[
    '"(?i)HELLO"',
    '"(?P<n>[aeiou])"',
    '"a|b|"',
    '"[[:digit:]]{1,2}"',
    '"\\\\b"',
    '"(?m)^"',
  ],
  ...[
    '"\\\\pL+?"',
    '"(a)(b)?"',
    '"\\\\x41"',
    '"é|✓"',
    '"."',
    '"(?s).+"',
    '"[^\\\\x00-\\\\x7f]"',
  ],
];
/** Literals of the kinds that are written down as they are. */
const LITERALS = {
  small: ['-3', '-1', '0', '1', '2', '3', '5', '12'],
  count: ['0', '1', '2', '3', '4', '7', '12'],
  size: ['1', '2', '3', '4', '1', '2', '3', '4', '0'],
  step: ['1', '2', '-1', '3'],
  places: ['0', '1', '2', '3', '5'],
  digits: [
    '"12"',
    '"-7"',
    '"0755"',
    '"1_0"',
    '"+3"',
    '"007"',
    '"9999999999999999999"',
  ],
  positive: ['1', '3', '7', '4', '10', '"4"', '-2', '3', '7', '100', '0'],
  base64: [
    '"aGVsbG8="',
    '"/+8="',
    '"gIE="',
    '"w6k="',
    '"aGk"',
    '"8J+YgA=="',
    '"//8AgQ=="',
  ],
  base32: ['"NBSWY3DP"', '"MFRGG==="', '"74======"', '"x"'],
  path: [
    '"/a/b/../c.txt"',
    '"a//b/"',
    '"./x.tar.gz"',
    '"../.."',
    '""',
    '"/"',
    '"a/b"',
    '".bashrc"',
  ],
  regex: [
    ...GOOD_REGEX,
    ...GOOD_REGEX,
    '"[a-"',
    '"(?=x)"',
    '"*"',
    '"a{2"',
    '"(?P<n"',
  ],
  goodRegex: GOOD_REGEX,
  expansion: [
    '"-"',
    '"$1"',
    '"${1}_"',
    '""',
    '"$0$0"',
    '"$n"',
    '"${n}x"',
    '"$$"',
    '"$2$1"',
    '"$1x"',
  ],
  layout: [
    ...[
      '"2006-01-02"',
      '"2006-01-02T15:04:05Z07:00"',
      '"Mon Jan _2 15:04:05 2006"',
    ],
    ...[
      '"02 Jan 06 3:04PM"',
      '"Monday, January 2 2006 .000 pm"',
      '"20060102150405"',
    ],
    ...[
      '"2006-01-02 15:04:05.999999999 -0700 MST"',
      '"__2 002 05.00 Z0700"',
      '"x"',
    ],
  ],
  date: [
    '"2024-02-29"',
    '"1999-12-31"',
    '"0001-01-01"',
    '"2023-06-15"',
    '"9999-12-31"',
  ],
  duration: [
    '"1h30m"',
    '"-2.5s"',
    '"36h"',
    '"1ms2us3ns"',
    '"9000h"',
    '".5m"',
    '"0"',
  ],
  goodJson: [
    '"{\\"a\\":1}"',
    '"[true]"',
    '"\\"x\\""',
    '"12345678901234567890"',
    '" null "',
    '"-1.5e-3"',
  ],
  dateText: [
    '"2024-02-29"',
    '"1999-12-31"',
    '"2023-02-29"',
    '"x"',
    '"2006-1-2"',
  ],
  zone: [
    '"UTC"',
    '"Europe/Berlin"',
    '"America/New_York"',
    '"Asia/Kolkata"',
    '"Nowhere/X"',
    '""',
  ],
  span: [
    '"1h30m"',
    '"-2.5s"',
    '"45"',
    '"36h"',
    '"1ms2us3ns"',
    '"9000h"',
    '".5m"',
    '"x"',
  ],
  seconds: ['"95"', '"3723"', '"-7"', '"x"', '(int64 95)', '45', '"0"'],
  passwordKind: ['"long"', '"pin"', '"maximum"', '"basic"', '"x"'],
  version: [
    '"1.2.3"',
    '"v1.2"',
    '"2.0.0-rc.1"',
    '"1.2.3+b5"',
    '"0.3.7"',
    '"4"',
  ],
  constraint: [
    ...[
      '">=1.2"',
      '"^1"',
      '"~1.2.0"',
      '"1.x"',
      '"*"',
      '">1.0 <2.0"',
      '"1 - 3"',
      '"!=1.2.3"',
    ],
    ...[
      '">=1.0.0-0"',
      '"^0.3"',
      '"~0"',
      '"=<2 || >4"',
      '"~> 1.2"',
      '"<1.2.x"',
      '"x"',
      '"bad"',
    ],
  ],
  typeName: [
    '"string"',
    '"int"',
    '"float64"',
    '"[]interface {}"',
    '"map[string]interface {}"',
    '"time.Time"',
  ],
  kindName: [
    '"string"',
    '"int"',
    '"float64"',
    '"slice"',
    '"map"',
    '"bool"',
    '"invalid"',
    '"struct"',
  ],
  urlText: [
    '"https://u:p@h.io:81/a/b?q=1#f"',
    '"//h/p"',
    '"mailto:a@b"',
    '"/p?x=%20y"',
    '"a b"',
    '"http://[::1]:2"',
  ],
  yamlList: [
    '"[1, a, {b: c}]"',
    '"- 1\\n- x: yes"',
    '"a: b"',
    '"[1"',
    '"# none"',
  ],
  yamlDict: [
    '"a: 1\\nb: [x, 2.5]"',
    '"{a: {b: null}}"',
    '"- 1"',
    '"a: b: c"',
    '"a: 0x1f\\nb: 1e3\\nc: 010"',
    '""',
  ],
  jsonList: ['"[1,2.5,\\"x\\"]"', '"{}"', '"[1"', '"null"'],
  jsonDict: [
    '"{\\"a\\":{\\"b\\":[1]}}"',
    '"[1]"',
    '"{\\"a\\":1e400}"',
    '"{a:1}"',
    '"null"',
  ],
  json: [
    '"{\\"a\\":1}"',
    '"[true]"',
    '"\\"x\\""',
    '"12345678901234567890"',
    '"{"',
  ],
  tomlDict: [
    ...[
      '"a = 1\\nb = \\"x\\""',
      '"[t]\\nx = [1, 2]\\n[[u]]\\ny = 1.5"',
      '"d = 2024-01-02"',
    ],
    ...[
      '"a.b.c = true"',
      '"a ="',
      '"a = 1\\na = 2"',
      "\"s = '''\\nx'''\"",
      '"i = 0xff\\nf = 1e3"',
    ],
  ],
  nil: ['nil', '$.nil', '$.nope'],
  root: ['$'],
};
const ANY_KINDS = [
  [4, 'string'],
  [2, 'int'],
  [2, 'number'],
  [1, 'bool'],
  [2, 'list'],
  [2, 'dict'],
  [1, 'time'],
  [2, 'any'],
];

/**
 * Makes expressions of a wanted kind. Every result is a tree of texts, so
 * that the shrinker can leave out parts of it.
 */
export class Expressions {
  /**
   * `scope` says what is in sight: variables (`{ name, kind }`), whether `$`
   * is the data, names that include may call, and the kind of dot.
   */
  constructor(random) {
    this.random = random;
    this.scope = {
      variables: [],
      hasRoot: true,
      templates: [],
      dot: undefined,
    };
  }

  /** An operand: a word, or a call in parentheses. */
  operand(kind, depth) {
    const { random } = this;
    const literals = LITERALS[kind];
    if (literals) return [random.pick(literals)];
    const special = this.special(kind, depth);
    if (special) return special;
    if (depth <= 0 || random.chance(0.3)) return this.leaf(kind);
    return ['(', this.call(kind, depth - 1), ')'];
  }

  /** Kinds that are made of others. */
  special(kind, depth) {
    const { random } = this;
    switch (kind) {
      case 'word':
        return [goLiteral(random, randomKey(random))];
      case 'key':
        return [
          random.chance(0.6)
            ? random.pick(['"a"', '"b"', '"deep"', '"er"'])
            : goLiteral(random, randomKey(random)),
        ];
      case 'finite':
        return [
          random.pick([
            '1',
            '2.5',
            '-3',
            '0.1',
            '"1.25"',
            '$.f',
            '$.i',
            '1e6',
            '7',
          ]),
        ];
      case 'plain':
        return this.operand(
          random.pick(['string', 'int', 'bool', 'dict', 'list']),
          depth,
        );
      case 'fresh':
        return ['(deepCopy ', this.operand('dict', depth - 1), ')'];
      case 'moment':
        return this.operand(random.pick(['time', 'time', 'int']), depth);
      case 'strings':
        return ['(splitList "," ', this.operand('string', depth - 1), ')'];
      case 'bytes':
        return ['$.bytes'];
      case 'url':
        return ['(urlParse ', this.operand('urlText', 0), ')'];
      case 'snippet':
        return [goLiteral(random, `<{{ ${text(this.alone('string', 1))} }}>`)];
      case 'template':
        return [
          goLiteral(random, random.pick([...this.scope.templates, 'leaf'])),
        ];
      case 'any':
        return random.chance(0.25)
          ? this.leaf('any')
          : this.operand(random.weighted(ANY_KINDS), depth);
      default:
        return undefined;
    }
  }

  /** An expression for a text that a template of its own will hold. */
  alone(kind, depth) {
    const { scope } = this;
    this.scope = { ...scope, variables: [], dot: undefined };
    const expression = this.call(kind, depth);
    this.scope = scope;
    return expression;
  }

  /** A word without arguments: a path, a variable, dot or a literal. */
  leaf(kind) {
    const { random, scope } = this;
    const choices = [];
    const variables = scope.variables.filter(
      variable => variable.kind === kind,
    );
    if (variables.length > 0)
      choices.push([3, `$${random.pick(variables).name}`]);
    if (scope.dot === kind) choices.push([3, '.']);
    if (scope.hasRoot && PATHS[kind])
      choices.push([5, `$.${random.pick(PATHS[kind])}`]);
    choices.push([2, this.literal(kind)]);
    return [random.weighted(choices)];
  }

  literal(kind) {
    const { random } = this;
    switch (kind) {
      case 'bool':
        return random.pick(['true', 'false']);
      case 'int':
        return random.pick([
          '0',
          '1',
          '-3',
          '7',
          '42',
          '0x1F',
          "'c'",
          '1_000',
          '0b11',
        ]);
      case 'number':
        return random.pick([
          '0',
          '1',
          '-2',
          '2.5',
          '1e3',
          '1e21',
          '.5',
          '100000000',
          '"12"',
          '3.0',
        ]);
      case 'list':
        return random.pick([
          '(list)',
          '(list 1 "b" 2.5)',
          '(list "b" "a" "c" "a")',
          '(until 3)',
        ]);
      case 'dict':
        return random.pick([
          '(dict)',
          '(dict "a" 1)',
          '(dict "a" (dict "b" 2) "k" "v")',
        ]);
      case 'time':
        return '(toDate "2006-01-02" "2024-02-29")';
      case 'any':
        return random.pick([
          'nil',
          '"x"',
          '1',
          '2.5',
          'true',
          '(list)',
          '(dict)',
          '"\\xff\\x80z"',
        ]);
      default:
        return goLiteral(random, randomText(random));
    }
  }

  /** A call without its parentheses; sometimes with the last argument piped. */
  call(kind, depth) {
    const { random } = this;
    if (kind === 'any' && random.chance(0.15))
      return this.fill(random.pick(SHAPES), depth);
    if (kind === 'string' && random.chance(0.12)) return this.printf(depth);
    return this.fill(random.pick(CALLS[kind]), depth);
  }

  /** A line of functions.mjs with its kinds replaced by expressions; the last one may be piped. */
  fill(line, depth) {
    const parts = line
      .split(/<(\w+)>/)
      .map((part, i) => (i % 2 === 1 ? this.operand(part, depth) : part));
    const canPipe = /^\w+ .*<\w+>$/.test(line) && !/[()|]/.test(line);
    if (!canPipe || !this.random.chance(0.25)) return parts;
    const last = parts[parts.length - 2];
    return [last, ' | ', parts.slice(0, -2)];
  }

  printf(depth) {
    const { format, kinds } = randomFormat(this.random);
    const parts = ['printf ', [goLiteral(this.random, format)]];
    for (const kind of kinds) parts.push(' ', this.operand(kind, depth));
    return parts;
  }
}

/** The text of a tree. */
export function text(tree) {
  return typeof tree === 'string' ? tree : tree.map(text).join('');
}
