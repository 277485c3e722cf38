import type { RegistryClient } from '../client/RegistryClient';
import { parseTag } from '../reference/reference';
import type { OciReference } from '../reference/reference';

/** A further tag for an artifact. */
export interface TagRequest {
  readonly client: RegistryClient;
  /** The artifact: by tag or digest. */
  readonly reference: OciReference;
  readonly tag: string;
  /** Ends the work. */
  readonly signal: AbortSignal;
}

/**
 * Gives an artifact, image or index a further tag in its repository.
 * @returns `sha256:<hex>` of the manifest
 * @throws OciError - `invalid-reference` for the tag, and see {@link RegistryClient}
 */
export async function tagArtifact(request: TagRequest): Promise<string> {
  const { client, reference, signal } = request;
  const tag = parseTag(request.tag);
  const manifest = await client.getManifest(reference, { signal });
  const { registry, repository } = reference;
  return client.putManifest({ registry, repository, tag }, manifest, {
    signal,
  });
}
