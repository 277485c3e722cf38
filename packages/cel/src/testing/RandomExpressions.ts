import type { Random } from '@backstage-gitops/random';
import type { Mode, Question } from './answer';

type Kind =
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'int'
  | 'list'
  | 'map'
  | 'string'
  | 'timestamp'
  | 'uint';

const TEXTS = ['', 'a', 'b', 'abc', 'Ready', 'é', '😀x', 'a,b', '1', 'a-b.c'];
const NAMES = ['a', 'b', 'phase', 'list', 'map', 'count', 'nope'];
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', '+01:30', '-02:00'];
const DURATIONS = ['1s', '1h30m', '-2.5s', '0', '100ms', '1us', '36h'];
const TIMES = [
  '2024-02-29T12:30:45Z',
  '1969-12-31T23:59:59.5+01:00',
  '2026-07-01T00:00:00.123456789Z',
  '0001-01-01T00:00:00Z',
];
const QUANTITIES = ['1', '1.5Gi', '100m', '-2k', '1e3', 'x', '0.0000000001'];
const VERSIONS = ['1.2.3', '1.2.3-rc.1', 'v1', '01.2', '1.2.3+b', '1'];
const ADDRESSES = [
  '127.0.0.1',
  '::1',
  'fe80::1',
  '10.0.0.1',
  '1:2::3',
  '1.2.3',
];
const RANGES = ['10.0.0.0/8', '::/0', '10.0.0.1/24', 'fe80::/10', '1.1.1.1'];
const URLS = [
  'https://example.com:80/a?b=c&b=d',
  '/a/b',
  'http://[::1]:8080/x%20y',
  'a',
];
const PATTERNS = ['a+', '^[a-z]*$', '.', '(b|c)', 'R.*y', '[0-9]', '\\\\pL'];
const FORMATS = ['%s', '%d', '%x', '%X', '%b', '%o', '%.2f', '%e', '%%', '%q'];
const CHECKS = ['dns1123Label', 'qualifiedName', 'labelValue', 'uuid', 'date'];

/** Makes random expressions, most of which have a value, and objects for them. */
export class RandomExpressions {
  #variables: [name: string, kind: Kind][] = [];
  #mode: Mode = 'parse';

  constructor(readonly random: Random) {}

  question(mode: Mode): Question {
    this.#mode = mode;
    this.#variables = [];
    const kind = this.random.weighted<Kind>([
      [6, 'bool'],
      [2, 'int'],
      [2, 'string'],
      [1, 'double'],
      [1, 'uint'],
      [1, 'list'],
      [1, 'map'],
      [1, 'bytes'],
      [1, 'duration'],
      [1, 'timestamp'],
    ]);
    const expression = this.#expression(kind, this.random.between(1, 4));
    return { expression, mode, variables: { self: this.#object(2) } };
  }

  #object(depth: number): Record<string, unknown> {
    const names = this.random.some(NAMES.slice(0, -1), 1, 6);
    return Object.fromEntries(names.map(name => [name, this.#json(depth)]));
  }

  #json(depth: number): unknown {
    const { below, chance, pick, times } = this.random;
    if (depth > 0 && chance(0.3)) return this.#object(depth - 1);
    if (depth > 0 && chance(0.3)) {
      return times(below(4), () => this.#json(depth - 1));
    }
    return pick([null, true, false, below(5), -1, 1.5, ...TEXTS.slice(0, 6)]);
  }

  #text(): string {
    return `'${this.random.pick(TEXTS)}'`;
  }

  /** One in twelve is of another type than it should be. */
  #expression(kind: Kind, depth: number): string {
    const { chance, pick } = this.random;
    if (chance(0.03)) return this.#field();
    const actual = chance(0.03) ? pick(KINDS) : kind;
    const known = this.#variables.filter(([, type]) => type === actual);
    if (known.length > 0 && chance(0.4)) return pick(known)[0];
    if (depth <= 0) return this.#literal(actual);
    return this.#operation(actual, depth - 1);
  }

  #field(): string {
    const { chance, pick } = this.random;
    const name = pick(NAMES);
    const root = chance(0.05) ? 'missing' : 'self';
    if (chance(0.2)) return `${root}.?${name}.orValue(${this.#text()})`;
    if (chance(0.2)) return `${root}['${name}']`;
    return chance(0.3) ? `${root}.${name}.${pick(NAMES)}` : `${root}.${name}`;
  }

  #literal(kind: Kind): string {
    const { below, pick } = this.random;
    switch (kind) {
      case 'bool':
        return pick(['true', 'false']);
      case 'int':
        return pick([
          ...['0', '1', '2', '-1', '7', '0x10', '9223372036854775807'],
          ...['-9223372036854775808', '1000000'],
        ]);
      case 'uint':
        return pick(['0u', '1u', '3u', '18446744073709551615u']);
      case 'double':
        return pick(['0.0', '1.5', '-2.25', '1e21', '1e-7', '3.0', '.5']);
      case 'string':
        return this.#text();
      case 'bytes':
        return `b${this.#text()}`;
      case 'duration':
        return `duration('${pick(DURATIONS)}')`;
      case 'timestamp':
        return `timestamp('${pick(TIMES)}')`;
      case 'list':
        return pick(['[]', '[1]', '[1, 2, 3]', '[3, 1, 2, 1]', '[0, -1]']);
      default:
        return ['{}', "{'a': 1}", "{'a': 1, 'b': 2}"][below(3)];
    }
  }

