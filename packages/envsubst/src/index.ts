/**
 * Variable substitution as Flux's Kustomization does it after a build.
 *
 * @packageDocumentation
 */
export { EnvsubstError } from './errors';
export type { EnvsubstErrorCode } from './errors';
export { checkVariableNames, substitute } from './substitute';
export type { SubstituteOptions, Variables } from './substitute';
