/** What ImageRepositories and ImagePolicies share. */
export { emitSuccess, observeSuspended } from './emitOutcome';
export { canonicalNameOf, parseImage } from './imageName';
export { ImageReason } from './reasons';
export { FEATURE_GATES, requireGate } from './requireGate';
export { resolveAccess } from './resolveAccess';
export type { RegistryAccess } from './resolveAccess';
export { timeoutOf } from './timeoutOf';
export type { RegistryDeps } from './types';
export { withRegistry } from './withRegistry';
