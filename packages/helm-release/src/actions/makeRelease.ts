import type { Release } from '../release/release';
import { manifestOfFailure, type RenderedRelease } from './renderRelease';
import type { ActionError } from './errors';
import { nowOf } from './recordRelease';
import { mergeLabels } from './releaseLabels';
import { toStoredChart } from './storedChart';
import type { ActionContext, InstallOptions, UpgradeOptions } from './types';

/** The first revision of a release, before anything is applied. */
export function firstRelease(
  context: Pick<ActionContext, 'clock'>,
  options: InstallOptions,
  rendered: RenderedRelease,
): Release {
  const now = nowOf(context);
  const { chart, hooks, manifest, notes } = rendered;
  return {
    name: options.name,
    namespace: options.namespace,
    version: 1,
    info: {
      firstDeployed: now,
      lastDeployed: now,
      description: 'Initial install underway',
      status: 'pending-install',
      notes,
    },
    chart,
    config: options.values,
    manifest,
    hooks,
    labels: options.labels ?? {},
    applyMethod: isServerSide(options) ? 'ssa' : 'csa',
  };
}

/** An install applies on the server's side unless it is told otherwise. */
export function isServerSide({
  serverSideApply = true,
}: Pick<InstallOptions, 'serverSideApply'>): boolean {
  return serverSideApply !== false;
}

/** What there is of a first release that could not be rendered; it is not stored. */
export function unrenderedRelease(
  context: Pick<ActionContext, 'clock'>,
  options: InstallOptions,
  error: ActionError,
): Release {
  const release = firstRelease(context, options, {
    chart: toStoredChart(options.chart),
    hooks: [],
    manifest: manifestOfFailure(error),
    notes: '',
  });
  return withStatus(
    release,
    'failed',
    `failed to render resource: ${error.message}`,
  );
}

/** The revision after the newest one, before anything is applied. */
export function nextRelease(
  context: Pick<ActionContext, 'clock'>,
  options: UpgradeOptions,
  parts: {
    /** The newest revision. */
    readonly last: Release;
    /** The one that is deployed, or the newest. */
    readonly current: Release;
    readonly rendered: RenderedRelease;
    readonly values: Release['config'];
    readonly serverSideApply: boolean;
  },
): Release {
  const { last, current, rendered } = parts;
  const { chart, hooks, manifest, notes } = rendered;
  return {
    name: options.name,
    namespace: current.namespace,
    version: last.version + 1,
    info: {
      firstDeployed: current.info.firstDeployed,
      lastDeployed: nowOf(context),
      description: 'Preparing upgrade',
      status: 'pending-upgrade',
      notes,
    },
    chart,
    config: parts.values,
    manifest,
    hooks,
    labels: mergeLabels(last.labels, options.labels ?? {}),
    applyMethod: parts.serverSideApply ? 'ssa' : 'csa',
  };
}

/** The same revision with another status and description. */
export function withStatus(
  release: Release,
  status: Release['info']['status'],
  description: string,
): Release {
  return { ...release, info: { ...release.info, status, description } };
}
