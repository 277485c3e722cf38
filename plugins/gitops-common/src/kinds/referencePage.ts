import { apiVersionOf } from './kind';
import type { KindDefinition } from './kind';
import type { OpenApiSchema } from './schema';

function typeText(schema: OpenApiSchema): string {
  if (schema.type === 'array') {
    return schema.items ? `list of ${typeText(schema.items)}` : 'list';
  }
  if (!schema.type) {
    return 'any';
  }
  if (schema.additionalProperties) {
    return `map of ${typeText(schema.additionalProperties)}`;
  }
  return schema.enum
    ? schema.enum.map(value => `\`${value}\``).join(', ')
    : schema.type;
}

function limitsText(schema: OpenApiSchema): string {
  const rules = schema['x-kubernetes-validations'] ?? [];
  const numbers: readonly (readonly [number | undefined, string])[] = [
    [schema.minLength, 'At least # characters.'],
    [schema.maxLength, 'At most # characters.'],
    [schema.minimum, 'At least #.'],
    [schema.maximum, 'At most #.'],
    [schema.minItems, 'At least # items.'],
    [schema.maxItems, 'At most # items.'],
  ];
  return [
    schema.default === undefined
      ? ''
      : `Default \`${JSON.stringify(schema.default)}\`.`,
    schema.pattern
      ? `Pattern \`${schema.pattern.replace(/\|/g, '\\|')}\`.`
      : '',
    ...numbers.map(([limit, text]) =>
      limit === undefined ? '' : text.replace('#', String(limit)),
    ),
    ...rules.map(({ message }) => `Rule: ${message}.`),
  ]
    .filter(Boolean)
    .join(' ');
}

function nestedRows(path: string, schema: OpenApiSchema): string[] {
  if (schema.items) {
    return nestedRows(`${path}[]`, schema.items);
  }
  return schema.additionalProperties
    ? nestedRows(`${path}.*`, schema.additionalProperties)
    : rows(path, schema);
}

function rows(path: string, schema: OpenApiSchema): string[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const own = `${path}.${name}`;
    const text = [field.description, limitsText(field)]
      .filter(Boolean)
      .join(' ');
    return [
      `| \`${own}\` | ${typeText(field)} | ${
        required.has(name) ? 'yes' : ''
      } | ${text} |`,
      ...nestedRows(own, field),
    ];
  });
}

function table(path: string, schema: OpenApiSchema): string {
  return [
    '| field | type | required | meaning |',
    '| --- | --- | --- | --- |',
    ...rows(path, schema),
  ].join('\n');
}

/** Markdown page that lists every field of a kind. Generated; never edited. */
export function referencePage(definition: KindDefinition): string {
  const { kind, shortNames, spec, status } = definition;
  const rules = [
    ...(definition.rules ?? []).map(({ message }) => `Rule: ${message}.`),
    limitsText(spec.openapi),
  ]
    .filter(Boolean)
    .join(' ');
  return [
    `<!-- Generated from the definition of the kind. Do not edit. -->`,
    `# ${kind}`,
    '',
    definition.description,
    '',
    `\`apiVersion: ${apiVersionOf(definition)}\`${
      shortNames.length > 0
        ? `, short name ${shortNames.map(name => `\`${name}\``).join(', ')}`
        : ''
    }`,
    ...definition.deprecatedVersions.map(
      ({ name }) =>
        `\nAlso served, with a deprecation warning: \`${definition.group}/${name}\`.`,
    ),
    '',
    '## spec',
    ...(rules ? ['', rules] : []),
    '',
    table('spec', spec.openapi),
    '',
    ...(status ? ['## status', '', table('status', status.openapi), ''] : []),
  ].join('\n');
}
