import type { Expression, ListLiteral, MapLiteral } from '../syntax/ast';
import type { CelType } from '../types/CelType';
import {
  DYN,
  isOptionalType,
  listOf,
  mapOf,
  optionalOf,
} from '../types/CelType';
import type { Checker } from './Checker';
import { mostGeneral } from './Unifier';

/** The type of an element; one behind `?` must be optional. */
function elementType(
  checker: Checker,
  node: Expression,
  isOptional: boolean,
): CelType {
  const type = checker.check(node);
  if (!isOptional) return type;
  if (isOptionalType(type)) return type.parameters[0];
  if (type.kind !== 'dyn') {
    checker.mismatch(node.position, optionalOf(type), type);
  }
  return type;
}

function join(
  checker: Checker,
  previous: CelType | undefined,
  current: CelType,
): CelType {
  if (previous === undefined) return current;
  if (checker.types.isAssignable(previous, current)) {
    return mostGeneral(previous, current);
  }
  return DYN;
}

export function checkList(checker: Checker, node: ListLiteral): CelType {
  let element: CelType | undefined;
  for (const { value, isOptional } of node.elements) {
    const type = elementType(checker, value, isOptional);
    element = join(checker, element, type);
  }
  checker.aggregate(node.elements);
  return listOf(element ?? checker.types.variable());
}

export function checkMap(checker: Checker, node: MapLiteral): CelType {
  let key: CelType | undefined;
  let value: CelType | undefined;
  for (const entry of node.entries) {
    key = join(checker, key, checker.check(entry.key));
    const type = elementType(checker, entry.value, entry.isOptional);
    value = join(checker, value, type);
  }
  checker.aggregate(
    node.entries.map(entry => ({ value: entry.key, isOptional: false })),
  );
  checker.aggregate(node.entries);
  return mapOf(
    key ?? checker.types.variable(),
    value ?? checker.types.variable(),
  );
}
