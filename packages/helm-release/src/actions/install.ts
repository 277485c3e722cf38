import { requireReleaseName } from '@backstage-gitops/helm';
import { chartCrds } from '../crds/chartCrds';
import { installCrds } from '../crds/installCrds';
import { logError } from '../logging';
import type { Release } from '../release/release';
import { buildResources } from '../resources/buildResources';
import { findConflicts, findExisting } from '../resources/findExisting';
import { setOwnership } from '../resources/ownership';
import type { Resource } from '../resources/resource';
import { requireReachable, type ServerVersion } from './capabilities';
import { createNamespace } from './createNamespace';
import { ActionError, messageOf } from './errors';
import { abortError, toActionError } from './failures';
import {
  firstRelease,
  isServerSide,
  unrenderedRelease,
  withStatus,
} from './makeRelease';
import { performInstall, type InstallPlan } from './performInstall';
import { requireUserLabels } from './releaseLabels';
import { renderRelease, requireTrialForHiding } from './renderRelease';
import type { ActionContext, InstallOptions } from './types';

/** Revisions kept where the options name no number. */
export const DEFAULT_MAX_HISTORY = 10;

/**
 * Installs a chart as a release.
 * @returns the deployed release; of a dry-run what would have been installed
 * @throws ActionError - with the release when one was begun
 * @see helm.sh/helm/v4@v4.2.1 pkg/action/install.go
 */
export async function install(
  context: ActionContext,
  options: InstallOptions,
): Promise<Release> {
  try {
    const settings = withWait(options);
    const plan = await planInstall(context, settings);
    if (isDryRun(settings)) {
      const { status } = plan.release.info;
      return withStatus(plan.release, status, 'Dry run complete');
    }
    const begun = await beginInstall(context, settings, plan);
    return await performInstall(context, settings, begun);
  } catch (error) {
    const isStored = error instanceof ActionError && error.release;
    throw (!isStored && abortError(context.signal)) || toActionError(error);
  }
}

function isDryRun({ dryRun = 'none' }: InstallOptions): boolean {
  return dryRun !== 'none';
}

/** Whoever wants a failed release to go waits for what may fail. */
function withWait(options: InstallOptions): InstallOptions {
  const { waitStrategy = 'hookOnly', rollbackOnFailure } = options;
  return {
    ...options,
    waitStrategy:
      rollbackOnFailure && waitStrategy === 'hookOnly'
        ? 'watcher'
        : waitStrategy,
  };
}

/** Everything up to the first write, CRDs excepted. */
async function planInstall(
  context: ActionContext,
  options: InstallOptions,
): Promise<InstallPlan> {
  const isOffline = options.dryRun === 'client';
  const version = isOffline ? undefined : await requireCluster(context);
  requireTrialForHiding(options);
  await requireAvailableName(context, options);
  const refresh = await installChartCrds(context, options);
  const release = await renderFirst(context, options, { refresh, version });
  if (isOffline) return { release, resources: [], toBeAdopted: [] };
  const resources = await buildOwned(context, release, options);
  const toBeAdopted = await findAdopted(context, resources, options);
  return { release, resources, toBeAdopted };
}

async function requireCluster(context: ActionContext): Promise<ServerVersion> {
  try {
    return await requireReachable(context);
  } catch (error) {
    context.signal.throwIfAborted();
    const prefix = 'cluster reachability check failed: ';
    const failure = toActionError(error, { prefix });
    logError(context, failure.message);
    throw failure;
  }
}

const NAME_FAILED = 'release name check failed';

/**
 * A name is free where no release has it or where, with `replace`, its newest
 * revision is uninstalled or failed.
 */
async function requireAvailableName(
  context: ActionContext,
  options: InstallOptions,
): Promise<void> {
  const { storage, signal } = context;
  const refuse = (problem: string, cause?: unknown): never => {
    logError(context, NAME_FAILED, { error: new Error(problem) });
    throw new ActionError('name', `${NAME_FAILED}: ${problem}`, { cause });
  };
  try {
    requireReleaseName(options.name);
  } catch (error) {
    refuse(messageOf(error).replace(`${NAME_FAILED}: `, ''), error);
  }
  if (isDryRun(options)) return;
  // What cannot be read counts as free: storing the release will tell.
  const history = await storage.history(options.name, signal).catch(() => []);
  signal.throwIfAborted();
  const status = history.at(-1)?.info.status;
  const isFree =
    status === undefined ||
    (options.replace && (status === 'uninstalled' || status === 'failed'));
  if (!isFree) refuse('cannot reuse a name that is still in use');
}

