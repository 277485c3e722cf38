import { isObject } from '../json';

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | {
      readonly kind: 'filter';
      readonly path: readonly string[];
      readonly operator: string;
      readonly value: string;
    };

const compiled = new Map<string, readonly Step[]>();
const FILTER = /^\?\(\s*@((?:\.[\w-]+)+)\s*(==|!=)\s*(['"]?)(.*?)\3\s*\)$/;

/**
 * Values at a printer column's JSONPath, e.g.
 * `.status.conditions[?(@.type=="Ready")].status`. Recursive descent and unions are not known.
 */
export function jsonPathValues(path: string, root: unknown): unknown[] {
  let steps = compiled.get(path);
  if (!steps) {
    steps = compile(path);
    compiled.set(path, steps);
  }
  return steps.reduce<unknown[]>(
    (values, step) => values.flatMap(value => follow(value, step)),
    [root],
  );
}

function compile(path: string): Step[] {
  const steps: Step[] = [];
  const text = path.replace(/^\{|\}$/g, '').replace(/^\$/, '');
  let position = 0;
  while (position < text.length) {
    if (text[position] === '[') {
      const end = endOfBracket(text, position);
      steps.push(bracket(text.slice(position + 1, end)));
      position = end + 1;
    } else {
      const match = /^\.?((?:\\.|[^.[\\])+)/.exec(text.slice(position));
      if (!match) {
        position += 1;
        continue;
      }
      const name = match[1].replace(/\\(.)/g, '$1');
      steps.push(name === '*' ? { kind: 'all' } : { kind: 'field', name });
      position += match[0].length;
    }
  }
  return steps;
}

function endOfBracket(text: string, start: number): number {
  let quote = '';
  for (let position = start + 1; position < text.length; position += 1) {
    const character = text[position];
    if (quote) {
      quote = character === quote ? '' : quote;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === ']') {
      return position;
    }
  }
  return text.length;
}

function bracket(body: string): Step {
  const filter = FILTER.exec(body);
  if (filter) {
    return {
      kind: 'filter',
      path: filter[1].split('.').slice(1),
      operator: filter[2],
      value: filter[4],
    };
  }
  if (body === '*') {
    return { kind: 'all' };
  }
  if (/^-?\d+$/.test(body)) {
    return { kind: 'index', index: Number(body) };
  }
  return { kind: 'field', name: body.replace(/^['"]|['"]$/g, '') };
}

function follow(value: unknown, step: Step): unknown[] {
  switch (step.kind) {
    case 'field':
      return isObject(value) && value[step.name] !== undefined
        ? [value[step.name]]
        : [];
    case 'index': {
      const item = Array.isArray(value) ? value.at(step.index) : undefined;
      return item === undefined ? [] : [item];
    }
    case 'all':
      if (Array.isArray(value)) {
        return value;
      }
      return isObject(value) ? Object.values(value) : [];
    default:
      return Array.isArray(value)
        ? value.filter(item => passes(item, step))
        : [];
  }
}

function passes(
  item: unknown,
  { path, operator, value }: Extract<Step, { kind: 'filter' }>,
): boolean {
  const found = path.reduce<unknown>(
    (at, key) => (isObject(at) ? at[key] : undefined),
    item,
  );
  const isEqual = found !== undefined && String(found) === value;
  return operator === '==' ? isEqual : !isEqual;
}
