import type { OpenApiSchema } from '@backstage-gitops/plugin-gitops-common';
import type { ApiObject } from '../Api';

/** A change to one place of a spec. */
interface Mutation {
  readonly name: string;
  readonly spec: ApiObject;
}

type Steps = readonly (string | number)[];

/** A place of a spec: its schema, its value, and how to get there. */
interface Place {
  readonly schema: OpenApiSchema;
  readonly value: unknown;
  readonly steps: Steps;
  readonly isRequired: boolean;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function pathText(steps: Steps): string {
  return steps
    .map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('');
}

/** Every place of `value` that the schema describes; of lists the first item. */
function places(place: Place): Place[] {
  const { schema, value, steps } = place;
  if (Array.isArray(value) && schema.items && value.length > 0) {
    const item = { schema: schema.items, value: value[0], isRequired: false };
    return [place, ...places({ ...item, steps: [...steps, 0] })];
  }
  if (!isRecord(value)) {
    return [place];
  }
  const inner = Object.entries(value).flatMap(([key, item]) => {
    const child = schema.properties?.[key] ?? schema.additionalProperties;
    const isRequired = schema.required?.includes(key) ?? false;
    return child
      ? places({
          schema: child,
          value: item,
          steps: [...steps, key],
          isRequired,
        })
      : [];
  });
  return [place, ...inner];
}

/** A copy of `root` with the value at `steps` replaced, or removed. */
function replaced(root: ApiObject, steps: Steps, value: unknown): ApiObject {
  const copy = structuredClone(root);
  const last = steps[steps.length - 1];
  const parent = steps
    .slice(0, -1)
    .reduce<ApiObject>((at, step) => at[step], copy);
  if (value === undefined) {
    delete parent[last];
  } else {
    parent[last] = value;
  }
  return copy;
}

const WRONG_TYPE: Readonly<Record<string, unknown>> = {
  string: 7,
  boolean: 'true',
  integer: 'many',
  array: { a: 'b' },
  object: ['a'],
};

/** Values that break one limit of the schema each, by the name of the limit. */
function breaking(schema: OpenApiSchema, value: unknown): [string, unknown][] {
  const { maxLength, maximum, maxItems, minItems, minLength, type } = schema;
  const list: [string, unknown, boolean][] = [
    ['of another type', WRONG_TYPE[type ?? ''], type !== undefined],
    ['outside its enum', 'bogus', schema.enum !== undefined],
    ['against its pattern', '!', schema.pattern !== undefined],
    ['too long', 'a'.repeat((maxLength ?? 0) + 1), maxLength !== undefined],
    ['too short', '', minLength !== undefined],
    ['too high', (maximum ?? 0) + 1, maximum !== undefined],
    ['too few', [], minItems !== undefined],
    [
      'too many',
      Array.from({ length: (maxItems ?? 0) + 1 }, () =>
        Array.isArray(value) ? value[0] : 'a',
      ),
      maxItems !== undefined && maxItems <= 100,
    ],
  ];
  return list.flatMap(([name, bad, applies]) => (applies ? [[name, bad]] : []));
}

function mutationsAt(spec: ApiObject, place: Place): Mutation[] {
  const at = `spec${pathText(place.steps)}`;
  const change = (name: string, value: unknown) => ({
    name: `${at} ${name}`,
    spec: replaced(spec, place.steps, value),
  });
  const isDefaulted = place.schema.default !== undefined;
  return [
    ...(place.isRequired ? [change('missing', undefined)] : []),
    ...(place.isRequired || isDefaulted ? [change('null', null)] : []),
    ...breaking(place.schema, place.value).map(([name, bad]) =>
      change(name, bad),
    ),
    ...(isRecord(place.value) && place.schema.properties
      ? [change('with a stray field', { ...place.value, stray: 1 })]
      : []),
  ];
}

/**
 * One changed copy of `spec` for each limit that the schema sets on a value in
 * it: required fields are removed, enums, patterns, lengths and types broken.
 */
export function mutations(spec: ApiObject, schema: OpenApiSchema): Mutation[] {
  const root = { schema, value: spec, steps: [], isRequired: false };
  return places(root)
    .filter(({ steps }) => steps.length > 0)
    .flatMap(place => mutationsAt(spec, place));
}
