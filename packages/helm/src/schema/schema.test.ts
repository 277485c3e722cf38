import Ajv, { type Options } from 'ajv';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import AjvDraft04 from 'ajv-draft-04';
import { loadChart } from '../chart/loadChart';
import { chartFiles } from '../testing/files';
import { fromJson } from '../values/fromJson';
import type { Values } from '../values/values';
import { formatNumber } from './formatNumber';
import { validateValues } from './validateValues';

/** The lines about the faults; empty when the values fit. */
function faultsOf(schema: unknown, values: unknown, urls = {}): string {
  const chart = loadChart(
    chartFiles({ 'values.schema.json': JSON.stringify(schema) }),
  );
  try {
    validateValues(chart, fromJson(JSON.stringify(values)) as Values, {
      loadSchema: url => (urls as Record<string, string>)[url],
    });
    return '';
  } catch (error) {
    return (error as Error).message.split('\n').slice(2).join('\n');
  }
}

/** mulberry32: a small seeded generator of numbers in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

type Random = () => number;
const KEYS = ['a', 'b', 'c'];
const TYPES = ['string', 'number', 'integer', 'boolean', 'null', 'array'];

function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)];
}

function randomValue(random: Random, depth: number): unknown {
  const kind = Math.floor(random() * (depth > 0 ? 7 : 5));
  const scalars = [null, random() < 0.5, Math.floor(random() * 5), 1.5, 'ab'];
  if (kind < 5) {
    return scalars[kind];
  }
  const items = Array.from({ length: Math.floor(random() * 3) }, () =>
    randomValue(random, depth - 1),
  );
  return kind === 5
    ? items
    : Object.fromEntries(items.map(item => [pick(random, KEYS), item]));
}

function randomSchema(random: Random, depth: number): unknown {
  if (random() < 0.08) {
    return random() < 0.7;
  }
  const inner = () => randomSchema(random, depth - 1);
  const simple: (() => object)[] = [
    () => ({ type: pick(random, TYPES) }),
    () => ({ type: [pick(random, TYPES.slice(0, 3)), 'object'] }),
    () => ({ enum: [randomValue(random, 0), 'other'] }),
    () => ({ const: randomValue(random, 0) }),
    () => ({ minimum: 2 }),
    () => ({ exclusiveMaximum: 3, multipleOf: 0.5 }),
    () => ({ minLength: 1, maxLength: 1 }),
    () => ({ pattern: '^a' }),
    () => ({ required: [pick(random, KEYS)] }),
    () => ({ uniqueItems: true, maxItems: 1 }),
    () => ({ minProperties: 1, maxProperties: 1 }),
  ];
  const nested: (() => object)[] = [
    () => ({ properties: { a: inner(), b: inner() } }),
    () => ({ properties: { a: true }, additionalProperties: inner() }),
    () => ({ patternProperties: { '[ab]': inner() } }),
    () => ({ propertyNames: { maxLength: 0 } }),
    () => ({ anyOf: [inner(), inner()] }),
    () => ({ oneOf: [inner(), inner()] }),
    () => ({ allOf: [inner(), inner()] }),
    () => ({ not: inner() }),
    () => ({ if: inner(), then: inner(), else: inner() }),
    () => ({ contains: inner() }),
    () => ({ items: inner() }),
    () => ({ $ref: '#/definitions/shared' }),
  ];
  const first = pick(random, depth > 0 ? [...simple, ...nested] : simple)();
  // Draft 7 ignores what stands beside a $ref, ajv does not.
  return '$ref' in first || random() < 0.7
    ? first
    : { ...pick(random, simple)(), ...first };
}

describe('the verdict is that of ajv', () => {
  const options: Options = { strict: false, validateFormats: false };
  it.each([
    ['http://json-schema.org/draft-07/schema#', Ajv],
    ['https://json-schema.org/draft/2019-09/schema', Ajv2019],
    ['https://json-schema.org/draft/2020-12/schema', Ajv2020],
  ])('on random schemas and values of %s', ($schema, Judge) => {
    const random = seeded(42);
    for (let round = 0; round < 100; round++) {
      const schema = {
        $schema,
        definitions: { shared: randomSchema(random, 0) },
        allOf: [randomSchema(random, 3)],
      };
      const values = Object.fromEntries(
        KEYS.map(key => [key, randomValue(random, 2)]),
      );
      const isValid = new Judge(options).compile(schema)(values);
      const faults = faultsOf(schema, values);
      expect({ schema, values, isValid: faults === '' }).toEqual({
        schema,
        values,
        isValid,
      });
    }
  });

  it('on the exclusive bounds of draft 4', () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-04/schema#',
      properties: { a: { minimum: 1, exclusiveMinimum: true } },
    };
    for (const a of [0, 1, 2]) {
      const isValid = new AjvDraft04(options).compile(schema)({ a });
      expect(faultsOf(schema, { a }) === '').toBe(isValid);
    }
  });
});

describe('a schema', () => {
  it('may refer to schemas that are passed in', () => {
    const schema = { properties: { a: { $ref: 'https://example.org/n' } } };
    const urls = { 'https://example.org/n': '{"type":"number"}' };
    expect(faultsOf(schema, { a: 'x' }, urls)).toBe(
      "- at '/a': got string, want number\n",
    );
    expect(faultsOf(schema, { a: 'x' })).toBe(
      'failing loading "https://example.org/n": schemas are not fetched',
    );
  });

  it('may refer to itself', () => {
    const schema = {
      properties: { next: { $ref: '#' }, n: { type: 'integer' } },
    };
    expect(faultsOf(schema, { next: { next: { n: 'x' } } })).toBe(
      "- at '/next/next/n': got string, want integer\n",
    );
  });

  it('that refers to itself without end is refused', () => {
    expect(faultsOf({ $ref: '#' }, {})).toBe(
      'schemas refer to each other without end',
    );
  });

  it('takes linear time for a hostile pattern', () => {
    const started = performance.now();
    faultsOf(
      { properties: { a: { pattern: '^(a+)+$' } } },
      { a: `${'a'.repeat(5000)}b` },
    );
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

it.each([
  [0, '0'],
  [65535, '65,535'],
  [123456.789, '123,456.789'],
  [1e6, '1×10⁰⁶'],
  [1234567.5, '1.2345675×10⁰⁶'],
  [1e21, '1×10²¹'],
  [0.00001, '1×10⁻⁰⁵'],
  [-1234.5, '-1,234.5'],
])('%d prints as %s', (value, expected) => {
  expect(formatNumber(value)).toBe(expected);
});
