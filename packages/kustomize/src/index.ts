/**
 * The kustomize engine: builds a kustomization from files, purely and
 * synchronously but for remote references.
 *
 * @packageDocumentation
 */
export { buildKustomization } from './build';
export { MemoryFileSystem } from './fileSystem';
export type { FileSystem } from './fileSystem';
export { KustomizeError, isKustomizeError } from './errors';
export type { KustomizeErrorCode, KustomizeErrorPlace } from './errors';
export { DEFAULT_LIMITS } from './options';
export type {
  BuildLimits,
  BuildOptions,
  BuildResult,
  FetchedRemote,
  LoadRestrictor,
} from './options';
export type { HelmRelease } from './generators/helmChart';
export type { Resource } from './resources/resource';
export type { GroupVersionKind, ResourceId } from './resources/resourceId';
export type { JsonValue } from './resources/toValue';
