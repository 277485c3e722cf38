import { Expressions, text } from './expressions.mjs';

const KINDS = [
  'string',
  'string',
  'number',
  'int',
  'bool',
  'list',
  'dict',
  'any',
  'time',
];
const TEXTS = [
  'text',
  ' ',
  '\n',
  ' a b ',
  '}',
  '{ ',
  '\n  - x: ',
  '}}',
  '\t\n',
  'é✓',
  '"',
];
const NAMES = ['x', 'y', 'value', '_z1'];

/** Makes whole templates: statements around typed expressions. */
export class Templates {
  constructor(random) {
    this.random = random;
    this.expressions = new Expressions(random);
  }

  get scope() {
    return this.expressions.scope;
  }

  /** Runs `make` with another scope. */
  within(changes, make) {
    const outer = this.scope;
    this.expressions.scope = {
      ...outer,
      variables: [...outer.variables],
      ...changes,
    };
    const made = make();
    this.expressions.scope = outer;
    return made;
  }

  tag(...parts) {
    const { random } = this;
    const open = random.chance(0.12) ? '{{- ' : random.pick(['{{ ', '{{']);
    const close = random.chance(0.12) ? ' -}}' : random.pick([' }}', '}}']);
    return [open, ...parts, close];
  }

  /** A template with the ones it defines, and one call of each of `lines`. */
  template(lines) {
    const { random } = this;
    const names = random.times(
      random.chance(0.3) ? random.between(1, 2) : 0,
      i => `t${i}`,
    );
    const definitions = names.map((name, i) => {
      // A template includes the ones before it only, so that none recurses.
      const known = names.slice(0, i);
      const body = this.within({ variables: [], templates: known }, () =>
        this.block(1),
      );
      return [this.tag(`define "${name}"`), body, this.tag('end')];
    });
    const leaf = ['{{ define "leaf" }}<{{ typeOf . }}>{{ end }}'];
    const body = this.within({ templates: names }, () => [
      this.block(2),
      lines.map(line => this.tag(this.expressions.fill(line, 1))),
    ]);
    return [leaf, definitions, body];
  }

  block(depth) {
    const { random } = this;
    return this.within({}, () =>
      random.times(random.between(1, 2), () => this.node(depth)),
    );
  }

  node(depth) {
    const { random } = this;
    const kinds = [
      [3, () => [random.pick(TEXTS)]],
      [12, () => this.action()],
      [3, () => this.declaration()],
      [
        1,
        () => [
          random.pick(['{{/* a comment */}}', '{{- /* }} */ -}}', '{{/**/}}']),
        ],
      ],
    ];
    if (depth > 0) {
      kinds.push(
        [4, () => this.condition(depth)],
        [3, () => this.withBlock(depth)],
      );
      kinds.push([5, () => this.range(depth)], [2, () => this.named(depth)]);
    }
    return random.weighted(kinds)();
  }

  expression(kind, depth = 2) {
    const { random, expressions } = this;
    return random.chance(0.2)
      ? expressions.leaf(kind)
      : expressions.call(kind, depth);
  }

  action() {
    const expression = this.expression(this.random.pick(KINDS));
    return this.tag(text(expression) === 'nil' ? '$.nil' : expression);
  }

  declaration() {
    const { random, scope } = this;
    const kind = random.pick(KINDS);
    const known = scope.variables.filter(
      variable => variable.kind === kind && !variable.isOuter,
    );
    const value = this.expression(kind);
    if (known.length > 0 && random.chance(0.5)) {
      return this.tag(`$${random.pick(known).name} = `, value);
    }
    const name = random.pick(NAMES);
    const made = [this.tag(`$${name} := `, value), this.tag(`$${name}`)];
    this.declare(name, kind);
    return made;
  }

  declare(name, kind) {
    const { scope } = this;
    scope.variables = scope.variables.filter(
      variable => variable.name !== name,
    );
    scope.variables.push({ name, kind });
  }

  otherwise(depth) {
    const { random } = this;
    const roll = random.next();
    if (roll < 0.55) return [];
    if (roll < 0.7) {
      const body = () => this.block(depth - 1);
      return [
        this.tag('else if ', this.expression('bool', 1)),
        body(),
        this.tag('else'),
        body(),
      ];
    }
    return [this.tag('else'), this.block(depth - 1)];
  }

  condition(depth) {
    const kind = this.random.pick(['bool', 'bool', 'any', 'string']);
    const head = this.tag('if ', this.expression(kind));
    return [
      head,
      this.block(depth - 1),
      this.otherwise(depth),
      this.tag('end'),
    ];
  }

