export { ForgeError, isForgeError } from './ForgeError';
export type { ForgeErrorCode, ForgeErrorOptions } from './ForgeError';
export { createForge } from './createForge';
export type { ForgeOptions } from './createForge';
export { Forges } from './Forges';
export type { ForgesOptions } from './Forges';
export type { ForgeLimits } from './http/ForgeHttp';
export { parseCloneUrl } from './parseCloneUrl';
export type * from './types';
