import { createReadStream } from 'fs';
import { mkdtemp, rm } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { digestOf } from '../reference/digest';
import { MediaType } from '../manifest/mediaTypes';
import type { OciReference } from '../reference/reference';
import type { RegistryClient } from '../client/RegistryClient';
import { buildArtifact } from './buildArtifact';
import type { ArtifactContent, BuiltArtifact } from './buildArtifact';
import { ArtifactError } from './errors';
import { artifactDocuments } from './manifest';
import type { ArtifactMetadata } from './manifest';

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
  // What is wrong with the metadata shows before the work.
  artifactDocuments({ digest: digestOf(NOTHING), sizeBytes: 0 }, metadata, now);
  const directory = await mkdtemp(join(tmpdir(), 'gitops-artifact-'));
  try {
    const layer = await buildArtifact({
      ...request,
      output: join(directory, 'artifact.tgz'),
    });
    const digest = await upload(request, layer, now);
    return { digest, layer };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const NOTHING = new Uint8Array();

async function upload(
  { client, reference, metadata, onProgress, signal }: PushRequest,
  layer: BuiltArtifact,
  now: number,
): Promise<string> {
  const documents = artifactDocuments(layer, metadata, now);
  await client.pushBlob(reference, fileContent(layer, onProgress), { signal });
  const { config, configDigest, manifest } = documents;
  await client.pushBlob(reference, bytesContent(config, configDigest), {
    signal,
  });
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

function bytesContent(bytes: Uint8Array, digest: string) {
  return {
    digest,
    size: bytes.length,
    async *open(start: number): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(start);
    },
  };
}
