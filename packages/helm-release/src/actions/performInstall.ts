import { logDebug } from '../logging';
import type { Release } from '../release/release';
import { createResources } from '../resources/createResources';
import type { Resource } from '../resources/resource';
import { updateResources } from '../resources/updateResources';
import { waitForResources } from '../wait/waitForResources';
import { ActionError, messageOf } from './errors';
import { abortError, toActionError } from './failures';
import { isServerSide, withStatus } from './makeRelease';
import { outliving } from './outliving';
import { recordRelease } from './recordRelease';
import { runActionHooks } from './runActionHooks';
import type { ActionContext, InstallOptions } from './types';
import { uninstall } from './uninstall';

/** What an install is about to do. */
export interface InstallPlan {
  readonly release: Release;
  readonly resources: readonly Resource[];
  /** Those of them that exist already. */
  readonly toBeAdopted: readonly Resource[];
}

/**
 * Applies a release that is stored as pending, and stores how it ended.
 * @throws ActionError - with the failed release
 */
export async function performInstall(
  context: ActionContext,
  options: InstallOptions,
  plan: InstallPlan,
): Promise<Release> {
  let { release } = plan;
  const hooks = runActionHooks(context, options, isServerSide(options));
  try {
    release = await hooks(release, 'pre-install', 'failed pre-install: ');
    const resources = await applyAll(context, options, plan);
    await waitForResources(
      context,
      resources.map(({ object }) => object),
      options,
    );
    release = await hooks(release, 'post-install', 'failed post-install: ');
    context.signal.throwIfAborted();
  } catch (error) {
    const failed = error instanceof ActionError ? error.release : undefined;
    return failInstall(context, options, failed ?? release, error);
  }
  const deployed = withStatus(
    release,
    'deployed',
    options.description || 'Install complete',
  );
  await recordRelease(context, deployed);
  return deployed;
}

async function applyAll(
  context: ActionContext,
  options: InstallOptions,
  { resources, toBeAdopted }: InstallPlan,
): Promise<readonly Resource[]> {
  const { forceReplace, forceConflicts, takeOwnership = false } = options;
  const serverSideApply = isServerSide(options);
  if (resources.length === 0) return resources;
  if (toBeAdopted.length === 0) {
    return createResources(context, resources, { serverSideApply });
  }
  await updateResources(context, toBeAdopted, resources, {
    serverSideApply,
    forceReplace,
    forceConflicts,
    threeWayMergeForUnstructured: takeOwnership && !serverSideApply,
    upgradeClientSideFieldManager: true,
  });
  return resources;
}

/** Stores a failed install, or takes it away again. */
async function failInstall(
  context: ActionContext,
  options: InstallOptions,
  begun: Release,
  cause: unknown,
): Promise<never> {
  const { name } = options;
  const error = abortError(context.signal) ?? toActionError(cause);
  const release = withStatus(
    begun,
    'failed',
    `Release "${name}" failed: ${error.message}`,
  );
  if (!options.rollbackOnFailure) {
    await recordRelease(context, release);
    throw toActionError(error, { release });
  }
  logDebug(
    context,
    'install failed and rollback-on-failure is set, uninstalling release',
    { release: name },
  );
  await removeFailed(context, options).catch(problem => {
    throw new ActionError(
      error.code,
      `an error occurred while uninstalling the release. original install error: ${
        error.message
      }: ${messageOf(problem)}`,
      { release, cause: problem },
    );
  });
  throw toActionError(error, {
    prefix: `release ${name} failed, and has been uninstalled due to rollback-on-failure being set: `,
    release,
  });
}

async function removeFailed(
  context: ActionContext,
  options: InstallOptions,
): Promise<void> {
  const { name, namespace, disableHooks, timeoutMs, waitStrategy } = options;
  await uninstall(outliving(context, options), {
    name,
    namespace,
    disableHooks,
    timeoutMs,
    waitStrategy,
  });
}
