import { GoType, GoTypes } from './goType';
import type { GoValue } from './goValue';

/**
 * A Go map whose type is not `map[string]interface {}` (which is a plain
 * JavaScript Map), or a nil map.
 */
export class GoMap extends Map<string, GoValue> {
  /**
   * @param goType - for example `GoTypes.stringMap` or a named type
   * @param isNil - true for Go's nil map: prints `map[]`, encodes as null
   * @param keyValue - what stands for a key in `range` and when printed, where
   *   Go's keys are no strings; the map's order is that of the strings
   */
  constructor(
    readonly goType: GoType,
    entries?: Iterable<readonly [string, GoValue]>,
    readonly isNil = false,
    readonly keyValue?: (key: string) => GoValue,
  ) {
    super(entries);
  }
}

/**
 * A Go slice whose type is not `[]interface {}` (which is a plain JavaScript
 * array) or `[]byte` (a Uint8Array), or a nil slice.
 */
export class GoSlice {
  constructor(
    readonly goType: GoType,
    readonly items: GoValue[],
    readonly isNil = false,
  ) {}
}

/** A Go value of a defined string type, such as json.Number. */
export class GoNamedString {
  constructor(readonly goType: GoType, readonly text: string) {}
}

/** A Go json.Number: a number kept as the text it was written with; its kind is string. */
export function jsonNumber(text: string): GoNamedString {
  return new GoNamedString(GoTypes.jsonNumber, text);
}

/** A Go `[]string`. */
export function goStrings(items: readonly string[]): GoSlice {
  return new GoSlice(GoTypes.strings, items as string[]);
}

/** A Go `map[string]string`. */
export function goStringMap(
  entries?: Iterable<readonly [string, string]>,
): GoMap {
  return new GoMap(GoTypes.stringMap, entries);
}
