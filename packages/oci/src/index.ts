/**
 * A client of OCI registries: references, credentials, manifests, blobs, tags
 * and referrers, within limits on size, number, time and address.
 *
 * @packageDocumentation
 */
export * from './artifact';
export type { CredentialSource, RegistryCredentials } from './auth/credentials';
export { credentialsFrom, parseDockerConfig } from './auth/dockerConfig';
export type { DockerConfigEntry } from './auth/dockerConfig';
export { RegistryMemory } from './auth/RegistryMemory';
export type { RegistryToken } from './auth/RegistryMemory';
export { DEFAULT_OCI_LIMITS } from './client/options';
export type {
  CallOptions,
  OciLimits,
  OciRetry,
  RegistryClientOptions,
} from './client/options';
export type { BlobContent, PushBlobOptions } from './client/pushBlob';
export { RegistryClient } from './client/RegistryClient';
export type { RawManifest, ResolvedManifest } from './client/RegistryClient';
export { isOciError, OciError } from './errors';
export type { OciDiagnostic, OciErrorCode, OciErrorOptions } from './errors';
export { isIndexType, parseIndex, parseManifest } from './manifest/manifest';
export type {
  Descriptor,
  ImageIndex,
  ImageManifest,
  Platform,
} from './manifest/manifest';
export { Annotation, MediaType } from './manifest/mediaTypes';
export { digestOf, parseDigest } from './reference/digest';
export {
  DEFAULT_REGISTRY,
  DEFAULT_TAG,
  formatReference,
  parseReference,
  parseRepository,
  parseTag,
} from './reference/reference';
export type { OciReference, OciRepository } from './reference/reference';
export { RegistryStore } from './server/RegistryStore';
export type {
  ArtifactFixture,
  LayerContent,
  StoredManifest,
} from './server/RegistryStore';
export { startRegistry } from './server/startRegistry';
export type {
  RegistryIntercept,
  RegistryServer,
  RegistryServerOptions,
} from './server/startRegistry';
export type { RegistryServerAuth } from './server/TokenService';
export { selectTag, versionOf } from './tags/selectTag';
export type { TagSelector } from './tags/selectTag';