  withBlock(depth) {
    const { random } = this;
    const kind = random.pick([
      'dict',
      'string',
      'list',
      'number',
      'time',
      'any',
    ]);
    const value = this.expression(kind);
    const name = random.chance(0.4) ? random.pick(NAMES) : undefined;
    const body = this.within({ dot: kind }, () => {
      if (name) this.declare(name, kind);
      return this.block(depth - 1);
    });
    const other = random.chance(0.3)
      ? [
          this.tag('else with ', this.expression('string', 1)),
          '{{ . }}',
          this.tag('else'),
          this.block(depth - 1),
        ]
      : [];
    return [
      this.tag('with ', name ? `$${name} := ` : '', value),
      body,
      other,
      this.tag('end'),
    ];
  }

  range(depth) {
    const { random } = this;
    const kind = random.pick(['list', 'list', 'dict', 'dict', 'count']);
    const value =
      kind === 'count'
        ? this.expressions.operand('count', 0)
        : this.expression(kind);
    const [head, variables] = random.weighted([
      [3, ['', []]],
      [2, ['$e := ', [['e', kind === 'count' ? 'int' : 'any']]]],
      [
        kind === 'count' ? 0 : 4,
        [
          '$i, $e := ',
          [
            ['i', kind === 'dict' ? 'string' : 'int'],
            ['e', 'any'],
          ],
        ],
      ],
    ]);
    const body = this.within({ dot: kind === 'count' ? 'int' : 'any' }, () => {
      variables.forEach(([name, of]) => this.declare(name, of));
      return [this.block(depth - 1), this.stop()];
    });
    const shown = [
      '{{ . }}',
      '{{ . | toJson }};',
      variables.map(([name]) => `{{ $${name} }},`),
    ];
    const other = random.chance(0.4)
      ? [this.tag('else'), this.block(depth - 1)]
      : [];
    return [
      this.tag('range ', head, value),
      random.pick(shown),
      body,
      other,
      this.tag('end'),
    ];
  }

  stop() {
    const { random } = this;
    if (random.chance(0.75)) return [];
    const word = random.pick(['break', 'continue']);
    const condition = random.chance(0.5) ? this.expression('bool', 1) : ['.'];
    return [
      this.tag('if ', condition),
      this.tag(word),
      this.tag('end'),
      'after;',
    ];
  }

  /** define with template, block, include or tpl. */
  named(depth) {
    const { random, scope } = this;
    if (!scope.hasRoot) return this.action();
    const roll = random.next();
    if (roll < 0.3 && scope.templates.length > 0) {
      return this.tag(`template "${random.pick(scope.templates)}" $`);
    }
    if (roll < 0.5)
      return this.tag('template "leaf" ', this.expression('any', 1));
    if (roll < 0.7) {
      const body = this.within({ variables: [], dot: undefined }, () =>
        this.block(depth - 1),
      );
      return [
        this.tag(`block "b${random.between(0, 99)}" $`),
        body,
        this.tag('end'),
      ];
    }
    const call = ['include ', this.expressions.operand('template', 0), ' $'];
    return this.tag(call, random.pick([[' | indent 2'], [' | upper'], ['']]));
  }
}

/** Small faults of the kind that people make, for the texts of errors. */
export function withMistake(random, template) {
  const at = random.between(0, template.length);
  switch (random.between(0, 6)) {
    case 0:
      return template.slice(0, at) + template.slice(at + random.between(1, 3));
    case 1:
      return (
        template.slice(0, at) +
        random.pick([
          ...'{}()|.$"`,:= \n\\x',
          '{{',
          '}}',
          '{{ end }}',
          ' nil ',
          ' 1i ',
        ]) +
        template.slice(at)
      );
    case 2:
      return template.replace(/\$\.(\w+)/, '$.$1.more');
    case 3:
      return template.replace(
        /"[^"]*"/,
        random.pick(['1', 'nil', '$.l', '$.m', '2.5', '$.nope']),
      );
    case 4:
      return template.replace(
        /\b(upper|len|add|list|default|toYaml|print)\b/,
        random.pick([
          'nosuch',
          'index',
          'semver',
          'trunc',
          'first',
          'required "r"',
          'fail',
          'html',
          'slice',
          'lt',
          'call',
          'eq',
        ]),
      );
    case 5:
      return `${template}{{ ${random.pick([
        'fail "no"',
        'required "r" $.nil',
        '.a.b.c',
        'template "none"',
        'include "none" .',
        'index $.l 9',
        'div 1 0',
        'tpl "{{" .',
        'call $.s',
        '1 2',
        '.s.x',
        'len 3',
        'lt 1 "a"',
        'eq $.m 1',
      ])} }}`;
    default:
      return template.slice(0, at);
  }
}

export { text };