  #operation(kind: Kind, depth: number): string {
    const one = (type: Kind) => this.#expression(type, depth);
    if (this.random.chance(0.08)) {
      return `(${one('bool')} ? ${one(kind)} : ${one(kind)})`;
    }
    return this.random.pick(this.#choices(kind))(one);
  }

  /** Evaluates with a variable of a macro. */
  #with(
    kinds: readonly Kind[],
    depthLess: (names: string[]) => string,
  ): string {
    const names = kinds.map((_, index) => `v${this.#variables.length + index}`);
    this.#variables.push(
      ...kinds.map((kind, index): [string, Kind] => [names[index], kind]),
    );
    const text = depthLess(names);
    this.#variables.length -= kinds.length;
    return text;
  }

  #macro(name: string, one: Make, body: Kind): string {
    const range = one('list');
    return this.#with(
      ['int'],
      ([item]) => `${range}.${name}(${item}, ${one(body)})`,
    );
  }

  #twoMacro(name: string, one: Make, body: Kind): string {
    const [range, kinds] = this.random.pick<[string, Kind[]]>([
      [one('list'), ['int', 'int']],
      [one('map'), ['string', 'int']],
    ]);
    return this.#with(
      kinds,
      ([key, item]) => `${range}.${name}(${key}, ${item}, ${one(body)})`,
    );
  }

  #choices(kind: Kind): readonly ((one: Make) => string)[] {
    const base = this.#base()[kind];
    if (this.#mode === 'extensions') {
      return [...base, ...(this.#extensions()[kind] ?? [])];
    }
    return this.#mode === 'kubernetes'
      ? [...base, ...(this.#kubernetes()[kind] ?? [])]
      : [...base, ...(this.#flux()[kind] ?? [])];
  }

  #base(): Record<Kind, readonly ((one: Make) => string)[]> {
    const { pick } = this.random;
    const binary = (...operators: string[]) =>
      operators.flatMap(operator => [
        (type: Kind) => (one: Make) =>
          `(${one(type)} ${operator} ${one(type)})`,
      ]);
    const all = (type: Kind, ...operators: string[]) =>
      binary(...operators).map(make => make(type));
    return {
      bool: [
        one => `(${one('bool')} && ${one('bool')})`,
        one => `(${one('bool')} || ${one('bool')})`,
        one => `!${one('bool')}`,
        one => {
          const type = pick(KINDS);
          return `${one(type)} ${pick(['==', '!='])} ${one(type)}`;
        },
        one => {
          const type = pick(ORDERED);
          return `${one(type)} ${pick(['<', '<=', '>', '>='])} ${one(type)}`;
        },
        one => `${one('int')} < ${one('double')}`,
        one => `${one('int')} in ${one('list')}`,
        one => `${one('string')} in ${one('map')}`,
        one => this.#macro(pick(['all', 'exists', 'exists_one']), one, 'bool'),
        one =>
          `${one('string')}.${pick([
            'contains',
            'startsWith',
            'endsWith',
          ])}(${one('string')})`,
        one => `${one('string')}.matches('${pick(PATTERNS)}')`,
        () => `has(self.${pick(NAMES)})`,
        () => `has(self.${pick(NAMES)}.${pick(NAMES)})`,
        () => `${this.#field()} == ${this.#text()}`,
        () => `self.?${pick(NAMES)}.?${pick(NAMES)}.hasValue()`,
        one =>
          `sets.${pick(['contains', 'equivalent', 'intersects'])}(${one(
            'list',
          )}, ${one('list')})`,
        one => `type(${one(pick(KINDS))}) == ${pick(KINDS_NAMES)}`,
      ],
      int: [
        ...all('int', '+', '-', '*', '/', '%'),
        one => `-(${one('int')})`,
        one => `size(${one(pick<Kind>(['string', 'list', 'map', 'bytes']))})`,
        one =>
          `int(${one(pick<Kind>(['uint', 'double', 'int', 'timestamp']))})`,
        one => `int(string(${one('int')}))`,
        one => `${one('list')}[${one('int')}]`,
        one => `${one('map')}['${pick(['a', 'b'])}']`,
        one => `${one('map')}[?'${pick(['a', 'b'])}'].orValue(${one('int')})`,
        one => `${one('timestamp')}.${pick(PARTS)}()`,
        one => `${one('timestamp')}.${pick(PARTS)}('${pick(ZONES)}')`,
        one => `${one('duration')}.${pick(UNITS)}()`,
      ],
      uint: [
        ...all('uint', '+', '-', '*', '/', '%'),
        one => `uint(${one(pick<Kind>(['int', 'double']))})`,
      ],
      double: [
        ...all('double', '+', '-', '*', '/'),
        one => `-(${one('double')})`,
        one => `double(${one(pick<Kind>(['int', 'uint']))})`,
        one => `double(string(${one('double')}))`,
      ],
      string: [
        ...all('string', '+'),
        one => `string(${one(pick(PRINTED))})`,
        one => `${one('string')}.substring(${pick(['0', '1', '2'])})`,
        one => `${one('string')}.charAt(${pick(['0', '1', '3'])})`,
        one => `${one('string')}.lowerAscii()`,
        one => `${one('string')}.upperAscii()`,
        one => `${one('string')}.replace(${one('string')}, ${one('string')})`,
        one =>
          `${one('string')}.replace(${one('string')}, ${one('string')}, ${pick([
            '-1',
            '0',
            '1',
          ])})`,
        one => `${one('string')}.split(${one('string')}).join('|')`,
        one =>
          `${one('string')}.split(',', ${pick([
            '-1',
            '0',
            '1',
            '2',
          ])}).join('|')`,
        one => `(' ' + ${one('string')} + '\\t').trim()`,
        one => `strings.quote(${one('string')})`,
      ],
      bytes: [...all('bytes', '+'), one => `bytes(${one('string')})`],
      duration: [
        ...all('duration', '+', '-'),
        one => `(${one('timestamp')} - ${one('timestamp')})`,
        one => `duration(string(${one('duration')}))`,
      ],
      timestamp: [
        one => `(${one('timestamp')} + ${one('duration')})`,
        one => `(${one('timestamp')} - ${one('duration')})`,
        one => `timestamp(string(${one('timestamp')}))`,
        one => `timestamp(${one('int')})`,
      ],
      list: [
        ...all('list', '+'),
        one => `[${one('int')}, ${one('int')}]`,
        one => this.#macro('map', one, 'int'),
        one => this.#macro('filter', one, 'bool'),
        one => `[?${one('map')}[?'a'], ${one('int')}]`,
      ],
      map: [
        one => `{${one('string')}: ${one('int')}, 'b': ${one('int')}}`,
        one => `{?'a': ${one('map')}[?'b'], 'c': ${one('int')}}`,
      ],
    };
  }

  #flux(): Partial<Record<Kind, ((one: Make) => string)[]>> {
    const { pick } = this.random;
    return {
      string: [
        one => `${one('string')}.reverse()`,
        one => `base64.encode(${one('bytes')})`,
        one =>
          `'${pick(FORMATS)} ${pick(FORMATS)}'.format([${one(
            pick(KINDS),
          )}, ${one(pick(KINDS))}])`,
      ],
      bytes: [one => `base64.decode(base64.encode(${one('bytes')}))`],
      int: [
        one => `${one('string')}.indexOf(${one('string')})`,
        one => `${one('string')}.lastIndexOf(${one('string')})`,
        one =>
          `${one('string')}.indexOf(${one('string')}, ${pick([
            '0',
            '1',
            '4',
          ])})`,
        one => `optional.of(${one('int')}).optMap(o, o + 1).value()`,
        one =>
          `optional.ofNonZeroValue(${one('int')}).or(optional.of(3)).value()`,
      ],
    };
  }

  #extensions(): Partial<Record<Kind, ((one: Make) => string)[]>> {
    const { pick } = this.random;
    return {
      ...this.#flux(),
      bool: [
        one =>
          this.#twoMacro(pick(['all', 'exists', 'existsOne']), one, 'bool'),
        one => `math.${pick(['isNaN', 'isInf', 'isFinite'])}(${one('double')})`,
      ],
      int: [
        one =>
          `math.${pick(['greatest', 'least'])}(${one('int')}, ${one(
            'int',
          )}, ${one('int')})`,
        one => `math.${pick(['abs', 'sign', 'bitNot'])}(${one('int')})`,
        one =>
          `math.${pick(['bitAnd', 'bitOr', 'bitXor'])}(${one('int')}, ${one(
            'int',
          )})`,
        one =>
          `math.${pick(['bitShiftLeft', 'bitShiftRight'])}(${one(
            'int',
          )}, ${pick(['1', '63', '64', '-1'])})`,
        one => `${one('list')}.first().orValue(5)`,
      ],
      double: [
        one =>
          `math.${pick([
            'ceil',
            'floor',
            'round',
            'trunc',
            'abs',
            'sign',
            'sqrt',
          ])}(${one('double')})`,
      ],
      list: [
        one => `${one('list')}.${pick(['reverse', 'sort', 'distinct'])}()`,
        one => `${one('list')}.slice(0, ${pick(['0', '1', '2', '9'])})`,
        one => `[${one('list')}, ${one('list')}].flatten()`,
        () => `lists.range(${pick(['0', '3', '-1'])})`,
        one => this.#macro('sortBy', one, 'int'),
        one => this.#twoMacro('transformList', one, 'int'),
      ],
      map: [
        one => {
          const range = one('map');
          return this.#with(
            ['string', 'int'],
            ([key, item]) =>
              `${range}.transformMap(${key}, ${item}, ${one('int')})`,
          );
        },
      ],
    };
  }

  #kubernetes(): Partial<Record<Kind, ((one: Make) => string)[]>> {
    const { pick } = this.random;
    const quantity = () => `quantity('${pick(QUANTITIES)}')`;
    const version = () =>
      `semver('${pick(VERSIONS)}', ${pick(['true', 'false'])})`;
    const address = () => `ip('${pick(ADDRESSES)}')`;
    return {
      bool: [
        one => `${one('list')}.isSorted()`,
        () =>
          `${quantity()}.${pick([
            'isGreaterThan',
            'isLessThan',
          ])}(${quantity()})`,
        () => `${quantity()}.isInteger() || ${quantity()} == ${quantity()}`,
        () => `isQuantity('${pick(QUANTITIES)}')`,
        () =>
          `${version()}.${pick(['isGreaterThan', 'isLessThan'])}(${version()})`,
        () => `isSemver('${pick(VERSIONS)}')`,
        () =>
          `${address()}.${pick([
            'isLoopback',
            'isUnspecified',
            'isLinkLocalUnicast',
            'isGlobalUnicast',
            'isLinkLocalMulticast',
          ])}()`,
        () => `ip.isCanonical('${pick(ADDRESSES)}')`,
        () => `cidr('${pick(RANGES)}').containsIP('${pick(ADDRESSES)}')`,
        () => `cidr('${pick(RANGES)}').containsCIDR('${pick(RANGES)}')`,
        () => `isURL('${pick(URLS)}')`,
        one => `format.${pick(CHECKS)}().validate(${one('string')}).hasValue()`,
        one =>
          this.#twoMacro(pick(['all', 'exists', 'existsOne']), one, 'bool'),
      ],
      int: [
        one => `${one('list')}.${pick(['sum', 'min', 'max'])}()`,
        one =>
          `${one('list')}.${pick(['indexOf', 'lastIndexOf'])}(${one('int')})`,
        () => `${quantity()}.compareTo(${quantity()})`,
        () => `${quantity()}.add(${quantity()}).sub(1).asInteger()`,
        () => `sign(${quantity()})`,
        () => `${version()}.${pick(['major', 'minor', 'patch'])}()`,
        () => `${address()}.family()`,
        () => `cidr('${pick(RANGES)}').prefixLength()`,
      ],
      double: [() => `${quantity()}.asApproximateFloat()`],
      string: [
        one => `${one('string')}.find('${pick(PATTERNS)}')`,
        one => `${one('string')}.findAll('${pick(PATTERNS)}').join('|')`,
        () =>
          `url('${pick(URLS)}').${pick([
            'getScheme',
            'getHost',
            'getHostname',
            'getPort',
            'getEscapedPath',
          ])}()`,
        () => `string(cidr('${pick(RANGES)}').masked())`,
        () => `string(${address()})`,
        one => `'%s-%d'.format([${one('string')}, ${one('int')}])`,
      ],
      list: [
        one => `${one('list')}.${pick(['reverse', 'sort', 'distinct'])}()`,
      ],
    };
  }
}

type Make = (kind: Kind) => string;

const KINDS: readonly Kind[] = [
  ...(['bool', 'bytes', 'double', 'duration', 'int', 'list', 'map'] as const),
  ...(['string', 'timestamp', 'uint'] as const),
];
const KINDS_NAMES = [
  ...['bool', 'bytes', 'double', 'int', 'list', 'map', 'string', 'uint'],
  ...['google.protobuf.Timestamp', 'null_type', 'type'],
];
const ORDERED: readonly Kind[] = [
  ...(['bool', 'bytes', 'double', 'duration', 'int'] as const),
  ...(['string', 'timestamp', 'uint'] as const),
];
const PRINTED: readonly Kind[] = [
  ...(['bool', 'bytes', 'double', 'duration', 'int'] as const),
  ...(['string', 'timestamp', 'uint'] as const),
];
const PARTS = [
  ...['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek'],
  ...['getDayOfYear', 'getHours', 'getMinutes', 'getSeconds'],
  'getMilliseconds',
];
const UNITS = ['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'];
