import { logDebug } from '../logging';
import type { Release } from '../release/release';
import { buildResources } from '../resources/buildResources';
import { ResourceError } from '../resources/errors';
import { findConflicts, findExisting } from '../resources/findExisting';
import { setOwnership } from '../resources/ownership';
import { versionedKey, type Resource } from '../resources/resource';
import { messageOf } from './errors';
import { toActionError } from './failures';
import type { ActionContext, UpgradeOptions } from './types';

/** What an upgrade is about to do. */
export interface UpgradePlan {
  /** The revision to come. */
  readonly release: Release;
  /** The revision that it starts from. */
  readonly original: Release;
  /** Objects of that one, and those that are adopted. */
  readonly current: readonly Resource[];
  readonly target: readonly Resource[];
}

/**
 * Compares the manifests of two revisions, and asks the cluster about objects
 * that are new.
 * @throws ActionError - `manifest` or `ownership`
 */
export async function planUpgrade(
  context: ActionContext,
  options: UpgradeOptions,
  original: Release,
  release: Release,
): Promise<UpgradePlan> {
  // The new manifest first: Helm words its faults without a prefix.
  const rendered = await buildNew(context, release, options);
  logDebug(context, 'performing update', { name: release.name });
  const former = await buildFormer(context, original);
  const target = setOwnership(rendered, release);
  const known = new Set(former.map(versionedKey));
  const added = target.filter(resource => !known.has(versionedKey(resource)));
  const adopted = await findAdopted(context, added, release, options);
  return { release, original, current: [...former, ...adopted], target };
}

async function buildNew(
  context: ActionContext,
  { manifest, namespace }: Release,
  { disableOpenApiValidation = false }: UpgradeOptions,
): Promise<Resource[]> {
  try {
    return await buildResources(
      context,
      manifest,
      namespace,
      !disableOpenApiValidation,
    );
  } catch (error) {
    throw toActionError(error, { code: 'manifest' });
  }
}

async function buildFormer(
  context: ActionContext,
  { manifest, namespace }: Release,
): Promise<Resource[]> {
  try {
    return await buildResources(context, manifest, namespace);
  } catch (error) {
    const isUnknown =
      error instanceof ResourceError && error.code === 'no-match';
    // Helm looks for a text that kubectl no longer gives; both stay apart.
    const hasRemovedApi =
      isUnknown &&
      messageOf(error).includes('unable to recognize "": no matches for kind');
    throw toActionError(error, {
      code: 'manifest',
      prefix: hasRemovedApi
        ? 'current release manifest contains removed kubernetes api(s) for this kubernetes version and it is therefore unable to build the kubernetes objects for performing the diff. error from kubernetes: '
        : 'unable to build kubernetes objects from current release manifest: ',
    });
  }
}

async function findAdopted(
  context: ActionContext,
  added: readonly Resource[],
  release: Release,
  { takeOwnership }: UpgradeOptions,
): Promise<Resource[]> {
  try {
    return await (takeOwnership
      ? findExisting(context, added)
      : findConflicts(context, added, release));
  } catch (error) {
    throw toActionError(error, { prefix: 'unable to continue with update: ' });
  }
}
