import { formatTime } from '@backstage-gitops/kube';
import { formatReference } from '@backstage-gitops/oci';
import type { OciRepository } from '@backstage-gitops/oci';
import type { ScannedTags } from '../../../database';
import { withRegistry } from '../../../images';
import type { RegistryAccess } from '../../../images';
import { exclusionListOf } from '../exclusionListOf';
import { checksumOf } from '../tags/checksumOf';
import { excludeTags } from '../tags/excludeTags';
import { sortDescending } from '../tags/sortDescending';
import type { ImageRepositoryContext, ImageRepositoryDeps } from '../types';
import { toScanFailure } from './toScanFailure';

/** How many tags the status shows. */
const LATEST_TAGS = 10;

interface Scan {
  readonly repository: OciRepository;
  readonly access: RegistryAccess;
  /** Aborts when the time for the registry is over, too. */
  readonly signal: AbortSignal;
}

async function readTags(
  ctx: ImageRepositoryContext,
  deps: ImageRepositoryDeps,
  { repository, access, signal }: Scan,
): Promise<string[]> {
  const { client, object } = ctx;
  const all = await withRegistry(
    { object, client, signal },
    deps,
    access,
    registry => registry.listTags(repository, { signal }),
  );
  const kept = await excludeTags(all, exclusionListOf(object.spec), signal);
  return sortDescending(kept, signal);
}

async function store(
  { tags }: ImageRepositoryDeps,
  image: string,
  scanned: ScannedTags,
  signal: AbortSignal,
): Promise<void> {
  try {
    await tags.write(image, scanned, signal);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`failed to set tags for "${image}": ${message}`, {
      cause: error,
    });
  }
}

/**
 * Reads the tags of the image, stores them and records the scan in the status.
 * @throws TransientError - ReadOperationFailed
 */
export async function scanTags(
  ctx: ImageRepositoryContext,
  deps: ImageRepositoryDeps,
  scan: Scan,
): Promise<void> {
  const { clock, status } = ctx;
  try {
    const tags = await readTags(ctx, deps, scan);
    const revision = await checksumOf(tags, scan.signal);
    const image = formatReference(scan.repository);
    await store(deps, image, { revision, tags }, scan.signal);
    const latestTags = tags.slice(0, LATEST_TAGS);
    status.lastScanResult = {
      ...{ revision, tagCount: tags.length },
      scanTime: formatTime(clock.now()),
      ...(latestTags.length > 0 ? { latestTags } : {}),
    };
  } catch (error) {
    throw toScanFailure(ctx, error);
  }
}
