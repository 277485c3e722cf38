import { logDebug } from '../logging';
import type { Release } from '../release/release';
import { UpdateError } from '../resources/errors';
import { updateResources } from '../resources/updateResources';
import { waitForResources } from '../wait/waitForResources';
import { ActionError } from './errors';
import { failUpgrade } from './failUpgrade';
import { toActionError } from './failures';
import { withStatus } from './makeRelease';
import type { UpgradePlan } from './planUpgrade';
import { recordRelease, storeSignal } from './recordRelease';
import { runActionHooks } from './runActionHooks';
import type { Resource } from '../resources/resource';
import type { ActionContext, UpgradeOptions } from './types';

/** How far an upgrade has come. */
interface Progress {
  release: Release;
  /** Objects that it has made. */
  created: readonly Resource[];
}

/**
 * Applies a revision that is stored as pending, and stores how it ended.
 * @throws ActionError - with the failed revision
 */
export async function performUpgrade(
  context: ActionContext,
  options: UpgradeOptions,
  plan: UpgradePlan,
): Promise<Release> {
  const progress: Progress = { release: plan.release, created: [] };
  try {
    await applyRevision(context, options, plan, progress);
    context.signal.throwIfAborted();
  } catch (error) {
    if (error instanceof ActionError && error.release) {
      progress.release = error.release;
    }
    return failUpgrade(context, options, { ...progress, cause: error });
  }
  const { original } = plan;
  const { description } = original.info;
  const { name } = options;
  await recordRelease(context, withStatus(original, 'superseded', description));
  logDebug(context, 'updating status for upgraded release', { name });
  return storeDeployed(context, options, progress.release);
}

async function applyRevision(
  context: ActionContext,
  options: UpgradeOptions,
  plan: UpgradePlan,
  progress: Progress,
): Promise<void> {
  const serverSideApply = plan.release.applyMethod === 'ssa';
  const hooks = runActionHooks(context, options, serverSideApply);
  if (options.disableHooks) {
    logDebug(context, 'upgrade hooks disabled', { name: options.name });
  }
  progress.release = await hooks(
    progress.release,
    'pre-upgrade',
    'pre-upgrade hooks failed: ',
  );
  try {
    progress.created = await update(context, options, plan);
    await waitForResources(
      context,
      plan.target.map(({ object }) => object),
      options,
    );
  } catch (error) {
    if (error instanceof UpdateError) progress.created = error.result.created;
    // Helm, too, gets here no more once its context has ended.
    if (!context.signal.aborted) await recordRelease(context, plan.original);
    throw error;
  }
  progress.release = await hooks(
    progress.release,
    'post-upgrade',
    'post-upgrade hooks failed: ',
  );
}

async function update(
  context: ActionContext,
  { forceReplace, forceConflicts }: UpgradeOptions,
  { original, release, current, target }: UpgradePlan,
): Promise<readonly Resource[]> {
  const serverSideApply = release.applyMethod === 'ssa';
  const { created } = await updateResources(context, current, target, {
    serverSideApply,
    forceReplace,
    forceConflicts,
    upgradeClientSideFieldManager:
      serverSideApply && original.applyMethod !== 'ssa',
  });
  return created;
}

/** @throws ActionError - `storage`: everything is applied, but not stored */
async function storeDeployed(
  context: ActionContext,
  { description }: UpgradeOptions,
  release: Release,
): Promise<Release> {
  const deployed = withStatus(
    release,
    'deployed',
    description || 'Upgrade complete',
  );
  try {
    await context.storage.update(deployed, storeSignal());
  } catch (error) {
    throw toActionError(error, { code: 'storage', release: deployed });
  }
  return deployed;
}
