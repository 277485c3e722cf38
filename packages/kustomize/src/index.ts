/**
 * The kustomize engine: builds a kustomization from files, purely and
 * synchronously but for remote references.
 *
 * @packageDocumentation
 */
export { buildKustomization, buildLocalKustomization } from './build';
export { setMetadata } from './setMetadata';
export type { MetadataEntries } from './setMetadata';
export { MemoryFileSystem } from './fileSystem';
export type { FileSystem } from './fileSystem';
export { nodeFileSystem } from './nodeFileSystem';
export type { NodeFileFunctions } from './nodeFileSystem';
export { KustomizeError, isKustomizeError } from './errors';
export type { KustomizeErrorCode, KustomizeErrorPlace } from './errors';
export { DEFAULT_LIMITS } from './options';
export type {
  BuildLimits,
  BuildOptions,
  BuildResult,
  ChartReference,
  ClonedRepository,
  LoadRestrictor,
  RemoteFetcher,
  RemoteFile,
} from './options';
export {
  readKustomizationLeniently,
  writeKustomization,
} from './load/lenientKustomization';
export { checkManifests } from './load/checkManifests';
export type { ImageSettings, Kustomization } from './load/kustomizationTypes';
export { parseRepositoryReference } from './load/remoteUrl';
export type { RepositoryReference } from './load/remoteUrl';
export { compileAnchored } from './select/regex';
export type { TextMatcher } from './select/regex';
export type { HelmRelease } from './generators/helmChart';
export type { Resource } from './resources/resource';
export { describeGvk, describeId, idKey } from './resources/resourceId';
export type { GroupVersionKind, ResourceId } from './resources/resourceId';
export type { JsonValue } from './resources/toValue';
