import { logDebug } from '../logging';
import type { Release } from '../release/release';
import { buildResources } from '../resources/buildResources';
import { deleteResources } from '../resources/deleteResources';
import { UpdateError } from '../resources/errors';
import { setOwnership } from '../resources/ownership';
import type { Resource } from '../resources/resource';
import { updateResources } from '../resources/updateResources';
import { waitForResources } from '../wait/waitForResources';
import { ActionError, messageOf } from './errors';
import { abortError, toActionError } from './failures';
import { withStatus } from './makeRelease';
import { recordRelease } from './recordRelease';
import type { RollbackPlan } from './rollback';
import { runActionHooks } from './runActionHooks';
import { supersedeDeployed } from './supersedeDeployed';
import type { ActionContext, RollbackOptions } from './types';

/** Objects of the newest revision, and of the one gone back to. */
interface Objects {
  readonly current: readonly Resource[];
  readonly target: readonly Resource[];
}

/**
 * Applies a revision that is stored as pending, and supersedes those before.
 * @returns the revision, for the caller to store as deployed
 * @throws ActionError - with the revision as it is stored
 */
export async function performRollback(
  context: ActionContext,
  options: RollbackOptions,
  plan: RollbackPlan,
): Promise<Release> {
  const hooks = runActionHooks(context, options, isServerSide(plan.target));
  let release = plan.target;
  try {
    const objects = await buildObjects(context, plan);
    if (options.disableHooks) {
      const { name } = release;
      logDebug(context, 'rollback hooks disabled', { name });
    }
    release = await hooks(release, 'pre-rollback', '');
    await update(context, options, { ...plan, target: release }, objects);
    await waitForObjects(context, options, plan.current, release, objects);
    release = await hooks(release, 'post-rollback', '');
    context.signal.throwIfAborted();
    await supersedeDeployed(context, release.name);
    return release;
  } catch (error) {
    throw await toFailure(context, release, error);
  }
}

const isServerSide = ({ applyMethod }: Release) => applyMethod === 'ssa';

/** Helm leaves a revision pending whose hooks failed; not one that was aborted. */
async function toFailure(
  context: ActionContext,
  release: Release,
  error: unknown,
): Promise<ActionError> {
  const last = (error instanceof ActionError && error.release) || release;
  const aborted = abortError(context.signal);
  if (!aborted || last.info.status === 'failed') {
    return toActionError(error, { release: last });
  }
  const message = `Rollback "${last.name}" failed: ${aborted.message}`;
  const failed = withStatus(last, 'failed', message);
  await recordRelease(context, failed);
  return toActionError(aborted, { release: failed });
}

async function buildObjects(
  context: ActionContext,
  { current, target }: RollbackPlan,
): Promise<Objects> {
  const { namespace } = target;
  const build = async ({ manifest }: Release, which: string) => {
    try {
      return await buildResources(context, manifest, namespace);
    } catch (error) {
      const prefix = `unable to build kubernetes objects from ${which} release manifest: `;
      throw toActionError(error, { prefix });
    }
  };
  return {
    current: await build(current, 'current'),
    target: setOwnership(await build(target, 'new'), target),
  };
}

async function update(
  context: ActionContext,
  options: RollbackOptions,
  { current, target }: RollbackPlan,
  objects: Objects,
): Promise<void> {
  try {
    await updateResources(context, objects.current, objects.target, {
      serverSideApply: isServerSide(target),
      forceConflicts: options.forceConflicts,
      forceReplace: options.forceReplace,
      upgradeClientSideFieldManager: true,
    });
  } catch (error) {
    const aborted = abortError(context.signal);
    const text = messageOf(aborted ?? error);
    const message = `Rollback "${target.name}" failed: ${text}`;
    context.log?.({ level: 'warn', message });
    const { description } = current.info;
    await recordRelease(
      context,
      withStatus(current, 'superseded', description),
    );
    const release = withStatus(target, 'failed', message);
    await recordRelease(context, release);
    if (options.cleanupOnFail && !aborted) {
      const created = error instanceof UpdateError ? error.result.created : [];
      await cleanUp(context, created, release);
    }
    throw toActionError(aborted ?? error, { release });
  }
}

/** Deletes what the rollback has made. @throws ActionError - `delete` */
async function cleanUp(
  context: ActionContext,
  created: readonly Resource[],
  release: Release,
): Promise<void> {
  const message = 'cleanup on fail set, cleaning up resources';
  logDebug(context, message, { count: created.length });
  const { errors } = await deleteResources(context, created, 'Background');
  if (errors.length === 0) {
    logDebug(context, 'resource cleanup complete');
    return;
  }
  const texts = errors.map(messageOf).join(', ');
  throw new ActionError(
    'delete',
    `an error occurred while cleaning up resources. original rollback error: unable to cleanup resources: ${texts}`,
    { release, cause: errors[0] },
  );
}

async function waitForObjects(
  context: ActionContext,
  options: RollbackOptions,
  current: Release,
  target: Release,
  objects: Objects,
): Promise<void> {
  try {
    await waitForResources(
      context,
      objects.target.map(({ object }) => object),
      options,
    );
  } catch (error) {
    const { name } = target;
    const message = `Release "${name}" failed: ${messageOf(error)}`;
    const release = withStatus(target, 'failed', message);
    await recordRelease(context, current);
    await recordRelease(context, release);
    const prefix = `release ${name} failed: `;
    throw toActionError(error, { prefix, release });
  }
}
