import { requireReleaseName } from '@backstage-gitops/helm';
import { logDebug } from '../logging';
import type { Release } from '../release/release';
import { requireReachable, type ServerVersion } from './capabilities';
import { ActionError } from './errors';
import { abortError, toActionError } from './failures';
import { DEFAULT_MAX_HISTORY } from './install';
import { nextRelease, withStatus } from './makeRelease';
import { performUpgrade } from './performUpgrade';
import { planUpgrade, type UpgradePlan } from './planUpgrade';
import { requireUserLabels } from './releaseLabels';
import { renderRelease, requireTrialForHiding } from './renderRelease';
import { reuseValues } from './reuseValues';
import type { ActionContext, UpgradeOptions } from './types';

/** The revisions that an upgrade starts from. */
interface Former {
  /** The newest. */
  readonly last: Release;
  /** The one that is deployed, or the newest where none is. */
  readonly current: Release;
}

/**
 * Upgrades a release to a chart and values.
 * @returns the deployed release; of a dry-run what would have been deployed
 * @throws ActionError - with the release when one was begun
 * @see helm.sh/helm/v4@v4.2.1 pkg/action/upgrade.go
 */
export async function upgrade(
  context: ActionContext,
  options: UpgradeOptions,
): Promise<Release> {
  try {
    const version = await requireReachable(context);
    requireName(options.name);
    const settings = withWait(options);
    requireTrialForHiding(settings);
    logDebug(context, 'preparing upgrade', { name: options.name });
    const { last, current } = await findFormer(context, options.name);
    const { former, ...reused } = reuse(context, settings, current);
    const next = await prepare(
      context,
      { ...settings, ...reused },
      { last, current, version },
    );
    const plan = await planUpgrade(
      context,
      settings,
      { ...current, config: former },
      next,
    );
    if ((settings.dryRun ?? 'none') === 'none') {
      return await begin(context, settings, plan);
    }
    logDebug(context, 'dry run for release', { name: options.name });
    const { description = '' } = settings;
    const { status } = next.info;
    return withStatus(next, status, description || 'Dry run complete');
  } catch (error) {
    const isStored = error instanceof ActionError && error.release;
    throw (!isStored && abortError(context.signal)) || toActionError(error);
  }
}

function requireName(name: string): void {
  try {
    requireReleaseName(name);
  } catch (error) {
    throw new ActionError('name', `release name is invalid: ${name}`, {
      cause: error,
    });
  }
}

/** Whoever wants a failed upgrade undone waits for what may fail. */
function withWait(options: UpgradeOptions): UpgradeOptions {
  const { waitStrategy = 'hookOnly', rollbackOnFailure } = options;
  return {
    ...options,
    waitStrategy:
      rollbackOnFailure && waitStrategy === 'hookOnly'
        ? 'watcher'
        : waitStrategy,
  };
}

/**
 * The revisions to start from.
 * @throws ActionError - `not-found`, or `pending`: someone else is at it
 */
async function findFormer(
  { storage, signal }: ActionContext,
  name: string,
): Promise<Former> {
  const history = await storage.history(name, signal).catch(error => {
    throw toActionError(error, { code: 'storage' });
  });
  const last = history.at(-1);
  const none = () =>
    new ActionError('not-found', `"${name}" has no deployed releases`);
  if (!last) throw none();
  const { status } = last.info;
  if (status.startsWith('pending-')) {
    throw new ActionError(
      'pending',
      'another operation (install/upgrade/rollback) is in progress',
    );
  }
  const deployed = history.filter(({ info }) => info.status === 'deployed');
  const mayStart = status === 'failed' || status === 'superseded';
  const current = deployed.at(-1) ?? (mayStart ? last : undefined);
  if (!current) throw none();
  return { last, current };
}

/** The revision to come, rendered. */
async function prepare(
  context: ActionContext,
  options: UpgradeOptions,
  { last, current, version }: Former & { readonly version: ServerVersion },
): Promise<Release> {
  const { name, serverSideApply = 'auto' } = options;
  const { chart, values } = options;
  const rendered = await renderRelease(context, {
    chart,
    values,
    release: {
      name,
      namespace: current.namespace,
      revision: last.version + 1,
      isUpgrade: true,
    },
    settings: options,
    refresh: false,
    version,
  });
  requireUserLabels(options.labels ?? {});
  const isServerSide =
    serverSideApply === 'auto' ? last.applyMethod === 'ssa' : serverSideApply;
  logDebug(context, 'determined release apply method', {
    server_side_apply: isServerSide,
    previous_release_apply_method: last.applyMethod ?? '',
  });
  return nextRelease(context, options, {
    last,
    current,
    rendered,
    values,
    serverSideApply: isServerSide,
  });
}

const REUSE_TEXTS = {
  reset: "resetting values to the chart's original version",
  reuse: "reusing the old release's values",
  resetThenReuse: 'merging values from old release to new values',
} as const;

function logReuse(
  context: ActionContext,
  { valuesMode, values }: UpgradeOptions,
  { name, version, config }: Release,
): void {
  if (valuesMode) logDebug(context, REUSE_TEXTS[valuesMode]);
  else if (values.size === 0 && config && config.size > 0) {
    logDebug(context, 'copying values from old release', { name, version });
  }
}

function reuse(
  context: ActionContext,
  options: UpgradeOptions,
  current: Release,
) {
  logReuse(context, options, current);
  try {
    return reuseValues(options, current);
  } catch (error) {
    throw toActionError(error, {
      prefix: 'failed to rebuild old values: ',
      code: 'render',
    });
  }
}

/** Stores the revision as pending, and applies it. */
async function begin(
  context: ActionContext,
  options: UpgradeOptions,
  plan: UpgradePlan,
): Promise<Release> {
  const { storage, signal } = context;
  const { name, maxHistory = DEFAULT_MAX_HISTORY } = options;
  logDebug(context, 'creating upgraded release', { name });
  try {
    await storage.create(plan.release, { maxHistory, signal });
  } catch (error) {
    throw toActionError(error, { code: 'storage' });
  }
  return performUpgrade(context, options, plan);
}
