import type { MacroSet } from '../libraries/Library';
import { Uint } from '../values/Value';
import type { Comprehension, Expression, Fold, OptionalMap } from './ast';

/** A macro was called with an argument that it does not take. */
interface MacroFault {
  readonly position: number;
  readonly message: string;
}

interface MacroCall {
  readonly position: number;
  readonly target: Expression;
  readonly args: readonly Expression[];
}

type Expand = (call: MacroCall) => Expression | MacroFault;

interface Macro {
  /** Undefined: part of the language. */
  readonly set?: MacroSet;
  readonly expand: Expand;
}

export function isMacroFault(
  value: Expression | MacroFault,
): value is MacroFault {
  return 'message' in value;
}

/** Variables of generated loops: a macro over them would be ambiguous. */
const RESERVED = new Set(['__result__', '@result']);

function nameFault(arg: Expression, message: string): MacroFault | undefined {
  if (arg.kind !== 'ident' || arg.isAbsolute) {
    return { position: arg.position, message };
  }
  return RESERVED.has(arg.name)
    ? {
        position: arg.position,
        message: 'iteration variable overwrites accumulator variable',
      }
    : undefined;
}

/** Levels of nodes that a node over others has. */
export function depthOver(...nodes: (Expression | undefined)[]): number {
  return 1 + Math.max(0, ...nodes.map(node => node?.depth ?? 0));
}

/**
 * A macro over elements.
 * @param variables - 1 or 2 names come first; with `hasFilter` a condition follows
 */
function fold(
  kind: Fold,
  variables: number,
  hasFilter: boolean,
  message: string,
): Expand {
  return ({ position, target, args }) => {
    const names = args.slice(0, variables);
    for (const name of names) {
      const fault = nameFault(name, message);
      if (fault) return fault;
    }
    const [first, second] = args.slice(variables);
    const [filter, body] = hasFilter ? [first, second] : [undefined, first];
    const node: Comprehension = {
      kind: 'comprehension',
      position,
      depth: depthOver(target, filter, body),
      fold: kind,
      range: target,
      variables: names.map(name => (name.kind === 'ident' ? name.name : '')),
      filter,
      body,
    };
    return node;
  };
}

function optionalMap(name: string, isFlat: boolean): Expand {
  return ({ position, target, args: [variable, body] }) => {
    if (variable.kind !== 'ident') {
      return {
        position: variable.position,
        message: `${name}() variable name must be a simple identifier`,
      };
    }
    const node: OptionalMap = {
      ...{ kind: 'optionalMap', position, target, body, isFlat },
      depth: depthOver(target, body),
      variable: variable.name,
    };
    return node;
  };
}

const NOT_SIMPLE = 'argument must be a simple name';
const NOT_IDENT = 'argument is not an identifier';

const one = (kind: Fold, message = NOT_SIMPLE, hasFilter = false): Macro => ({
  expand: fold(kind, 1, hasFilter, message),
});
const two = (kind: Fold, hasFilter = false): Macro => ({
  set: 'twoVariables',
  expand: fold(kind, 2, hasFilter, NOT_SIMPLE),
});

/** By name and number of arguments. */
const MACROS: Readonly<Record<string, Macro>> = {
  all2: one('all'),
  exists2: one('exists'),
  exists_one2: one('existsOne'),
  filter2: one('filter', NOT_IDENT),
  map2: one('map', NOT_IDENT),
  map3: one('map', NOT_IDENT, true),
  all3: two('all'),
  exists3: two('exists'),
  exists_one3: two('existsOne'),
  existsOne3: two('existsOne'),
  transformList3: two('map'),
  transformList4: two('map', true),
  transformMap3: two('transformMap'),
  transformMap4: two('transformMap', true),
  transformMapEntry3: two('transformMapEntry'),
  transformMapEntry4: two('transformMapEntry', true),
  optMap2: { set: 'optional', expand: optionalMap('optMap', false) },
  optFlatMap2: { set: 'optional', expand: optionalMap('optFlatMap', true) },
  sortBy2: {
    set: 'sortBy',
    expand: fold('sortBy', 1, false, NOT_IDENT),
  },
};

function isNumber(node: Expression): boolean {
  if (node.kind === 'list' || node.kind === 'map' || node.kind === 'struct') {
    return false;
  }
  if (node.kind !== 'literal') return true;
  const { value } = node;
  return (
    typeof value === 'bigint' ||
    typeof value === 'number' ||
    value instanceof Uint
  );
}

function extremeFault(
  label: string,
  { target, args }: MacroCall,
): MacroFault | undefined {
  if (args.length === 0) {
    const message = `${label} requires at least one argument`;
    return { position: target.position, message };
  }
  const [first] = args;
  const isList =
    args.length === 1 &&
    first.kind === 'list' &&
    first.elements.length > 0 &&
    first.elements.every(({ value }) => isNumber(value));
  const wrong = isList ? undefined : args.find(arg => !isNumber(arg));
  if (!wrong) return undefined;
  const what =
    args.length === 1
      ? 'invalid single argument value'
      : 'simple literal arguments must be numeric';
  return { position: wrong.position, message: `${label} ${what}` };
}

/** `math.least(a, b, …)` and `math.greatest(a, b, …)`: of two values, or of a list. */
function extreme(name: string, label: string): Expand {
  return call => {
    const fault = extremeFault(label, call);
    if (fault) return fault;
    const { position, args } = call;
    const depth = depthOver(...args);
    const elements = args.map(value => ({ value, isOptional: false }));
    const list: Expression = { kind: 'list', position, depth, elements };
    return args.length < 3
      ? { kind: 'call', name, position, depth, args }
      : { kind: 'call', name, position, depth: depth + 1, args: [list] };
  };
}

const EXTREMES: Readonly<Record<string, Expand>> = {
  least: extreme('math.@min', 'math.least()'),
  greatest: extreme('math.@max', 'math.greatest()'),
};

function isMath(target: Expression): boolean {
  return target.kind === 'ident' && target.name === 'math';
}

/** The macro that a member call is; undefined when it is a function. */
export function findMacro(
  name: string,
  target: Expression,
  argumentCount: number,
  sets: ReadonlySet<MacroSet>,
): Expand | undefined {
  if (sets.has('math') && isMath(target) && Object.hasOwn(EXTREMES, name)) {
    return EXTREMES[name];
  }
  const key = `${name}${argumentCount}`;
  const macro = Object.hasOwn(MACROS, key) ? MACROS[key] : undefined;
  const isKnown = macro && (macro.set === undefined || sets.has(macro.set));
  return isKnown ? macro.expand : undefined;
}
