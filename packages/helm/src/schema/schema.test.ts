import { Random } from '@backstage-gitops/random';
import Ajv, { type Options } from 'ajv';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import AjvDraft04 from 'ajv-draft-04';
import { loadChart } from '../chart/loadChart';
import { chartFiles } from '../testing/files';
import { KEYS, randomSchema, randomValue } from '../testing/randomSchema';
import { fromJson } from '../values/fromJson';
import type { Values } from '../values/values';
import { formatNumber } from './formatNumber';
import { METASCHEMA_URLS } from './metaschemas';
import { validateValues } from './validateValues';

/** The lines about the faults; empty when the values fit. */
function faultsOf(schema: unknown, values: unknown, urls = {}): string {
  return textFaults(JSON.stringify(schema), values, urls);
}

function textFaults(schema: string, values: unknown, urls = {}): string {
  const chart = loadChart(chartFiles({ 'values.schema.json': schema }));
  try {
    validateValues(chart, fromJson(JSON.stringify(values)) as Values, {
      loadSchema: url => (urls as Record<string, string>)[url],
    });
    return '';
  } catch (error) {
    return (error as Error).message.split('\n').slice(2).join('\n');
  }
}

describe('the verdict is that of ajv', () => {
  const options: Options = { strict: false, validateFormats: false };
  it.each([
    [4, AjvDraft04],
    [7, Ajv],
    [2019, Ajv2019],
    [2020, Ajv2020],
  ] as const)('on random schemas and values of draft %d', (draft, Judge) => {
    const random = new Random(42);
    // One for all: each new one compiles its own metaschema first.
    const judge = new Judge(options);
    for (let round = 0; round < 100; round++) {
      const schema = {
        $schema: METASCHEMA_URLS[draft],
        [draft < 2019 ? 'definitions' : '$defs']: {
          shared: randomSchema(random, 0, draft),
        },
        allOf: [randomSchema(random, 3, draft)],
      };
      const values = Object.fromEntries(
        KEYS.map(key => [key, randomValue(random, 2)]),
      );
      const isValid = judge.compile(schema)(values);
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

  it('whose references fork without end is given up', () => {
    const definitions = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `level${index}`,
        {
          allOf: [1, 2].map(() => ({
            $ref: `#/definitions/level${index + 1}`,
          })),
        },
      ]),
    );
    const schema = {
      $ref: '#/definitions/level0',
      definitions: { ...definitions, level30: {} },
    };
    expect(faultsOf(schema, {})).toBe(
      'the schema takes more than 1000000 checks',
    );
  });

  it('that tries many patterns on many keys is given up', () => {
    const numbers = Array.from({ length: 1_500 }, (_, index) => index);
    const patternProperties = Object.fromEntries(
      numbers.map(index => [`^k${index}x`, { type: 'string' }]),
    );
    const values = Object.fromEntries(numbers.map(index => [`v${index}`, 1]));
    expect(faultsOf({ patternProperties }, values)).toBe(
      'the schema takes more than 1000000 checks',
    );
  });

  it('that nests too deeply is refused', () => {
    const depth = 50_000;
    const schema = `${'{"not":'.repeat(depth)}{}${'}'.repeat(depth)}`;
    expect(textFaults(schema, {})).toBe(
      'the schema or the values nest too deeply',
    );
  });

  it('is not fetched from files or the network', () => {
    for (const url of ['file:///etc/hosts', 'http://127.0.0.1/a.json']) {
      expect(faultsOf({ $ref: url }, {})).toBe(
        `failing loading "${url}": schemas are not fetched`,
      );
    }
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
