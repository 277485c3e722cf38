import type { Artifact } from '@backstage-gitops/plugin-gitops-common';
import type { PutRequest } from './ArtifactStore';

/** What a store knows once it has a file. */
interface Stored {
  readonly path: string;
  readonly url: string;
  /** `sha256:<hex>`. */
  readonly digest: string;
  readonly sizeBytes: number;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** `status.artifact` of a stored file; its time is without fractions of a second. */
export function toArtifact(
  { revision, metadata }: Pick<PutRequest, 'revision' | 'metadata'>,
  { path, url, digest, sizeBytes, nowMs }: Stored,
): Artifact {
  return {
    digest,
    lastUpdateTime: new Date(nowMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    path,
    revision,
    size: sizeBytes,
    url,
    ...(metadata ? { metadata: { ...metadata } } : {}),
  };
}
