import {
  DEFAULT_TAG,
  isOciError,
  MediaType,
  parseDigest,
  parseRepository,
  selectTag,
} from '@backstage-gitops/oci';
import type {
  OciReference,
  OciRepository,
  RegistryClient,
} from '@backstage-gitops/oci';
import type { OCIRepositorySpec } from '@backstage-gitops/plugin-gitops-common';
import {
  FETCH_FAILED,
  remoteSignal,
  SourceReason,
  stalled,
} from '../../../sources';
import { isSameContent } from '../content';
import { Reason } from '../reasons';
import type {
  Access,
  OCIRepositoryContext,
  OCIRepositoryDeps,
  OciState,
} from '../types';
import { toFailure } from './toFailure';
import { withRegistry } from './withRegistry';

/** @throws StalledError - URLInvalid */
function repositoryOf({ url }: OCIRepositorySpec): OciRepository {
  try {
    return parseRepository(url);
  } catch (error) {
    if (!isOciError(error)) throw error;
    throw stalled(
      FETCH_FAILED,
      SourceReason.urlInvalid,
      `URL validation failed for '${url}': ${error.message}`,
    );
  }
}

/** What the spec asks for: a digest, else a range, else a tag, else `latest`. */
async function referenceOf(
  client: RegistryClient,
  { ref = {}, layerSelector = {} }: OCIRepositorySpec,
  repository: OciRepository,
  signal: AbortSignal,
): Promise<OciReference> {
  const { digest, semver, semverFilter: filter, tag } = ref;
  if (digest) return { ...repository, digest };
  if (!semver) return { ...repository, tag: tag || DEFAULT_TAG };
  const tags = await client.listTags(repository, { signal });
  const isChart = layerSelector.mediaType === MediaType.helmChart;
  return {
    ...repository,
    tag: await selectTag(tags, { semver, filter, isChart, signal }),
  };
}

/** A digest of the spec needs no look at the registry. */
async function digestOf(
  client: RegistryClient,
  reference: OciReference,
  signal: AbortSignal,
): Promise<string> {
  if (reference.digest !== undefined) return parseDigest(reference.digest);
  return (await client.resolve(reference, { signal })).digest;
}

async function resolve(
  ctx: OCIRepositoryContext,
  client: RegistryClient,
  repository: OciRepository,
) {
  const { spec } = ctx.object;
  const signal = remoteSignal(ctx);
  const attempt = async <T>(
    reason: string,
    what: string,
    work: () => Promise<T>,
  ) => {
    try {
      return await work();
    } catch (error) {
      throw toFailure(ctx, error, { reason, what });
    }
  };
  const reference = await attempt(
    SourceReason.readOperationFailed,
    `failed to determine the artifact tag for '${spec.url}'`,
    () => referenceOf(client, spec, repository, signal),
  );
  const digest = await attempt(
    Reason.pullFailed,
    'failed to determine artifact digest',
    () => digestOf(client, reference, signal),
  );
  return { reference, digest };
}

/**
 * Finds the digest of what the spec asks for.
 * @throws StalledError - URLInvalid; TransientError - ReadOperationFailed: no
 *   tag; OCIArtifactPullFailed: no digest
 */
export async function resolveUpstream(
  ctx: OCIRepositoryContext,
  deps: OCIRepositoryDeps,
  access: Access,
): Promise<OciState> {
  const { object, status } = ctx;
  const repository = repositoryOf(object.spec);
  const { reference, digest } = await withRegistry(ctx, deps, access, client =>
    resolve(ctx, client, repository),
  );
  const { tag } = reference;
  const revision = tag === undefined ? digest : `${tag}@${digest}`;
  const isCurrent =
    status.artifact?.revision === revision &&
    isSameContent({ spec: object.spec, status });
  return { isCurrent, revision, digest, reference, access };
}
