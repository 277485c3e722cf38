import { badRequest } from '../errors/ApiError';
import { getPath, isObject, JsonObject, KubeObject } from '../json';
import { Resource } from '../resources/Resource';

export type ObjectFilter = (object: KubeObject) => boolean;

interface Requirement {
  readonly key: string;
  readonly operator: '=' | '!=' | 'in' | 'notin' | 'exists' | '!';
  readonly values: readonly string[];
}

const SET = /^([^\s!=,()]+)\s+(in|notin)\s*\(([^)]*)\)$/;
const EQUALITY = /^([^\s!=,()]+)\s*(==|!=|=)\s*([^\s!=,()]*)$/;
const EXISTS = /^(!?)\s*([^\s!=,()]+)$/;

/**
 * Reads a label selector, e.g. `app=web,tier in (a,b),!legacy`.
 * @throws ApiError - 400, not a selector
 */
export function labelFilter(text: string | undefined): ObjectFilter {
  if (!text) {
    return () => true;
  }
  const requirements = splitTerms(text).map(parseRequirement);
  return ({ metadata }) =>
    requirements.every(item => matches(item, metadata.labels ?? {}));
}

/** Splits at commas outside parentheses. */
function splitTerms(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map(term => term.trim())
    .filter(Boolean);
}

function parseRequirement(term: string): Requirement {
  const set = SET.exec(term);
  if (set) {
    const values = set[3].split(',').map(value => value.trim());
    return { key: set[1], operator: set[2] as 'in' | 'notin', values };
  }
  const equality = EQUALITY.exec(term);
  if (equality) {
    return {
      key: equality[1],
      operator: equality[2] === '!=' ? '!=' : '=',
      values: [equality[3]],
    };
  }
  const exists = EXISTS.exec(term);
  if (exists) {
    return { key: exists[2], operator: exists[1] ? '!' : 'exists', values: [] };
  }
  throw badRequest(
    `unable to parse requirement: found '${term}', expected: a label selector`,
  );
}

function matches(
  { key, operator, values }: Requirement,
  labels: Record<string, string>,
): boolean {
  const value = Object.prototype.hasOwnProperty.call(labels, key)
    ? labels[key]
    : undefined;
  switch (operator) {
    case '=':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}

/** Whether a LabelSelector object (matchLabels, matchExpressions) selects the labels. */
export function selectsLabels(
  selector: unknown,
  labels: Record<string, string> | undefined,
): boolean {
  if (!isObject(selector)) {
    return false;
  }
  const wanted = isObject(selector.matchLabels) ? selector.matchLabels : {};
  const expressions = Array.isArray(selector.matchExpressions)
    ? selector.matchExpressions
    : [];
  const have = labels ?? {};
  return (
    Object.entries(wanted).every(([key, value]) => have[key] === value) &&
    expressions.filter(isObject).every(item => matchesExpression(item, have))
  );
}

const OPERATORS: Readonly<Record<string, Requirement['operator']>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

function matchesExpression(
  expression: JsonObject,
  labels: Record<string, string>,
): boolean {
  const values = Array.isArray(expression.values)
    ? expression.values.map(String)
    : [];
  const operator = OPERATORS[String(expression.operator)] ?? 'in';
  return matches({ key: String(expression.key), operator, values }, labels);
}

/**
 * Reads a field selector, e.g. `metadata.name=a,status.phase!=Running`.
 * @throws ApiError - 400, a field that this resource does not offer
 */
export function fieldFilter(
  resource: Resource,
  text: string | undefined,
): ObjectFilter {
  if (!text) {
    return () => true;
  }
  const terms = text.split(',').map(term => {
    const match = /^([^=!]+)(==|!=|=)(.*)$/.exec(term.trim());
    if (!match) {
      throw badRequest(
        `invalid selector: '${text}'; can't understand '${term}'`,
      );
    }
    const [, field, operator, value] = match;
    checkField(resource, field);
    return { path: field.split('.'), negated: operator === '!=', value };
  });
  return object =>
    terms.every(
      ({ path, negated, value }) =>
        (fieldText(object, path) === value) !== negated,
    );
}

function fieldText(object: KubeObject, path: string[]): string {
  const value =
    path[0] === 'source' && path.length === 1
      ? getPath(object, ['source', 'component'])
      : getPath(object, path);
  return value === undefined || value === null ? '' : String(value);
}

function checkField(resource: Resource, field: string): void {
  const known = ['metadata.name', 'metadata.namespace'];
  if ([...known, ...resource.selectableFields].includes(field)) {
    return;
  }
  const hasOwn = resource.custom || resource.selectableFields.length > 0;
  throw badRequest(
    hasOwn
      ? `field label not supported: ${field}`
      : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
  );
}
