import type { Value } from '../values/Value';

interface Node {
  /** Where errors about this node point: an offset in UTF-16 units. */
  readonly position: number;
  /** Levels of nodes below and with this one. */
  readonly depth: number;
}

export interface Literal extends Node {
  readonly kind: 'literal';
  readonly value: Value;
}

/** A name; with `isAbsolute` it was written as `.name`. */
export interface Ident extends Node {
  readonly kind: 'ident';
  readonly name: string;
  readonly isAbsolute: boolean;
}

/** `operand.field`, `operand.?field`, or `has(operand.field)`. */
export interface Select extends Node {
  readonly kind: 'select';
  readonly operand: Expression;
  readonly field: string;
  readonly isOptional: boolean;
  readonly isTest: boolean;
}

/** `operand[index]` or `operand[?index]`. */
export interface Index extends Node {
  readonly kind: 'index';
  readonly operand: Expression;
  readonly index: Expression;
  readonly isOptional: boolean;
}

/** A function or an operator, e.g. `_+_`. */
export interface Call extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly target?: Expression;
  readonly args: readonly Expression[];
}

/** `a && b && c` or `a || b`. */
export interface Logical extends Node {
  readonly kind: 'logical';
  readonly operator: '&&' | '||';
  readonly terms: readonly Expression[];
}

export interface Conditional extends Node {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}

export interface ListElement {
  readonly value: Expression;
  readonly isOptional: boolean;
}

export interface ListLiteral extends Node {
  readonly kind: 'list';
  readonly elements: readonly ListElement[];
}

export interface MapEntry {
  readonly key: Expression;
  readonly value: Expression;
  readonly isOptional: boolean;
}

export interface MapLiteral extends Node {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

/** `Name{field: value}`: no environment of this package has such types. */
export interface StructLiteral extends Node {
  readonly kind: 'struct';
  readonly name: string;
}

/** What a macro over a list or map makes of its elements. */
export type Fold =
  | 'all'
  | 'exists'
  | 'existsOne'
  | 'filter'
  | 'map'
  | 'transformMap'
  | 'transformMapEntry'
  | 'sortBy';

/** A macro over the elements of `range`; with two variables they are key (or index) and value. */
export interface Comprehension extends Node {
  readonly kind: 'comprehension';
  readonly fold: Fold;
  readonly range: Expression;
  readonly variables: readonly string[];
  /** Elements for which it is false are left out. */
  readonly filter?: Expression;
  readonly body: Expression;
}

/** `target.optMap(variable, body)`; with `isFlat` the body yields an optional. */
export interface OptionalMap extends Node {
  readonly kind: 'optionalMap';
  readonly target: Expression;
  readonly variable: string;
  readonly body: Expression;
  readonly isFlat: boolean;
}

/** A parsed expression, with its macros expanded. */
export type Expression =
  | Literal
  | Ident
  | Select
  | Index
  | Call
  | Logical
  | Conditional
  | ListLiteral
  | MapLiteral
  | StructLiteral
  | Comprehension
  | OptionalMap;

/** The name that a chain of fields spells, e.g. `a.b.c`; undefined for anything else. */
export function qualifiedName(node: Expression): string | undefined {
  if (node.kind === 'ident') return node.name;
  if (node.kind !== 'select' || node.isOptional || node.isTest) {
    return undefined;
  }
  const prefix = qualifiedName(node.operand);
  return prefix === undefined ? undefined : `${prefix}.${node.field}`;
}
