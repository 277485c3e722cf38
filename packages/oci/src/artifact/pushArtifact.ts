import { createReadStream } from 'fs';
import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { digestOf } from '../reference/digest';
import { MediaType } from '../manifest/mediaTypes';
import type { OciReference } from '../reference/reference';
import type { RegistryClient } from '../client/RegistryClient';
import { buildArtifact, requireContent } from './buildArtifact';
import type { ArtifactContent, BuiltArtifact } from './buildArtifact';
import { ArtifactError } from './errors';
import { artifactDocuments } from './manifest';
import type { ArtifactDocuments, ArtifactMetadata } from './manifest';

/** Told how many bytes of a layer are sent or read, of how many. */
export type ProgressListener = (doneBytes: number, totalBytes: number) => void;

/** An artifact to push. */
export interface PushRequest extends ArtifactContent {
  readonly client: RegistryClient;
  /** With a tag. */
  readonly reference: OciReference;
  readonly metadata: ArtifactMetadata;
  /** Milliseconds since 1970, for `created`. Default: the clock's. */
  readonly now?: number;
  readonly onProgress?: ProgressListener;
  /** Ends the work. */
  readonly signal: AbortSignal;
}

/** An artifact in a registry. */
export interface PushedArtifact {
  /** `sha256:<hex>` of the manifest. */
  readonly digest: string;
  /** Of the layer: the archive in gzip. */
  readonly layer: Pick<BuiltArtifact, 'digest' | 'sizeBytes'>;
}

/**
 * Archives a directory or file and uploads it as the flux CLI does. The tag is
 * written last, so an upload that ends before leaves it as it was.
 * @throws ArtifactError - `invalid-option`, and as {@link buildArtifact};
 *   OciError - see {@link RegistryClient}
 */
export async function pushArtifact(
  request: PushRequest,
): Promise<PushedArtifact> {
  const { metadata, now = Date.now() } = request;
  const { tag } = request.reference;
  if (tag === undefined || request.reference.digest !== undefined) {
    throw new ArtifactError(
      'invalid-option',
      'an artifact is pushed to a tag, not to a digest: write oci://<host>/<repository>:<tag>',
    );
  }
  const nothing = { digest: digestOf(new Uint8Array()), sizeBytes: 0 };
  const early = artifactDocuments(nothing, metadata, now);
  await requireContent(request.path);
  // The config is the same for all artifacts: who may not push hears of it
  // before the work.
  await pushConfig(request, early);
  const directory = await mkdtemp(join(tmpdir(), 'gitops-artifact-'));
  try {
    const layer = await buildArtifact({
      ...request,
      output: join(directory, 'artifact.tgz'),
    });
    const documents = artifactDocuments(layer, metadata, now);
    const digest = await pushContent(request, layer, documents);
    return { digest, layer };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function pushConfig(
  { client, reference, signal }: PushRequest,
  { config, configDigest }: ArtifactDocuments,
): Promise<void> {
  await client.pushBlob(
    reference,
    {
      digest: configDigest,
      size: config.length,
      async *open(start: number): AsyncGenerator<Uint8Array> {
        yield config.subarray(start);
      },
    },
    { signal },
  );
}

async function pushContent(
  { client, reference, onProgress, signal }: PushRequest,
  layer: BuiltArtifact,
  { manifest }: ArtifactDocuments,
): Promise<string> {
  await client.pushBlob(reference, fileContent(layer, onProgress), { signal });
  return client.putManifest(
    reference,
    { bytes: manifest, mediaType: MediaType.ociManifest },
    { signal },
  );
}

function fileContent(
  { file, digest, sizeBytes }: BuiltArtifact,
  onProgress: ProgressListener = () => undefined,
) {
  return {
    digest,
    size: sizeBytes,
    async *open(start: number): AsyncGenerator<Uint8Array> {
      let sent = start;
      for await (const chunk of createReadStream(file, { start })) {
        yield chunk as Buffer;
        sent += (chunk as Buffer).length;
        onProgress(sent, sizeBytes);
      }
    },
  };
}
