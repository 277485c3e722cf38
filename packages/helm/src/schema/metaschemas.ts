import draft201909 from 'ajv/dist/refs/json-schema-2019-09/schema.json';
import applicator201909 from 'ajv/dist/refs/json-schema-2019-09/meta/applicator.json';
import content201909 from 'ajv/dist/refs/json-schema-2019-09/meta/content.json';
import core201909 from 'ajv/dist/refs/json-schema-2019-09/meta/core.json';
import format201909 from 'ajv/dist/refs/json-schema-2019-09/meta/format.json';
import metadata201909 from 'ajv/dist/refs/json-schema-2019-09/meta/meta-data.json';
import validation201909 from 'ajv/dist/refs/json-schema-2019-09/meta/validation.json';
import draft202012 from 'ajv/dist/refs/json-schema-2020-12/schema.json';
import applicator202012 from 'ajv/dist/refs/json-schema-2020-12/meta/applicator.json';
import content202012 from 'ajv/dist/refs/json-schema-2020-12/meta/content.json';
import core202012 from 'ajv/dist/refs/json-schema-2020-12/meta/core.json';
import formatAnnotation202012 from 'ajv/dist/refs/json-schema-2020-12/meta/format-annotation.json';
import metadata202012 from 'ajv/dist/refs/json-schema-2020-12/meta/meta-data.json';
import unevaluated202012 from 'ajv/dist/refs/json-schema-2020-12/meta/unevaluated.json';
import validation202012 from 'ajv/dist/refs/json-schema-2020-12/meta/validation.json';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json';
import draft07 from 'ajv/dist/refs/json-schema-draft-07.json';
import draft04 from 'ajv-draft-04/dist/refs/json-schema-draft-04.json';
import { fromParsedJson, isObject, type JsonValue } from './jsonValue';

/** Year-like number of a draft, to compare: 4, 6, 7, 2019, 2020. */
export type Draft = 4 | 6 | 7 | 2019 | 2020;

/** Drafts by the URL in `$schema`, without scheme and fragment. */
const DRAFTS: ReadonlyMap<string, Draft> = new Map<string, Draft>([
  ['json-schema.org/draft-04/schema', 4],
  ['json-schema.org/draft-06/schema', 6],
  ['json-schema.org/draft-07/schema', 7],
  ['json-schema.org/draft/2019-09/schema', 2019],
  ['json-schema.org/draft/2020-12/schema', 2020],
  ['json-schema.org/schema', 2020],
]);

/** URLs of the metaschemas by draft. */
export const METASCHEMA_URLS: Readonly<Record<Draft, string>> = {
  4: 'http://json-schema.org/draft-04/schema',
  6: 'http://json-schema.org/draft-06/schema',
  7: 'http://json-schema.org/draft-07/schema',
  2019: 'https://json-schema.org/draft/2019-09/schema',
  2020: 'https://json-schema.org/draft/2020-12/schema',
};

/** The draft that a `$schema` names; undefined when it is none of the known ones. */
export function draftOf(url: string): Draft | undefined {
  return DRAFTS.get(url.replace(/^https?:\/\//, '').replace(/#$/, ''));
}

let documents: ReadonlyMap<string, JsonValue> | undefined;

/** The metaschemas and their parts by URL, without fragment. */
export function metaschemaDocuments(): ReadonlyMap<string, JsonValue> {
  documents ??= new Map(
    [
      draft04,
      draft06,
      draft07,
      draft201909,
      applicator201909,
      content201909,
      core201909,
      format201909,
      metadata201909,
      validation201909,
      draft202012,
      applicator202012,
      content202012,
      core202012,
      formatAnnotation202012,
      metadata202012,
      unevaluated202012,
      validation202012,
    ].map(document => {
      const schema = fromParsedJson(document);
      const id = idOf(schema);
      return [id, withAmendments(id, schema)];
    }),
  );
  return documents;
}

/** Where the Go library's metaschemas differ from the published ones; `undefined` leaves out. */
const AMENDMENTS: Readonly<
  Record<string, Readonly<Record<string, object | undefined>>>
> = {
  [METASCHEMA_URLS[4]]: {
    id: { type: 'string' },
    format: { type: 'string' },
    $ref: { type: 'string' },
  },
  [METASCHEMA_URLS[6]]: { examples: undefined },
  [METASCHEMA_URLS[7]]: { writeOnly: { type: 'boolean', default: false } },
};

function withAmendments(id: string, schema: JsonValue): JsonValue {
  const amendments = AMENDMENTS[id];
  const properties = isObject(schema) ? schema.get('properties') : undefined;
  if (!amendments || !isObject(schema) || !isObject(properties)) {
    return schema;
  }
  const amended = new Map(properties);
  for (const [key, value] of Object.entries(amendments)) {
    if (value === undefined) {
      amended.delete(key);
    } else {
      amended.set(key, fromParsedJson(value));
    }
  }
  return new Map([...schema, ['properties', amended]]);
}

function idOf(schema: JsonValue): string {
  const id = isObject(schema) ? schema.get('$id') ?? schema.get('id') : '';
  return String(id).replace(/#$/, '');
}
