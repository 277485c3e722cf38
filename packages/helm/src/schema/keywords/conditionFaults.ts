import type { Check } from '../evaluate';
import { fault, type Fault } from '../fault';
import { formatCount } from '../formatNumber';
import { isList, type JsonValue } from '../jsonValue';
import { compact } from './objectFaults';

/** Faults of not, allOf, anyOf, oneOf and if/then/else. */
export function conditionFaults(check: Check): Fault[] {
  return [
    ...notFaults(check),
    ...allOfFaults(check),
    ...anyOfFaults(check),
    ...oneOfFaults(check),
    ...ifFaults(check),
  ];
}

function schemasOf(check: Check, keyword: string): readonly JsonValue[] {
  const schemas = check.schema.get(keyword);
  return isList(schemas) ? schemas : [];
}

function notFaults(check: Check): Fault[] {
  const schema = check.schema.get('not');
  return schema === undefined || check.self(schema)
    ? []
    : [fault(check.path, "'not' failed")];
}

function allOfFaults(check: Check): Fault[] {
  const causes = schemasOf(check, 'allOf').flatMap(schema =>
    compact(check.self(schema)),
  );
  return causes.length > 0 ? [fault(check.path, "'allOf' failed", causes)] : [];
}

function anyOfFaults(check: Check): Fault[] {
  const schemas = schemasOf(check, 'anyOf');
  const causes = schemas.flatMap(schema => compact(check.self(schema)));
  return schemas.length > 0 && causes.length === schemas.length
    ? [fault(check.path, "'anyOf' failed", causes)]
    : [];
}

function oneOfFaults(check: Check): Fault[] {
  const causes: Fault[] = [];
  const matched: number[] = [];
  const schemas = schemasOf(check, 'oneOf');
  for (const [index, schema] of schemas.entries()) {
    const found = check.self(schema);
    if (found) {
      causes.push(found);
    } else {
      matched.push(index);
    }
    if (matched.length === 2) {
      const [first, second] = matched.map(formatCount);
      return [
        fault(
          check.path,
          `'oneOf' failed, subschemas ${first}, ${second} matched`,
        ),
      ];
    }
  }
  return schemas.length > 0 && matched.length === 0
    ? [fault(check.path, "'oneOf' failed, none matched", causes)]
    : [];
}

function ifFaults(check: Check): Fault[] {
  const condition = check.schema.get('if');
  if (condition === undefined || check.resource.draft < 7) {
    return [];
  }
  const branch = check.schema.get(check.self(condition) ? 'else' : 'then');
  return branch === undefined ? [] : compact(check.self(branch));
}
