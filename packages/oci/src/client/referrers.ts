import { isOciError } from '../errors';
import { parseIndex } from '../manifest/manifest';
import type {
  Descriptor,
  ImageIndex,
  ImageManifest,
} from '../manifest/manifest';
import { MediaType } from '../manifest/mediaTypes';
import { formatReference } from '../reference/reference';
import type { OciReference, OciRepository } from '../reference/reference';
import { nextPage } from './listTags';
import type { CallOptions, OciLimits } from './options';
import type { RegistryClient } from './RegistryClient';
import type { RegistryConnection } from './RegistryConnection';

/** What {@link listReferrers} lists. */
interface ReferrersRequest extends CallOptions {
  readonly reference: OciRepository & { readonly digest: string };
  readonly artifactType?: string;
  readonly limits: OciLimits;
}

const MAX_PAGES = 100;

/** Tag of the list of a digest in registries that keep none themselves. */
function fallbackReference({
  registry,
  repository,
  digest,
}: ReferrersRequest['reference']): OciReference {
  return { registry, repository, tag: digest.replace(':', '-') };
}

/** @returns undefined where the registry keeps no list */
async function fromRegistry(
  connection: RegistryConnection,
  { reference, artifactType, limits, signal }: ReferrersRequest,
): Promise<Descriptor[] | undefined> {
  const found: Descriptor[] = [];
  let target: string | undefined = `referrers/${reference.digest}`;
  for (let page = 0; target !== undefined && page < MAX_PAGES; page++) {
    const answer = await connection.send({
      access: { repository: reference, actions: ['pull'] },
      ...{ method: 'GET', target, accept: [200, 400, 404, 406], signal },
      ...(artifactType && page === 0 ? { query: { artifactType } } : {}),
    });
    const type = (answer.headers['content-type'] ?? '').split(';')[0];
    if (answer.status !== 200 || type !== MediaType.ociIndex) {
      await answer.discard();
      return undefined;
    }
    const bytes = await connection.read(answer, {
      maxBytes: limits.manifestBytes,
      what: `the list of referrers of ${formatReference(reference)}`,
    });
    found.push(...parseIndex(bytes, limits.layers).manifests);
    target = nextPage(connection, answer, 'a page of the list of referrers');
  }
  return found;
}

/** @returns undefined where there is no such tag */
async function fromFallbackTag(
  client: RegistryClient,
  reference: OciReference,
  options: CallOptions,
): Promise<ImageIndex | undefined> {
  try {
    return await client.getIndex(reference, options);
  } catch (error) {
    if (isOciError(error) && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** Manifests that refer to a digest. */
export async function listReferrers(
  client: RegistryClient,
  connection: RegistryConnection,
  request: ReferrersRequest,
): Promise<Descriptor[]> {
  const { reference, artifactType, signal } = request;
  const listed = await fromRegistry(connection, request);
  const fallback = fallbackReference(reference);
  const all =
    listed ??
    (await fromFallbackTag(client, fallback, { signal }))?.manifests ??
    [];
  return all.filter(
    entry => artifactType === undefined || entry.artifactType === artifactType,
  );
}

/** A manifest or index as the lists of referrers have it. */
export function referrerOf(
  manifest: ImageManifest | ImageIndex,
  descriptor: Descriptor,
): Descriptor {
  const config = 'config' in manifest ? manifest.config.mediaType : undefined;
  const artifactType = manifest.artifactType ?? config;
  const { annotations } = manifest;
  return {
    ...descriptor,
    ...(artifactType ? { artifactType } : {}),
    ...(annotations ? { annotations } : {}),
  };
}

/** Extends the list of a subject under the fallback tag. */
export async function addToFallbackIndex(
  client: RegistryClient,
  subject: ReferrersRequest['reference'],
  entry: Descriptor,
  options: CallOptions,
): Promise<void> {
  const target = fallbackReference(subject);
  const known = await fromFallbackTag(client, target, options);
  const others = (known?.manifests ?? []).filter(
    other => other.digest !== entry.digest,
  );
  const index = {
    schemaVersion: 2,
    mediaType: MediaType.ociIndex,
    manifests: [...others, entry],
  };
  await client.putManifest(
    target,
    {
      bytes: Buffer.from(JSON.stringify(index)),
      mediaType: MediaType.ociIndex,
    },
    options,
  );
}
