import type { Check } from '../evaluate';
import { fault, quote, type Fault } from '../fault';
import { formatCount } from '../formatNumber';
import { isList, isObject, type JsonValue } from '../jsonValue';

type JsonObject = ReadonlyMap<string, JsonValue>;

/** Faults of an object: counts, required and dependent keys, properties, names. */
export function objectFaults(check: Check, value: JsonObject): Fault[] {
  return [
    ...countFaults(check, value),
    ...requiredFaults(check, value),
    ...dependencyFaults(check, value),
    ...propertyFaults(check, value),
    ...nameFaults(check, value),
    ...dependentFaults(check, value),
  ];
}

function countFaults({ schema, path }: Check, value: JsonObject): Fault[] {
  const faults: Fault[] = [];
  const min = schema.get('minProperties');
  const max = schema.get('maxProperties');
  if (typeof min === 'number' && value.size < min) {
    faults.push(fault(path, limitText('minProperties', value.size, min)));
  }
  if (typeof max === 'number' && value.size > max) {
    faults.push(fault(path, limitText('maxProperties', value.size, max)));
  }
  return faults;
}

/** `minLength: got 1, want 2` */
export function limitText(keyword: string, got: number, want: number): string {
  return `${keyword}: got ${formatCount(got)}, want ${formatCount(want)}`;
}

function requiredFaults({ schema, path }: Check, value: JsonObject): Fault[] {
  const missing = missingKeys(schema.get('required'), value);
  if (missing.length === 0) {
    return [];
  }
  const noun = missing.length === 1 ? 'property' : 'properties';
  return [fault(path, `missing ${noun} ${quoteAll(missing)}`)];
}

function missingKeys(
  wanted: JsonValue | undefined,
  value: JsonObject,
): string[] {
  return isList(wanted)
    ? wanted.map(String).filter(key => !value.has(key))
    : [];
}

function quoteAll(keys: readonly string[]): string {
  return keys.map(quote).join(', ');
}

function dependencyFaults(check: Check, value: JsonObject): Fault[] {
  const faults: Fault[] = [];
  for (const [key, wanted] of entriesOf(check.schema.get('dependencies'))) {
    if (value.has(key)) {
      faults.push(
        ...(isList(wanted)
          ? missingTogether(check, value, key, wanted)
          : compact(check.self(wanted))),
      );
    }
  }
  return faults;
}

function missingTogether(
  check: Check,
  value: JsonObject,
  key: string,
  wanted: JsonValue,
): Fault[] {
  const missing = missingKeys(wanted, value);
  return missing.length === 0
    ? []
    : [
        fault(
          check.path,
          `properties ${quoteAll(missing)} required, if ${quote(key)} exists`,
        ),
      ];
}

function propertyFaults(check: Check, value: JsonObject): Fault[] {
  const properties = check.schema.get('properties');
  const patterns = entriesOf(check.schema.get('patternProperties'));
  const additional = check.schema.get('additionalProperties');
  const faults: Fault[] = [];
  const refused: string[] = [];
  for (const [key, item] of value) {
    const own = isObject(properties) ? properties.get(key) : undefined;
    const matching = patterns
      .filter(([pattern]) => check.matches(pattern, key))
      .map(([, schema]) => schema);
    const schemas = [...(own === undefined ? [] : [own]), ...matching];
    for (const schema of schemas) {
      faults.push(...compact(check.child(schema, item, key)));
    }
    if (schemas.length > 0 || additional !== undefined) {
      check.seen.add(key);
    }
    if (schemas.length === 0 && additional === false) {
      refused.push(key);
    } else if (schemas.length === 0 && additional !== undefined) {
      faults.push(...compact(check.child(additional, item, key)));
    }
  }
  if (refused.length > 0) {
    faults.push(
      fault(
        check.path,
        `additional properties ${quoteAll(refused)} not allowed`,
      ),
    );
  }
  return faults;
}

function nameFaults(check: Check, value: JsonObject): Fault[] {
  const schema = check.schema.get('propertyNames');
  if (schema === undefined || check.resource.draft < 6) {
    return [];
  }
  return [...value.keys()].flatMap(key => {
    const found = check.apart(schema, key);
    if (!found) {
      return [];
    }
    const causes = found.kind === 'group' ? found.causes : [found];
    return [fault([], `invalid propertyName ${quote(key)}`, causes)];
  });
}

function dependentFaults(check: Check, value: JsonObject): Fault[] {
  if (check.resource.draft < 2019) {
    return [];
  }
  const { schema } = check;
  return [
    ...entriesOf(schema.get('dependentSchemas'))
      .filter(([key]) => value.has(key))
      .flatMap(([, dependent]) => compact(check.self(dependent))),
    ...entriesOf(schema.get('dependentRequired'))
      .filter(([key]) => value.has(key))
      .flatMap(([key, wanted]) => missingTogether(check, value, key, wanted)),
  ];
}

function entriesOf(value: JsonValue | undefined): [string, JsonValue][] {
  return isObject(value) ? [...value] : [];
}

/** A fault as a list of none or one. */
export function compact(found: Fault | undefined): Fault[] {
  return found ? [found] : [];
}
