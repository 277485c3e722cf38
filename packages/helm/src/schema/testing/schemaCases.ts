/** A schema with values that fit it and values that do not. */
interface SchemaCase {
  readonly name: string;
  readonly schema: unknown;
  readonly values: readonly unknown[];
  /** Documents that the schema refers to, by URL. */
  readonly documents?: Readonly<Record<string, string>>;
}

const DRAFT_4 = 'http://json-schema.org/draft-04/schema#';
const DRAFT_7 = 'http://json-schema.org/draft-07/schema#';
const DRAFT_2019 = 'https://json-schema.org/draft/2019-09/schema';
const DRAFT_2020 = 'https://json-schema.org/draft/2020-12/schema';

/** What random schemas do not reach: references, anchors, formats, broken schemas. */
export const SCHEMA_CASES: readonly SchemaCase[] = [
  {
    name: 'draft 4: a relative id changes the base of references',
    schema: {
      $schema: DRAFT_4,
      id: 'http://example.org/root.json',
      properties: { port: { $ref: 'ports.json#/definitions/port' } },
      definitions: {
        ports: {
          id: 'ports.json',
          definitions: { port: { type: 'integer', maximum: 65535 } },
        },
      },
    },
    values: [{ port: 80 }, { port: 'http' }, { port: 70000 }],
  },
  {
    name: 'draft 4: an id that is only an anchor',
    schema: {
      $schema: DRAFT_4,
      properties: { image: { $ref: '#image' } },
      definitions: { any: { id: '#image', required: ['repository'] } },
    },
    values: [{ image: { repository: 'r' } }, { image: {} }],
  },
  {
    name: 'draft 7: nothing beside a reference counts',
    schema: {
      $schema: DRAFT_7,
      properties: { size: { $ref: '#/definitions/size', maximum: 1 } },
      definitions: { size: { type: 'integer' } },
    },
    values: [{ size: 5 }, { size: 'big' }],
  },
  {
    name: 'draft 2019-09: a reference that a resource around it redirects',
    schema: {
      $schema: DRAFT_2019,
      $id: 'http://example.org/strict-tree',
      $recursiveAnchor: true,
      $ref: 'http://example.org/tree',
      unevaluatedProperties: false,
      $defs: {
        tree: {
          $id: 'http://example.org/tree',
          $recursiveAnchor: true,
          properties: {
            data: true,
            children: { type: 'array', items: { $recursiveRef: '#' } },
          },
        },
      },
    },
    values: [
      { children: [{ data: 1 }] },
      { children: [{ daat: 1 }] },
      { children: 3, other: 1 },
    ],
  },
  {
    name: 'draft 2020-12: a dynamic reference finds the outermost anchor',
    schema: {
      $schema: DRAFT_2020,
      $id: 'http://example.org/strings',
      $ref: 'list',
      $defs: {
        item: { $dynamicAnchor: 'item', type: 'string' },
        list: {
          $id: 'list',
          properties: { list: { items: { $dynamicRef: '#item' } } },
          $defs: { any: { $dynamicAnchor: 'item' } },
        },
      },
    },
    values: [{ list: ['a'] }, { list: ['a', 1, null] }],
  },
  {
    name: 'draft 2020-12: what branches have seen is evaluated',
    schema: {
      $schema: DRAFT_2020,
      properties: { name: { type: 'string' } },
      if: { properties: { kind: { const: 'a' } }, required: ['kind'] },
      then: { properties: { size: { type: 'integer' } } },
      else: { patternProperties: { '^x-': true } },
      unevaluatedProperties: false,
    },
    values: [
      { name: 'n', kind: 'a', size: 1 },
      { kind: 'a', 'x-b': 1 },
      { kind: 'b', 'x-b': 1 },
      { 'x-b': 1, size: 'big' },
    ],
  },
  {
    name: 'an identifier inside an unknown keyword is none',
    schema: {
      $schema: DRAFT_2020,
      'x-note': [{ $id: 'http://example.org/a', type: 'null' }],
      $defs: { a: { $id: 'http://example.org/a', type: 'string' } },
      properties: { a: { $ref: 'http://example.org/a' } },
    },
    values: [{ a: 'text' }, { a: null }],
  },
  {
    name: 'a document of another draft by URL',
    schema: {
      $schema: DRAFT_2020,
      properties: { a: { $ref: 'http://example.org/old.json' } },
    },
    documents: {
      'http://example.org/old.json': JSON.stringify({
        $schema: DRAFT_4,
        type: 'number',
        minimum: 1,
        exclusiveMinimum: true,
      }),
    },
    values: [{ a: 2 }, { a: 1 }, { a: 'x' }],
  },
  ...[
    { name: 'a reference to nothing', schema: { $ref: '#/definitions/a' } },
    { name: 'a reference to no anchor', schema: { $ref: '#a' } },
    { name: 'a type that is none', schema: { type: 'text' } },
    { name: 'a bound that is no number', schema: { minLength: '1' } },
    {
      name: 'a broken pattern',
      schema: { properties: { a: { pattern: '(' } } },
    },
    { name: 'a list instead of a schema', schema: { properties: { a: [] } } },
    { name: 'a negative count', schema: { allOf: [{ maxItems: -1 }] } },
  ].map(broken => ({ ...broken, values: [{}] })),
  ...formatCases({
    semver: ['1.2.3', '1.2.3-rc.1+b.5', '1.2', '01.2.3', '1.2.3-01', '1.2.3+'],
    uri: ['http://a.b/c', 'a/b', 'http://a b', 'http://[::1]/', '%zz:', ':a'],
    'uri-reference': ['a/b', '//host:80/p', '//host:port/', 'a\\b', '1:2'],
    'uri-template': ['/u/{id}', '/u/{id', '/u/{{id}}', '/u/id}', '/{a}/{b}'],
    email: ['a@b.c', 'a', '.a@b', 'a@[127.0.0.1]', 'a b@c', '"a b"@c', 'a@-b'],
    hostname: ['a.b', '-a', 'a_b', 'a.', `${'a'.repeat(64)}.b`, ''],
    ipv4: ['1.2.3.4', '1.2.3', '01.2.3.4', '1.2.3.256', '1.2.3.x'],
    date: ['2024-02-29', '2023-02-29', '2024-13-01', '24-1-1', '2024-01-01x'],
    time: ['12:00:00Z', '25:00:00Z', '12:00:00', '23:59:60Z', '12:00:00+1:00'],
    'date-time': ['2024-02-29T12:00:00Z', '2024-02-29 12:00:00Z', 'x', '2024'],
    duration: ['P1D', 'PT1H', 'P', 'P1W', '1D', 'P1H', 'P1DT'],
    period: ['2024-01-01T00:00:00Z/P1D', 'P1D', 'P1D/x', 'x/y'],
    uuid: ['123e4567-e89b-12d3-a456-426614174000', '123', '123e4567-e89b-12d3'],
    regex: ['^a+$', '(', '\\p{Letter}', 'a{2,1}'],
    'json-pointer': ['/a/b', 'a', '/a~2', ''],
    'relative-json-pointer': ['1/a', '0#', '01', '/a', '1a'],
    unknown: ['anything'],
  }),
];

function formatCases(
  texts: Readonly<Record<string, readonly string[]>>,
): SchemaCase[] {
  return Object.entries(texts).map(([format, values]) => ({
    name: `format ${format}`,
    schema: { $schema: DRAFT_7, properties: { a: { format } } },
    values: values.map(a => ({ a })),
  }));
}
