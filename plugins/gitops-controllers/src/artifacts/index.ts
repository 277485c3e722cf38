export { ArchiveCache } from './cache/ArchiveCache';
export { ArtifactClient } from './ArtifactClient';
export { ArtifactServer } from './ArtifactServer';
export type { ArtifactStore, PutContent } from './ArtifactStore';
export type { DigestAlgorithm } from './digest';
export { DiskArtifactStore } from './disk/DiskArtifactStore';
export { ArtifactError } from './errors';
export type { ArtifactErrorCode } from './errors';
