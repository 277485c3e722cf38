import { isOciError } from '../errors';
import { parseIndex, parseManifest, isIndexType } from '../manifest/manifest';
import type { Descriptor, ImageIndex } from '../manifest/manifest';
import { MediaType } from '../manifest/mediaTypes';
import { digestOf } from '../reference/digest';
import { formatReference } from '../reference/reference';
import type { OciReference, OciRepository } from '../reference/reference';
import { nextPage } from './listTags';
import type { CallOptions, OciLimits } from './options';
import type { RawManifest, RegistryClient } from './RegistryClient';
import { absoluteOf } from './redirects';
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
    const next = nextPage(answer.headers.link);
    target =
      next &&
      connection.resolve(
        absoluteOf(next, answer.url),
        answer.url,
        'a page of the list of referrers',
      );
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

/** Extends the list under the fallback tag by a manifest with a subject. */
export async function addToFallbackIndex(
  client: RegistryClient,
  {
    reference,
    bytes,
    mediaType,
  }: Pick<RawManifest, 'bytes' | 'mediaType'> & { reference: OciReference },
  options: CallOptions,
): Promise<void> {
  const isIndex = isIndexType(mediaType);
  const parsed = isIndex
    ? parseIndex(bytes, Infinity)
    : parseManifest(bytes, Infinity);
  if (!parsed.subject) return;
  const config = 'config' in parsed ? parsed.config.mediaType : undefined;
  const artifactType = parsed.artifactType ?? config;
  const entry: Descriptor = {
    ...{ mediaType, digest: digestOf(bytes), size: bytes.length },
    ...(artifactType ? { artifactType } : {}),
    ...(parsed.annotations ? { annotations: parsed.annotations } : {}),
  };
  const { registry, repository } = reference;
  const { digest } = parsed.subject;
  const target = fallbackReference({ registry, repository, digest });
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
