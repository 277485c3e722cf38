import type { Random } from '@backstage-gitops/random';
import type { Draft } from '../schema/metaschemas';

type Schema = Record<string, unknown> | boolean;
type Making = () => Record<string, unknown>;

/** The keys of {@link randomValue}'s objects. */
export const KEYS: readonly string[] = ['a', 'b', 'c'];
const TYPES = ['string', 'number', 'integer', 'boolean', 'null', 'array'];

/** A JSON value that the random schemas have something to say about. */
export function randomValue(random: Random, depth: number): unknown {
  const kind = random.below(depth > 0 ? 7 : 5);
  const scalars = [null, random.chance(0.5), random.below(5), 1.5, 'ab'];
  if (kind < 5) {
    return scalars[kind];
  }
  const items = random.times(random.below(3), () =>
    randomValue(random, depth - 1),
  );
  return kind === 5
    ? items
    : Object.fromEntries(items.map(item => [random.pick(KEYS), item]));
}

/** A schema of that draft; `definitions` (from 2019 on `$defs`) `shared` must exist. */
export function randomSchema(
  random: Random,
  depth: number,
  draft: Draft,
): Schema {
  if (draft > 4 && random.chance(0.08)) {
    return random.chance(0.7);
  }
  const simple = simpleSchemas(random, draft);
  const nested = depth > 0 ? nestedSchemas(random, depth - 1, draft) : [];
  const first = random.pick([...simple, ...nested])();
  // Up to draft 7 nothing beside a $ref counts; judges disagree whether it may stand there.
  return '$ref' in first || random.chance(0.7)
    ? first
    : { ...random.pick(simple)(), ...first };
}

function simpleSchemas(random: Random, draft: Draft): Making[] {
  const schemas: Making[] = [
    () => ({ type: random.pick(TYPES) }),
    () => ({ type: [random.pick(TYPES.slice(0, 3)), 'object'] }),
    () => ({ enum: [randomValue(random, 0), 'other'] }),
    () => ({ minimum: 2 }),
    () => ({ maximum: 3, multipleOf: 0.5 }),
    () => ({ minLength: 1, maxLength: 1 }),
    () => ({ pattern: '^a' }),
    () => ({ required: [random.pick(KEYS)] }),
    () => ({ uniqueItems: true, maxItems: 1 }),
    () => ({ minProperties: 1, maxProperties: 1 }),
  ];
  const newIn6: Making[] = [
    () => ({ const: randomValue(random, 0) }),
    () => ({ exclusiveMaximum: 3 }),
  ];
  const newIn2019: Making[] = [
    () => ({ dependentRequired: { a: ['b'] } }),
    () => ({ unevaluatedProperties: false }),
    () => ({ unevaluatedItems: false }),
  ];
  return [
    ...schemas,
    ...(draft >= 6 ? newIn6 : [() => ({ minimum: 1, exclusiveMinimum: true })]),
    ...(draft >= 2019 ? newIn2019 : []),
  ];
}

function nestedSchemas(random: Random, depth: number, draft: Draft): Making[] {
  const inner = () => randomSchema(random, depth, draft);
  const schemas: Making[] = [
    () => ({ properties: { a: inner(), b: inner() } }),
    () => ({ properties: { a: {} }, additionalProperties: inner() }),
    () => ({ patternProperties: { '[ab]': inner() } }),
    () => ({ anyOf: [inner(), inner()] }),
    () => ({ oneOf: [inner(), inner()] }),
    () => ({ allOf: [inner(), inner()] }),
    () => ({ not: inner() }),
    () => ({ items: inner() }),
    () => ({ $ref: `#/${draft < 2019 ? 'definitions' : '$defs'}/shared` }),
  ];
  return [
    ...schemas,
    ...(draft >= 6 ? since6(inner) : []),
    ...(draft >= 7
      ? [() => ({ if: inner(), then: inner(), else: inner() })]
      : []),
    ...(draft >= 2019 ? since2019(inner, draft) : []),
  ];
}

function since6(inner: () => Schema): Making[] {
  return [
    () => ({ propertyNames: { maxLength: 0 } }),
    () => ({ contains: inner() }),
  ];
}

function since2019(inner: () => Schema, draft: Draft): Making[] {
  return [
    () => ({ dependentSchemas: { a: inner() } }),
    () => ({ contains: inner(), minContains: 2 }),
    () => ({ allOf: [inner(), inner()], unevaluatedProperties: inner() }),
    () => ({ anyOf: [inner(), inner()], unevaluatedItems: false }),
    () =>
      draft === 2019
        ? { items: [inner()], additionalItems: inner() }
        : { prefixItems: [inner()], items: inner() },
  ];
}
