export { ArchiveCache } from './cache/ArchiveCache';
export type { ArchiveCacheOptions } from './cache/ArchiveCache';
export { ArtifactClient } from './ArtifactClient';
export type { ArtifactClientOptions, ArtifactLocation } from './ArtifactClient';
export { ArtifactServer } from './ArtifactServer';
export type { ArtifactServerOptions } from './ArtifactServer';
export type {
  ArtifactOwner,
  ArtifactStore,
  OpenedFile,
  PutContent,
  PutRequest,
  StoredFile,
} from './ArtifactStore';
export type { DigestAlgorithm } from './digest';
export { DiskArtifactStore } from './disk/DiskArtifactStore';
export type { DiskArtifactStoreOptions } from './disk/DiskArtifactStore';
export { ArtifactError } from './errors';
export type { ArtifactErrorCode } from './errors';
export { ArchiveImage } from './image/ArchiveImage';
export { ARCHIVE_ROOT } from './image/makeImage';
export type { Retention } from './retention';
export { WorkArea } from './WorkArea';
