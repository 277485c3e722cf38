import { KustomizeError } from '../errors';

/** Tests labels or annotations. */
export type LabelMatcher = (labels: ReadonlyMap<string, string>) => boolean;

/**
 * Parses a Kubernetes label selector: `app=web,tier in (a, b),!legacy`.
 * Empty fits everything.
 * @throws KustomizeError - invalid-config
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api
 */
export function parseLabelSelector(text: string): LabelMatcher {
  const requirements = splitRequirements(text).map(parseRequirement);
  return labels => requirements.every(requirement => requirement(labels));
}

/** Splits at commas that stand outside parentheses. */
function splitRequirements(text: string): string[] {
  if (text.trim() === '') return [];
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth += 1;
    else if (text[i] === ')') depth -= 1;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

const KEY = String.raw`[A-Za-z0-9][\w./-]*|`;
const EXISTS = new RegExp(String.raw`^\s*(!?)\s*(${KEY})\s*$`);
const SET = new RegExp(
  String.raw`^\s*(${KEY})\s+(in|notin)\s*\(([^()]*)\)\s*$`,
);
const COMPARE = new RegExp(
  String.raw`^\s*(${KEY})\s*(==|=|!=|<|>)\s*([\w.-]*)\s*$`,
);

function parseRequirement(text: string): LabelMatcher {
  const exists = EXISTS.exec(text);
  if (exists !== null && exists[2] !== '') {
    const [, not, key] = exists;
    return labels => labels.has(key) === (not === '');
  }
  const set = SET.exec(text);
  if (set !== null && set[1] !== '') return matchSet(set);
  const compare = COMPARE.exec(text);
  if (compare !== null && compare[1] !== '') return matchComparison(compare);
  throw new KustomizeError(
    'invalid-config',
    `unable to parse requirement '${text.trim()}' of a label selector`,
  );
}

function matchSet([, key, operator, list]: RegExpExecArray): LabelMatcher {
  const values = new Set(list.split(',').map(value => value.trim()));
  return operator === 'in'
    ? labels => labels.has(key) && values.has(labels.get(key)!)
    : labels => !labels.has(key) || !values.has(labels.get(key)!);
}

function matchComparison([
  ,
  key,
  operator,
  value,
]: RegExpExecArray): LabelMatcher {
  switch (operator) {
    case '!=':
      return labels => !labels.has(key) || labels.get(key) !== value;
    case '<':
    case '>':
      return matchOrder(key, operator, value);
    default:
      return labels => labels.get(key) === value;
  }
}

function matchOrder(
  key: string,
  operator: '<' | '>',
  value: string,
): LabelMatcher {
  if (!/^[+-]?\d+$/.test(value)) {
    throw new KustomizeError(
      'invalid-config',
      `label selector: '${key}${operator}${value}' needs an integer`,
    );
  }
  const bound = BigInt(value);
  return labels => {
    const label = labels.get(key);
    if (label === undefined || !/^[+-]?\d+$/.test(label)) return false;
    return operator === '<' ? BigInt(label) < bound : BigInt(label) > bound;
  };
}
