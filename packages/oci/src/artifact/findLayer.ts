import type { RegistryClient } from '../client/RegistryClient';
import type { Descriptor, ImageManifest } from '../manifest/manifest';
import { formatReference } from '../reference/reference';
import type { OciReference } from '../reference/reference';
import { ArtifactError } from './errors';

/** A manifest with the layer that has the content. */
export interface ArtifactLayer {
  /** `sha256:<hex>` of the manifest. */
  readonly digest: string;
  readonly manifest: ImageManifest;
  readonly layer: Descriptor;
}

/**
 * Finds the content of an artifact: its first layer, as for Flux.
 * @throws ArtifactError - `invalid-artifact`: it has none; OciError
 */
export async function findLayer(
  client: RegistryClient,
  reference: OciReference,
  signal: AbortSignal,
): Promise<ArtifactLayer> {
  const { manifest, digest } = await client.getImage(reference, { signal });
  const [layer] = manifest.layers;
  if (layer) return { digest, manifest, layer };
  throw new ArtifactError(
    'invalid-artifact',
    `no layers found in ${formatReference(reference)}`,
  );
}
