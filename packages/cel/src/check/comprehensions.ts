import type { Comprehension, Expression, OptionalMap } from '../syntax/ast';
import type { CelType } from '../types/CelType';
import {
  BOOL,
  DYN,
  ERROR,
  INT,
  isOptionalType,
  listOf,
  mapOf,
  optionalOf,
} from '../types/CelType';
import type { Checker } from './Checker';

/** Types of the variables: elements or keys; with two, keys (or indices) and values. */
function variableTypes(
  checker: Checker,
  { range, variables }: Comprehension,
  type: CelType,
): CelType[] {
  switch (type.kind) {
    case 'list':
      return variables.length === 2
        ? [INT, type.parameters[0]]
        : [type.parameters[0]];
    case 'map':
      return [type.parameters[0], type.parameters[1]];
    case 'dyn':
    case 'error':
    case 'parameter':
      checker.types.isAssignable(DYN, type);
      return [DYN, DYN];
    default:
      checker.report(
        range.position,
        `expression of type '${type}' cannot be range of a comprehension (must be list, map, or dynamic)`,
      );
      return [ERROR, ERROR];
  }
}

export function checkComprehension(
  checker: Checker,
  node: Comprehension,
): CelType {
  const range = checker.types.resolve(checker.check(node.range));
  const types = variableTypes(checker, node, range);
  const scope = new Map(
    node.variables.map((name, index) => [name, types[index]] as const),
  );
  return checker.within(scope, () => {
    if (node.filter) checker.require(node.filter, BOOL);
    return checker.types.resolve(bodyType(checker, node, range, types));
  });
}

function bodyType(
  checker: Checker,
  { fold, body }: Comprehension,
  range: CelType,
  types: readonly CelType[],
): CelType {
  switch (fold) {
    case 'all':
    case 'exists':
    case 'existsOne':
      checker.require(body, BOOL);
      return BOOL;
    case 'filter':
      checker.require(body, BOOL);
      return listOf(types[0]);
    case 'map':
      return listOf(checker.check(body));
    case 'transformMap':
      return mapOf(types[0], checker.check(body));
    case 'transformMapEntry':
      return entryType(checker, body);
    default:
      return sortByType(checker, body, range, types[0]);
  }
}

function entryType(checker: Checker, body: Expression): CelType {
  const type = checker.types.resolve(checker.check(body));
  if (type.kind === 'map') return type;
  const isOpen = type.kind === 'dyn' || type.kind === 'error';
  const expected = mapOf(DYN, DYN);
  if (!isOpen) checker.mismatch(body.position, expected, type);
  return expected;
}

const COMPARABLE: ReadonlySet<string> = new Set(
  'int uint double bool duration timestamp string bytes dyn error parameter'.split(
    ' ',
  ),
);

function sortByType(
  checker: Checker,
  body: Expression,
  range: CelType,
  element: CelType,
): CelType {
  const key = checker.types.resolve(checker.check(body));
  if (range.kind === 'map') {
    checker.mismatch(body.position, listOf(element), range);
  }
  if (!COMPARABLE.has(key.kind)) {
    checker.report(
      body.position,
      `found no matching overload for '@sortByAssociatedKeys' applied to 'list(${element}).(list(${key}))'`,
    );
  }
  return listOf(element);
}

export function checkOptionalMap(
  checker: Checker,
  { target, variable, body, isFlat }: OptionalMap,
): CelType {
  const type = checker.types.resolve(checker.check(target));
  const isOpen =
    type.kind === 'dyn' || type.kind === 'error' || type.kind === 'parameter';
  if (!isOptionalType(type) && !isOpen) {
    checker.report(
      target.position,
      `found no matching overload for 'hasValue' applied to '${type}.()'`,
    );
  }
  const value = isOptionalType(type) ? type.parameters[0] : DYN;
  const scope = new Map([[variable, value]]);
  const result = checker.within(scope, () =>
    checker.types.resolve(checker.check(body)),
  );
  if (!isFlat) return optionalOf(result);
  const expected = optionalOf(checker.types.variable());
  if (!checker.types.isAssignable(result, expected)) {
    checker.report(
      body.position,
      `found no matching overload for '_?_:_' applied to '(bool, ${result}, optional_type(dyn))'`,
    );
  }
  return result;
}
