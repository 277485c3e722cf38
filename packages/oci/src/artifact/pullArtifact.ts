import { stat } from 'fs/promises';
import type { RegistryClient } from '../client/RegistryClient';
import { Annotation } from '../manifest/mediaTypes';
import type { OciReference } from '../reference/reference';
import { ArtifactError } from './errors';
import { findLayer } from './findLayer';
import type { ProgressListener } from './pushArtifact';
import { DEFAULT_LAYER_LIMITS } from './unpack/readLayer';
import type { LayerLimits } from './unpack/readLayer';
import { unpackLayer } from './unpack/unpackLayer';
import type { UnpackedLayer } from './unpack/unpackLayer';

/** An artifact to pull. */
export interface PullRequest {
  readonly client: RegistryClient;
  readonly reference: OciReference;
  /** Directory that is there. Files that the artifact does not name stay. */
  readonly directory: string;
  readonly limits?: Partial<LayerLimits>;
  readonly onProgress?: ProgressListener;
  /** Ends the work. */
  readonly signal: AbortSignal;
}

/** What an artifact says of itself. */
export interface PulledMetadata {
  readonly source?: string;
  readonly revision?: string;
  readonly created?: string;
}

/** An artifact that was unpacked. */
export interface PulledArtifact extends UnpackedLayer, PulledMetadata {
  /** `sha256:<hex>` of the manifest. */
  readonly digest: string;
}

/**
 * Unpacks an artifact. The directory is touched only once the whole layer was
 * read, checked against its digest and found safe.
 * @throws ArtifactError - `invalid-path`, `invalid-artifact`, `unsafe-archive`,
 *   `conflict`, `limit`; OciError - see {@link RegistryClient}; errors of the
 *   file system
 */
export async function pullArtifact(
  request: PullRequest,
): Promise<PulledArtifact> {
  const { client, reference, directory, signal, onProgress } = request;
  await requireDirectory(directory);
  const { digest, manifest, layer } = await findLayer(
    client,
    reference,
    signal,
  );
  const bytes = client.getBlob(reference, layer, { signal });
  const unpacked = await unpackLayer(
    onProgress ? watched(bytes, layer.size, onProgress) : bytes,
    directory,
    { ...DEFAULT_LAYER_LIMITS, ...request.limits },
  );
  return { ...unpacked, ...metadataOf(manifest.annotations), digest };
}

/** The fields of an artifact that its annotations have; empty ones are none. */
export function metadataOf(
  annotations: Readonly<Record<string, string>> = {},
): PulledMetadata {
  return {
    source: annotations[Annotation.source] || undefined,
    revision: annotations[Annotation.revision] || undefined,
    created: annotations[Annotation.created] || undefined,
  };
}

async function requireDirectory(directory: string): Promise<void> {
  let why = 'it is no directory';
  try {
    if ((await stat(directory)).isDirectory()) return;
  } catch (error) {
    why = (error as Error).message;
  }
  throw new ArtifactError(
    'invalid-path',
    `invalid output path ${JSON.stringify(directory)}: ${why}`,
  );
}

async function* watched(
  bytes: AsyncIterable<Uint8Array>,
  totalBytes: number,
  onProgress: ProgressListener,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of bytes) {
    yield chunk;
    read += chunk.length;
    onProgress(read, totalBytes);
  }
}