/** @returns whether the cluster serves new kinds */
async function installChartCrds(
  context: ActionContext,
  options: InstallOptions,
): Promise<boolean> {
  if (options.skipCrds || options.dryRun === 'client') return false;
  let files;
  try {
    files = chartCrds(options.chart, options.values);
  } catch (error) {
    const message = 'chart dependencies processing failed';
    logError(context, message, { error });
    throw toActionError(error, { prefix: `${message}: `, code: 'render' });
  }
  if (files.length === 0) return false;
  if (isDryRun(options)) {
    context.log?.({
      level: 'warn',
      message:
        'This chart or one of its subcharts contains CRDs. Rendering may fail or contain inaccuracies.',
    });
    return false;
  }
  return installCrds(context, files, {
    namespace: options.namespace,
    serverSideApply: isServerSide(options),
    forceConflicts: options.forceConflicts,
    waitStrategy: options.waitStrategy ?? 'hookOnly',
  });
}

async function renderFirst(
  context: ActionContext,
  options: InstallOptions,
  state: {
    readonly refresh: boolean;
    readonly version: ServerVersion | undefined;
  },
): Promise<Release> {
  const { name, namespace, chart, values } = options;
  requireUserLabels(options.labels ?? {});
  try {
    const rendered = await renderRelease(context, {
      chart,
      values,
      release: { name, namespace, revision: 1, isUpgrade: false },
      settings: options,
      ...state,
    });
    return firstRelease(context, options, rendered);
  } catch (error) {
    if (!(error instanceof ActionError) || error.code !== 'render') throw error;
    throw toActionError(error, {
      release: unrenderedRelease(context, options, error),
    });
  }
}

async function buildOwned(
  context: ActionContext,
  { manifest }: Release,
  options: InstallOptions,
): Promise<Resource[]> {
  try {
    return setOwnership(
      await buildResources(
        context,
        manifest,
        options.namespace,
        !options.disableOpenApiValidation,
      ),
      options,
    );
  } catch (error) {
    throw toActionError(error, {
      prefix: 'unable to build kubernetes objects from release manifest: ',
    });
  }
}

async function findAdopted(
  context: ActionContext,
  resources: readonly Resource[],
  options: InstallOptions,
): Promise<Resource[]> {
  try {
    return await (options.takeOwnership
      ? findExisting(context, resources)
      : findConflicts(context, resources, options));
  } catch (error) {
    throw toActionError(error, { prefix: 'unable to continue with install: ' });
  }
}

/** Makes the namespace, and stores the release as pending. */
async function beginInstall(
  context: ActionContext,
  options: InstallOptions,
  plan: InstallPlan,
): Promise<InstallPlan> {
  const { storage, signal } = context;
  if (options.createNamespace) {
    await createNamespace(context, options.namespace, isServerSide(options));
  }
  const release = options.replace
    ? await replaceFormer(context, plan.release)
    : plan.release;
  try {
    const { maxHistory = DEFAULT_MAX_HISTORY } = options;
    await storage.create(release, { maxHistory, signal });
  } catch (error) {
    throw toActionError(error, { code: 'storage' });
  }
  return { ...plan, release };
}

/** The revision after those that an uninstalled or failed release has left. */
async function replaceFormer(
  { storage, signal }: ActionContext,
  release: Release,
): Promise<Release> {
  // Helm takes a history that cannot be read for none.
  const history = await storage.history(release.name, signal).catch(() => []);
  signal.throwIfAborted();
  const last = history.at(-1);
  if (!last) return release;
  if (last.info.status !== 'failed') {
    await storage.update(
      withStatus(last, 'superseded', 'superseded by new release'),
      signal,
    );
  }
  return { ...release, version: last.version + 1 };
}
