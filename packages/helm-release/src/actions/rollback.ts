import { requireReleaseName } from '@backstage-gitops/helm';
import { logDebug } from '../logging';
import type { Release } from '../release/release';
import { requireReachable } from './capabilities';
import { ActionError } from './errors';
import { toActionError } from './failures';
import { withStatus } from './makeRelease';
import { performRollback } from './performRollback';
import { nowOf, storeSignal } from './recordRelease';
import { toActionEnd } from './toActionEnd';
import type { ActionContext, RollbackOptions } from './types';

/** Where a rollback begins, and the new revision that it makes. */
export interface RollbackPlan {
  /** The newest revision. */
  readonly current: Release;
  /** The revision to be made, with the parts of the one gone back to. */
  readonly target: Release;
}

const DEFAULT_MAX_HISTORY = 10;

/**
 * Makes a new revision of a release out of an earlier one.
 * @returns the new revision; of a dry-run what it would have been
 * @throws ActionError - with the new revision once it is stored. One that an
 *   own hook failed stays pending, as in Helm
 * @see helm.sh/helm/v4@v4.2.1 pkg/action/rollback.go
 */
export async function rollback(
  context: ActionContext,
  options: RollbackOptions,
): Promise<Release> {
  try {
    await requireReachable(context);
    const { name, maxHistory = DEFAULT_MAX_HISTORY } = options;
    const { signal } = context;
    logDebug(context, 'preparing rollback', { name });
    const plan = await planRollback(context, options);
    if ((options.dryRun ?? 'none') !== 'none') {
      logDebug(context, 'performing rollback', { name });
      logDebug(context, 'dry run', { name });
      return plan.target;
    }
    logDebug(context, 'creating rolled back release', { name });
    await context.storage.create(plan.target, { maxHistory, signal });
    logDebug(context, 'performing rollback', { name });
    const target = await performRollback(context, options, plan);
    logDebug(context, 'updating status for rolled back release', { name });
    return await storeDeployed(context, target);
  } catch (error) {
    throw toActionEnd(context, error);
  }
}

/** @throws ActionError - `storage`: all is applied, but not stored */
async function storeDeployed(
  { storage }: ActionContext,
  target: Release,
): Promise<Release> {
  const { description } = target.info;
  const deployed = withStatus(target, 'deployed', description);
  try {
    await storage.update(deployed, storeSignal());
  } catch (error) {
    throw toActionError(error, { code: 'storage', release: deployed });
  }
  return deployed;
}

async function planRollback(
  context: ActionContext,
  options: RollbackOptions,
): Promise<RollbackPlan> {
  const { name, version: wanted = 0, serverSideApply = 'auto' } = options;
  requireName(name);
  if (wanted < 0) {
    throw new ActionError('options', 'invalid release revision');
  }
  const history = await context.storage.history(name, context.signal);
  const current = history.at(-1);
  if (!current) throw new ActionError('not-found', 'release: not found');
  const version = wanted || current.version - 1;
  const earlier = history.find(release => release.version === version);
  if (!earlier) {
    throw new ActionError('not-found', `release has no ${version} version`);
  }
  logDebug(context, 'rolling back', {
    name,
    currentVersion: current.version,
    targetVersion: version,
  });
  const isServerSide =
    serverSideApply === 'auto'
      ? earlier.applyMethod === 'ssa'
      : serverSideApply;
  const target = revisionOf(context, current, earlier);
  const applyMethod = isServerSide ? 'ssa' : 'csa';
  return { current, target: { ...target, applyMethod } };
}

function requireName(name: string): void {
  try {
    requireReleaseName(name);
  } catch (cause) {
    const message = `prepareRollback: Release name is invalid: ${name}`;
    throw new ActionError('name', message, { cause });
  }
}

/** The next revision, with what an earlier one installed. */
function revisionOf(
  context: ActionContext,
  current: Release,
  earlier: Release,
): Release {
  return {
    name: current.name,
    namespace: current.namespace,
    version: current.version + 1,
    info: {
      firstDeployed: current.info.firstDeployed,
      lastDeployed: nowOf(context),
      status: 'pending-rollback',
      notes: earlier.info.notes,
      description: `Rollback to ${earlier.version}`,
    },
    chart: earlier.chart,
    config: earlier.config,
    manifest: earlier.manifest,
    hooks: earlier.hooks,
    labels: earlier.labels,
  };
}
