import type { Frame } from '../exec/frame';
import { GoMap, GoSlice } from '../values/goCollections';
import { GoType, GoTypes, isSameType } from '../values/goType';
import type { GoValue } from '../values/goValue';
import { typeOf } from '../values/reflect';

/** True for types that have a nil value. */
export function canBeNil(type: GoType): boolean {
  switch (type.kind) {
    case 'interface':
    case 'map':
    case 'slice':
    case 'ptr':
    case 'func':
      return true;
    default:
      return type === GoTypes.reflectValue;
  }
}

/** The zero value of a type that can be nil. */
export function zeroValue(type: GoType): GoValue {
  switch (type.kind) {
    case 'map':
      return new GoMap(type, [], true);
    case 'slice':
      return new GoSlice(type, [], true);
    default:
      return type === GoTypes.reflectValue ? undefined : null;
  }
}

/** Whether Go lets a value of type `from` be used where `to` is wanted. */
export function isAssignable(from: GoType, to: GoType): boolean {
  if (to.kind === 'interface' || isSameType(from, to)) {
    return true;
  }
  const isComposite = from.kind === 'map' || from.kind === 'slice';
  return (
    isComposite &&
    from.kind === to.kind &&
    !(from.isNamed && to.isNamed) &&
    from.elem !== undefined &&
    to.elem !== undefined &&
    isSameType(from.elem, to.elem)
  );
}

/** Checks a value against a parameter's type, with Go's messages. */
export function validateType(
  frame: Frame,
  value: GoValue,
  type: GoType,
): GoValue {
  if (type === GoTypes.any) {
    return value === undefined ? null : value;
  }
  if (type === GoTypes.reflectValue) {
    return value;
  }
  if (value === undefined) {
    return canBeNil(type)
      ? zeroValue(type)
      : frame.fail(`invalid value; expected ${type.name}`);
  }
  const actual = typeOf(value);
  if (value !== null && isAssignable(actual, type)) {
    return value;
  }
  return frame.fail(
    `wrong type for value; expected ${type.name}; got ${actual.name}`,
  );
}
