import type { GoComplex } from './goComplex';
import type { GoInt } from './goInt';
import type { GoMap, GoNamedString, GoSlice } from './goCollections';
import type { GoFunction } from './goFunction';
import type { GoObject } from './goObject';

/**
 * A Go value as templates see it.
 *
 * | JavaScript | Go |
 * |---|---|
 * | null | nil |
 * | undefined | no value (a missing key; never stored in data) |
 * | boolean | bool |
 * | string | string (bytes that are not UTF-8: see `values/utf8.ts`) |
 * | number | float64 |
 * | GoInt | int, int64, … time.Duration |
 * | GoComplex | complex128 |
 * | GoNamedString | json.Number and other defined string types |
 * | array | []interface {} |
 * | Uint8Array | []byte |
 * | GoSlice | other slices, e.g. []string |
 * | Map | map[string]interface {} |
 * | GoMap | other maps with string keys |
 * | GoObject | structs, and types with methods |
 * | GoFunction | func |
 */
export type GoValue =
  | null
  | undefined
  | boolean
  | string
  | number
  | GoInt
  | GoComplex
  | GoNamedString
  | Uint8Array
  | GoSlice
  | GoMap
  | GoObject
  | GoFunction
  | GoValue[]
  | Map<string, GoValue>;
