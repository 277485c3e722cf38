import { decode } from './decode';
import { parseDocuments } from './documents';
import { YamlError } from './errors';

function failure(action: () => unknown): YamlError {
  try {
    action();
  } catch (error) {
    if (error instanceof YamlError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('decode, as yaml.v3', () => {
  it.each([
    ['a: 1', { a: 1 }],
    ['a: 9007199254740993', { a: 9007199254740993n }],
    ['a: [0123, 0o17, 0x1F, 0b11, 1_000]', { a: [83, 15, 31, 3, 1000] }],
    ['a: [1e3, .5, 08, -.inf]', { a: [1000, 0.5, 8, -Infinity] }],
    ['a: [yes, on, y, true]', { a: ['yes', 'on', 'y', true] }],
    ['a: [~, null, ]', { a: [null, null] }],
    ['a: 2001-12-14', { a: '2001-12-14' }],
    ['a: !!binary aGk=', { a: 'hi' }],
    ['a: "1"', { a: '1' }],
    ['', null],
    [
      'b: &x {p: 1, q: 2}\nc: {<<: *x, q: 3}',
      { b: { p: 1, q: 2 }, c: { p: 1, q: 3 } },
    ],
    ['- &a 1\n- *a', [1, 1]],
  ])('%j', (text, value) => {
    expect(decode(text)).toEqual(value);
  });

  it('lets hooks choose the representation', () => {
    const options = {
      int: (value: bigint | number, text: string) => `int ${value} ${text}`,
      float: (value: number, text: string) => `float ${value} ${text}`,
      timestamp: (text: string) => `time ${text}`,
      binary: (bytes: Uint8Array) => bytes.length,
      mapping: (entries: [string, unknown][]) => new Map(entries),
    };
    const text = 'b: 0x10\na: 1e3\nt: 2001-01-01\nx: !!binary aGk=';
    expect(decode(text, options)).toEqual(
      new Map<string, unknown>([
        ['b', 'int 16 0x10'],
        ['a', 'float 1000 1e3'],
        ['t', 'time 2001-01-01'],
        ['x', 2],
      ]),
    );
  });

  it('refuses a key that is defined twice, naming both lines', () => {
    const error = failure(() => decode('a: 1\nb: 2\na: 3\n'));
    expect(error.code).toBe('DUPLICATE_KEY');
    expect(error.message).toBe(
      'yaml: unmarshal errors:\n  line 3: mapping key "a" already defined at line 1',
    );
  });

  it('decodes a node as well as a text', () => {
    expect(decode(parseDocuments('a: [1]')[0])).toEqual({ a: [1] });
  });

  it('makes no prototypes from keys', () => {
    const value = decode('__proto__: {x: 1}\n') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe('decode, as sigs.k8s.io/yaml', () => {
  const sigs = (text: string, strict = false) =>
    decode(text, { dialect: 'sigs', strict });

  it.each([
    ['a: [yes, on, y, n, off]', { a: [true, true, true, false, false] }],
    ['1: a\ntrue: b\n1.5: c', { '1': 'a', true: 'b', '1.5': 'c' }],
    ['a: 1\na: 2', { a: 2 }],
    ['a: 1\n<<: {a: 2}', { a: 2 }],
    ['a: ! 5', { a: '5' }],
    ['a: 1\n---\nnot: [yaml', { a: 1 }],
  ])('%j', (text, value) => {
    expect(sigs(text)).toEqual(value);
  });

  it.each([
    [
      'a: 1\nb: c: d',
      'error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context',
    ],
    [
      '~: 1',
      'error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: 1',
    ],
    ['a: .nan', 'error converting YAML to JSON: json: unsupported value: NaN'],
  ])('%j is refused', (text, message) => {
    expect(failure(() => sigs(text)).message).toBe(message);
  });

  it('gives infinities to who asks for them', () => {
    const text = 'a: .inf\nb: [-.inf, .nan, 1.5]';
    const decoded = decode(text, { dialect: 'sigs', notFinite: String });
    expect(decoded).toEqual({ a: 'Infinity', b: ['-Infinity', 'NaN', 1.5] });
  });

  it('refuses double keys when strict', () => {
    expect(failure(() => sigs('a: 1\na: 2', true))).toMatchObject({
      code: 'DUPLICATE_KEY',
      message:
        'error converting YAML to JSON: yaml: unmarshal errors:\n  line 2: key "a" already set in map',
    });
  });
});

describe('aliases', () => {
  it.each(['yaml.v3', 'sigs'] as const)('cannot explode (%s)', dialect => {
    let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n';
    for (let i = 1; i < 9; i++) {
      const items = Array(10)
        .fill(`*a${i - 1}`)
        .join(', ');
      text += `a${i}: &a${i} [${items}]\n`;
    }
    const error = failure(() => decode(text, { dialect }));
    expect(error.code).toBe('ALIAS');
    expect(error.message).toMatch(/document contains excessive aliasing$/);
  });

  it('cannot contain themselves', () => {
    const error = failure(() => decode('a: &x [*x]'));
    expect(error.message).toBe("yaml: anchor 'x' value contains itself");
  });

  it('cannot nest without end', () => {
    let text = 'a0: &a0 x\n';
    for (let i = 1; i < 5_000; i++) {
      text += `a${i}: &a${i} [*a${i - 1}]\n`;
    }
    expect(['ALIAS', 'LIMIT']).toContain(failure(() => decode(text)).code);
  });
});
