import { isList, isObject, type JsonValue } from './jsonValue';
import type { Draft } from './metaschemas';

/** Where schemas stand: as the keyword's value, or as its items or entries. */
interface Positions {
  readonly own: readonly string[];
  readonly items: readonly string[];
  readonly entries: readonly string[];
}

/** Keywords that hold schemas, by the first draft that knows them. */
const POSITIONS: readonly (readonly [Draft, Positions])[] = [
  [
    4,
    {
      own: ['not', 'additionalProperties', 'items', 'additionalItems'],
      items: ['allOf', 'anyOf', 'oneOf', 'items'],
      entries: [
        'definitions',
        'properties',
        'patternProperties',
        'dependencies',
      ],
    },
  ],
  [6, { own: ['propertyNames', 'contains'], items: [], entries: [] }],
  [7, { own: ['if', 'then', 'else'], items: [], entries: [] }],
  [
    2019,
    {
      own: ['unevaluatedProperties', 'unevaluatedItems', 'contentSchema'],
      items: [],
      entries: ['$defs', 'dependentSchemas'],
    },
  ],
  [2020, { own: [], items: ['prefixItems'], entries: [] }],
];

/**
 * The schemas directly inside a schema. What stands in a keyword that the
 * draft does not know, or in `enum` and `default`, is none.
 */
export function* subschemasOf(
  schema: ReadonlyMap<string, JsonValue>,
  draft: Draft,
): Generator<JsonValue> {
  for (const [since, { own, items, entries }] of POSITIONS) {
    if (since <= draft) {
      yield* own.flatMap(keyword => objectsIn([schema.get(keyword)]));
      yield* items.flatMap(keyword => objectsIn(schema.get(keyword)));
      yield* entries.flatMap(keyword => {
        const map = schema.get(keyword);
        return isObject(map) ? objectsIn([...map.values()]) : [];
      });
    }
  }
}

function objectsIn(
  values: JsonValue | readonly (JsonValue | undefined)[] | undefined,
): JsonValue[] {
  return isList(values as JsonValue)
    ? (values as readonly (JsonValue | undefined)[]).filter(isObject)
    : [];
}
