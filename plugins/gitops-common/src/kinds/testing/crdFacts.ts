import type { OpenApiSchema, ValidationRule } from '../schema';

/** What {@link crdFacts} reads of a CustomResourceDefinition. */
export interface FactsSource {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: Readonly<Record<string, unknown>>;
    readonly versions: readonly {
      readonly name: string;
      readonly storage: boolean;
      readonly subresources?: object;
      readonly additionalPrinterColumns?: readonly {
        readonly name: string;
        readonly jsonPath: string;
        readonly type: string;
        readonly priority?: number;
      }[];
      readonly schema: { readonly openAPIV3Schema: OpenApiSchema };
    }[];
  };
}

const LIMITS = {
  minLength: 'minLength',
  maxLength: 'maxLength',
  minItems: 'minItems',
  maxItems: 'maxItems',
  minimum: 'min',
  maximum: 'max',
  format: 'format',
  'x-kubernetes-list-type': 'listType',
  'x-kubernetes-list-map-keys': 'listMapKeys',
  'x-kubernetes-map-type': 'mapType',
} as const satisfies Partial<Record<keyof OpenApiSchema, string>>;

function typeText(schema: OpenApiSchema): string {
  if (!schema.type) {
    return 'any';
  }
  if (schema.items) {
    return `array<${typeText(schema.items)}>`;
  }
  if (schema.additionalProperties) {
    return `map<${typeText(schema.additionalProperties)}>`;
  }
  return schema['x-kubernetes-preserve-unknown-fields']
    ? `${schema.type}(any)`
    : schema.type;
}

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);

const rulesOf = (schema: OpenApiSchema): readonly ValidationRule[] =>
  schema['x-kubernetes-validations'] ?? [];

/** The columns after `required`: enum, default, pattern, limits, rules. */
function detail(schema: OpenApiSchema): string[] {
  const limits = Object.entries(LIMITS).flatMap(([key, name]) => {
    const value = schema[key as keyof typeof LIMITS];
    return value === undefined ? [] : [`${name}=${String(value)}`];
  });
  return [
    schema.enum?.join('|') ?? '',
    schema.default === undefined ? '' : JSON.stringify(schema.default),
    schema.pattern ? escaped(schema.pattern) : '',
    limits.join(';'),
    rulesOf(schema)
      .map(({ rule }) => rule)
      .join(' ;; '),
  ];
}

function row(path: string, schema: OpenApiSchema, isRequired = false): string {
  const columns = [path, typeText(schema), isRequired ? 'y' : 'n'];
  return [...columns, ...detail(schema)].join('\t');
}

function inner(path: string, schema: OpenApiSchema): string[] {
  const { items, additionalProperties: values } = schema;
  if (items) {
    const own = `${path}[]`;
    const hasFacts = detail(items).some(Boolean);
    return [...(hasFacts ? [row(own, items)] : []), ...inner(own, items)];
  }
  if (values) {
    const own = `${path}{}`;
    return [
      ...(values.properties ? [row(own, values)] : []),
      ...inner(own, values),
    ];
  }
  return fieldRows(path, schema);
}

function fieldRows(path: string, schema: OpenApiSchema): string[] {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {});
  return fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, field]) => {
      const own = path ? `${path}.${name}` : name;
      return [row(own, field, required.has(name)), ...inner(own, field)];
    });
}

/** One line for each fact about the names and the columns of a kind. */
function nameRows({ spec }: FactsSource): string[] {
  const stored = spec.versions.find(({ storage }) => storage);
  const list = (value: unknown) =>
    Array.isArray(value) ? value.join(',') : '';
  const { kind, listKind, plural, singular } = spec.names;
  return [
    ['group', spec.group],
    ['version', stored?.name],
    ['kind', kind, listKind, plural, singular],
    ['shortNames', list(spec.names.shortNames)],
    ['categories', list(spec.names.categories)],
    ['scope', spec.scope],
    ['subresources', Object.keys(stored?.subresources ?? {}).join(',')],
    ...(stored?.additionalPrinterColumns ?? []).map(column => [
      'column',
      column.name,
      column.jsonPath,
      column.type,
      column.priority ?? 0,
    ]),
  ].map(cells => `# ${cells.join('\t')}`);
}

/**
 * What the stored version of a CustomResourceDefinition says, as comparable
 * text: `# ` lines for names and columns, then one line for each path with
 * type, required, enum, default, pattern, limits and CEL rules. Descriptions
 * and messages are left out.
 */
export function crdFacts(crd: FactsSource): string {
  const stored = crd.spec.versions.find(({ storage }) => storage);
  const schema = stored?.schema.openAPIV3Schema ?? {};
  return [
    ...nameRows(crd),
    'path\ttype\trequired\tenum\tdefault\tpattern\tlimits\trules',
    ...(rulesOf(schema).length > 0 ? [row('.', schema)] : []),
    ...fieldRows('', schema),
    '',
  ].join('\n');
}
