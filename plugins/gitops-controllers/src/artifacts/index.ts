export { ArtifactClient } from './ArtifactClient';
export type { ArtifactClientOptions } from './ArtifactClient';
export { ArtifactServer } from './ArtifactServer';
export type { ArtifactServerOptions } from './ArtifactServer';
export { ArtifactStore } from './ArtifactStore';
export type {
  ArtifactOwner,
  ArtifactStoreOptions,
  PutRequest,
} from './ArtifactStore';
export type { DigestAlgorithm } from './archive/archiveDirectory';
export { ArtifactError } from './errors';
export type { ArtifactErrorCode } from './errors';
