/**
 * Go's text/template with the functions of Sprig v3 and Helm, as pure
 * functions of template text and data.
 *
 * ```ts
 * const templates = new TemplateSet({
 *   functions: helmFunctions(),
 *   missingKey: 'zero',
 *   environment: { now: () => Date.now(), random },
 * });
 * templates.parse('chart/templates/a.yaml', text);
 * const output = templates.execute('chart/templates/a.yaml', data);
 * ```
 *
 * @packageDocumentation
 */
export { decodeJson } from './encoding/decodeJson';
export { GoError, GoTemplateError } from './errors';
export type { GoTemplateErrorCode, TemplatePosition } from './errors';
export type { CallContext } from './exec/callContext';
export type {
  Environment,
  LookupReader,
  RandomSource,
} from './exec/environment';
export { DEFAULT_LIMITS } from './exec/limits';
export type { Limits } from './exec/limits';
export { TemplateSet } from './exec/templateSet';
export type { MissingKey, TemplateSetOptions } from './exec/templateSet';
export { parseTemplate } from './parse/parseTemplate';
export type { ParsedTemplate, ParseOptions } from './parse/parseTemplate';
export { parseFloatGo } from './format/parseNumber';
export { helmFunctions } from './helm/helmFunctions';
export { GoTime, goTime } from './time/goTime';
export { fixedZone } from './time/zones';
export type { Zone, ZoneOffset } from './time/zones';
export { GoRegexp } from './sprig/goRegexp';
export { sprigFunctions } from './sprig/sprigFunctions';
export { withShortUnicodeNames } from './sprig/unicodeNames';
export { hostName, parseUrl } from './url/parseUrl';
export type { UrlParts } from './url/parseUrl';
export {
  GoMap,
  GoNamedString,
  GoSlice,
  goStringMap,
  goStrings,
  jsonNumber,
} from './values/goCollections';
export { GoFunction, goFunction } from './values/goFunction';
export type { FunctionMap, GoFunctionBody } from './values/goFunction';
export { GoInt, goDuration, goInt, goInt64, goInteger } from './values/goInt';
export { GoObject } from './values/goObject';
export type { GoObjectOptions } from './values/goObject';
export { GoTypes, mapType, namedType, sliceType } from './values/goType';
export type { GoKind, GoType } from './values/goType';
export type { GoValue } from './values/goValue';
export { compareStrings, decodeUtf8, encodeUtf8 } from './values/utf8';
