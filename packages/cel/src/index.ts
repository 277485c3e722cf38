export { Environment, isCelError } from './Environment';
export type { EnvironmentOptions } from './Environment';
export { Program } from './Program';
export { CelError } from './errors';
export type { CelErrorCode, Diagnostic } from './errors';
export { Budget, DEFAULT_LIMITS } from './evaluate/Budget';
export type { EvaluationLimits } from './evaluate/Budget';
export type { Lookup } from './evaluate/Run';
export type {
  Implementation,
  Library,
  MacroSet,
  Overload,
} from './libraries/Library';
export { encoders } from './libraries/encoders';
export { kubernetesLibraries } from './libraries/kubernetes';
export { lists } from './libraries/lists';
export { math } from './libraries/math';
export { optionals } from './libraries/optionals';
export { sets } from './libraries/sets';
export { strings } from './libraries/strings';
export { twoVariables } from './libraries/twoVariables';
export * from './types/CelType';
export { fromDecodedJson, fromJson } from './values/json';
export { parseDuration, parseTimestamp } from './values/time';
export {
  ArrayList,
  CelList,
  CelMap,
  Duration,
  Opaque,
  Optional,
  Timestamp,
  Uint,
} from './values/Value';
export type { Value } from './values/Value';
