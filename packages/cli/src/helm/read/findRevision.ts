import type { Release, StoredRevision } from '@backstage-gitops/helm-release';
import { requireReleaseName } from '@backstage-gitops/helm';
import type { HelmCall } from '../helmCommand';

/**
 * The revision that `--revision` names, or the newest one.
 * @throws Error - worded as Helm words it
 */
export async function findRevision(call: HelmCall): Promise<Release> {
  const [name] = call.words;
  const version = revisionOf(call);
  if (version > 0) {
    requireName(name);
    return call.cluster.storage.get(name, version, call.io.signal);
  }
  return (await findNewest(call)).release;
}

/** The newest revision, with the labels of its object. */
export async function findNewest(call: HelmCall): Promise<StoredRevision> {
  const [name] = call.words;
  requireName(name);
  const { storage } = call.cluster;
  const newest = (await storage.revisionsOf(name, call.io.signal)).at(-1);
  if (!newest) {
    throw new Error('release: not found');
  }
  return newest;
}

/** The number behind `--revision`; 0 where there is none. */
export function revisionOf({ flags }: HelmCall): number {
  return Number(flags.last('revision') ?? 0);
}

function requireName(name: string): void {
  try {
    requireReleaseName(name);
  } catch (error) {
    throw new Error(`releaseContent: Release name is invalid: ${name}`, {
      cause: error,
    });
  }
}
