export { buildArtifact } from './buildArtifact';
export type {
  ArtifactContent,
  BuildRequest,
  BuiltArtifact,
} from './buildArtifact';
export type { WrittenArchive } from './archive/writeArchive';
export { diffArtifact } from './diffArtifact';
export type {
  ArtifactDiff,
  ArtifactDifference,
  DiffRequest,
} from './diffArtifact';
export { ArtifactError } from './errors';
export type { ArtifactErrorCode } from './errors';
export { DEFAULT_IGNORE_PATHS } from './ignorePaths';
export { listArtifacts } from './listArtifacts';
export type { ListedArtifact, ListRequest } from './listArtifacts';
export type { ArtifactMetadata } from './manifest';
export { FLUX_CONFIG_TYPE, FLUX_CONTENT_TYPE } from './mediaTypes';
export { pullArtifact } from './pullArtifact';
export type {
  PulledArtifact,
  PulledMetadata,
  PullRequest,
} from './pullArtifact';
export { pushArtifact } from './pushArtifact';
export type {
  ProgressListener,
  PushedArtifact,
  PushRequest,
} from './pushArtifact';
export { tagArtifact } from './tagArtifact';
export type { TagRequest } from './tagArtifact';
export type { LayerLimits } from './unpack/readLayer';
export type { UnpackedLayer } from './unpack/unpackLayer';
