import { parseDuration } from '@backstage-gitops/kube';
import type {
  Descriptor,
  ImageManifest,
  RegistryClient,
} from '@backstage-gitops/oci';
import { createWriteStream } from 'fs';
import { join } from 'path';
import { pipeline } from 'stream/promises';
import { FETCH_FAILED, remoteSignal, unusable } from '../../../sources';
import { Reason } from '../reasons';
import type {
  NewOciArtifact,
  OCIRepositoryContext,
  OCIRepositoryDeps,
} from '../types';
import { toFailure } from './toFailure';
import { withRegistry } from './withRegistry';

/** A layer in a local file. */
interface PulledLayer {
  readonly file: string;
  /** Annotations of the manifest. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** As much as Kubernetes allows for the annotations of an object. */
const MAX_ANNOTATION_BYTES = 256 * 1024;

function selectLayer(
  { object }: OCIRepositoryContext,
  { layers }: ImageManifest,
): Descriptor {
  const { layerSelector = {}, interval } = object.spec;
  const { mediaType } = layerSelector;
  const [first] = mediaType
    ? layers.filter(layer => layer.mediaType === mediaType)
    : layers;
  if (first) return first;
  throw unusable(
    FETCH_FAILED,
    Reason.layerOperationFailed,
    layers.length === 0
      ? 'no layers found in artifact'
      : `failed to find layer with media type '${mediaType}' in artifact`,
    { retryAfterMs: parseDuration(interval) },
  );
}

/** @throws TransientError - they would not fit into a status */
function annotationsOf(
  { object }: OCIRepositoryContext,
  { annotations }: ImageManifest,
): ImageManifest['annotations'] {
  const sizeBytes = Buffer.byteLength(JSON.stringify(annotations ?? {}));
  if (sizeBytes <= MAX_ANNOTATION_BYTES) return annotations;
  throw unusable(
    FETCH_FAILED,
    Reason.layerOperationFailed,
    `failed to parse artifact manifest: the annotations have ${sizeBytes} bytes; ${MAX_ANNOTATION_BYTES} are allowed`,
    { retryAfterMs: parseDuration(object.spec.interval) },
  );
}

async function pullManifest(
  ctx: OCIRepositoryContext,
  client: RegistryClient,
  { reference, digest }: NewOciArtifact,
): Promise<ImageManifest> {
  const { registry, repository } = reference;
  try {
    const pinned = { registry, repository, digest };
    const signal = remoteSignal(ctx);
    return (await client.getImage(pinned, { signal })).manifest;
  } catch (error) {
    const isUnreadable = Object(error).code === 'invalid-manifest';
    throw toFailure(
      ctx,
      error,
      isUnreadable
        ? {
            reason: Reason.layerOperationFailed,
            what: 'failed to parse artifact manifest',
          }
        : {
            reason: Reason.pullFailed,
            what: `failed to pull artifact from '${ctx.object.spec.url}'`,
          },
    );
  }
}

/**
 * Downloads the layer that the spec selects into a file of a directory.
 * @throws TransientError - OCIArtifactPullFailed: no manifest;
 *   OCIArtifactLayerOperationFailed: no such layer, or its bytes don't come
 */
export async function pullLayer(
  ctx: OCIRepositoryContext,
  deps: OCIRepositoryDeps,
  upstream: NewOciArtifact,
  workDirectory: string,
): Promise<PulledLayer> {
  return withRegistry(ctx, deps, upstream.access, async client => {
    const manifest = await pullManifest(ctx, client, upstream);
    const annotations = annotationsOf(ctx, manifest);
    const layer = selectLayer(ctx, manifest);
    const file = join(workDirectory, 'layer');
    const signal = remoteSignal(ctx);
    try {
      await pipeline(
        client.getBlob(upstream.reference, layer, { signal }),
        createWriteStream(file, { flags: 'wx', mode: 0o600 }),
      );
    } catch (error) {
      throw toFailure(ctx, error, {
        reason: Reason.layerOperationFailed,
        what: 'failed to extract the first layer from artifact',
      });
    }
    return { file, ...(annotations ? { annotations } : {}) };
  });
}
