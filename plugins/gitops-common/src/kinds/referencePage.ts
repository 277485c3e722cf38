import { apiVersionOf } from './kind';
import type { KindDefinition } from './kind';
import type { OpenApiSchema } from './schema';

function typeText(schema: OpenApiSchema): string {
  if (schema.type === 'array') {
    return schema.items ? `list of ${typeText(schema.items)}` : 'list';
  }
  if (schema.additionalProperties) {
    return `map of ${typeText(schema.additionalProperties)}`;
  }
  return schema.enum
    ? schema.enum.map(value => `\`${value}\``).join(', ')
    : schema.type;
}

function limitsText(schema: OpenApiSchema): string {
  const parts = [
    schema.default === undefined
      ? undefined
      : `Default \`${JSON.stringify(schema.default)}\`.`,
    schema.pattern && `Pattern \`${schema.pattern.replace(/\|/g, '\\|')}\`.`,
    schema.minLength && `At least ${schema.minLength} characters.`,
    schema.maxLength && `At most ${schema.maxLength} characters.`,
    ...(schema['x-kubernetes-validations'] ?? []).map(
      ({ message }) => `Rule: ${message}.`,
    ),
  ];
  return parts.filter(Boolean).join(' ');
}

function rows(path: string, schema: OpenApiSchema): string[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const own = `${path}.${name}`;
    const text = [field.description, limitsText(field)]
      .filter(Boolean)
      .join(' ');
    const nested =
      field.type === 'array' && field.items
        ? rows(`${own}[]`, field.items)
        : rows(own, field);
    return [
      `| \`${own}\` | ${typeText(field)} | ${
        required.has(name) ? 'yes' : ''
      } | ${text} |`,
      ...nested,
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
  const rules = limitsText(spec.openapi);
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
    '## status',
    '',
    table('status', status.openapi),
    '',
  ].join('\n');
}
