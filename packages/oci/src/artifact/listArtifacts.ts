import { parseConstraint } from '@backstage-gitops/semver';
import { RE2JS } from 're2js';
import type { RegistryClient } from '../client/RegistryClient';
import { isOciError } from '../errors';
import { parseByType } from '../manifest/manifest';
import type { OciRepository } from '../reference/reference';
import { versionOf } from '../tags/selectTag';
import { ArtifactError } from './errors';
import { metadataOf } from './pullArtifact';
import type { PulledMetadata } from './pullArtifact';

/** What to list. */
export interface ListRequest {
  readonly client: RegistryClient;
  readonly repository: OciRepository;
  /** Only tags that are versions in this range. */
  readonly semverFilter?: string;
  /** Only tags in which this pattern (RE2) finds something. */
  readonly regexFilter?: string;
  /** Ends the work. */
  readonly signal: AbortSignal;
}

/** A tag of a repository. */
export interface ListedArtifact extends PulledMetadata {
  readonly tag: string;
  /** `sha256:<hex>` of the manifest. */
  readonly digest: string;
}

/** Tags of cosign's signatures, attestations and SBOMs. */
const COSIGN_TAG = /\.(?:att|sbom|sig)$/;
/** Manifests that are read at the same time. */
const CONCURRENCY = 8;

/**
 * The artifacts of a repository, the last tag in the order of bytes first.
 * Tags of cosign are left out, and those that vanish while they are listed.
 * @throws ArtifactError - `invalid-option`: a filter that can't be read;
 *   OciError - see {@link RegistryClient}
 */
export async function listArtifacts(
  request: ListRequest,
): Promise<ListedArtifact[]> {
  const { client, repository, signal } = request;
  const filters = [
    (tag: string) => !COSIGN_TAG.test(tag),
    semverFilter(request.semverFilter),
    regexFilter(request.regexFilter),
  ];
  const tags = (await client.listTags(repository, { signal }))
    .filter(tag => filters.every(isWanted => isWanted(tag)))
    .sort()
    .reverse();
  const listed: (ListedArtifact | undefined)[] = [];
  for (let at = 0; at < tags.length; at += CONCURRENCY) {
    const some = tags.slice(at, at + CONCURRENCY);
    listed.push(
      ...(await Promise.all(some.map(tag => describe(request, tag)))),
    );
  }
  return listed.filter(artifact => artifact !== undefined);
}

async function describe(
  { client, repository, signal }: ListRequest,
  tag: string,
): Promise<ListedArtifact | undefined> {
  try {
    const manifest = await client.getManifest(
      { ...repository, tag },
      { signal },
    );
    const { annotations } = parseByType(manifest, Infinity);
    return { tag, digest: manifest.digest, ...metadataOf(annotations) };
  } catch (error) {
    if (isOciError(error) && error.code === 'not-found') return undefined;
    throw error;
  }
}

type TagFilter = (tag: string) => boolean;

function semverFilter(range: string | undefined): TagFilter {
  if (!range) return () => true;
  const constraint = readOption(`semver '${range}'`, () =>
    parseConstraint(range),
  );
  return tag => {
    const version = versionOf(tag);
    return version !== undefined && constraint.check(version);
  };
}

function regexFilter(pattern: string | undefined): TagFilter {
  if (!pattern) return () => true;
  const regex = readOption(`regex '${pattern}'`, () => RE2JS.compile(pattern));
  return tag => regex.matcher(tag).find();
}

function readOption<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ArtifactError(
      'invalid-option',
      `${what} parse error: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
