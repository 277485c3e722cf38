import type { KubeObject } from '@backstage-gitops/kube';
import type { WaitSettings, WaitStrategy } from '../actions/types';
import {
  waitForDeletionLikeFlux,
  waitForHooksLikeFlux,
  waitForResourcesLikeFlux,
} from './fluxWait';
import {
  pollDeletion,
  pollResources,
  watchHooksLegacy,
} from './legacy/legacyWait';
import {
  watchDeletion,
  watchHooks,
  watchResources,
  type WaitContext,
} from './watcher';

/** What a wait of an action takes from its options. */
export type ResourceWaitSettings = Pick<
  WaitSettings,
  'timeoutMs' | 'waitStrategy' | 'waitForJobs'
>;

/** The time of a wait where the options name none: Helm's five minutes. */
const DEFAULT_TIMEOUT_MS = 300_000;

/**
 * Waits until objects of a release are ready, as the strategy says: `hookOnly`
 * returns at once.
 * @param objects - as applied, with their namespaces
 * @throws WaitError - the text that Helm gives, the objects named
 */
export async function waitForResources(
  context: WaitContext,
  objects: readonly KubeObject[],
  settings: ResourceWaitSettings,
): Promise<void> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, waitForJobs = false } = settings;
  const limits = { timeoutMs, waitForJobs };
  const { fluxWaits } = context;
  switch (strategyOf(settings)) {
    case 'hookOnly':
      return;
    case 'legacy':
      await pollResources(context, objects, limits);
      return;
    default:
      await (fluxWaits
        ? waitForResourcesLikeFlux(context, fluxWaits, objects, limits)
        : watchResources(context, objects, limits));
  }
}

/**
 * Waits until objects are gone, as the strategy says: `hookOnly` returns at
 * once.
 * @throws WaitError - the text that Helm gives, the objects named
 */
export async function waitForDeletion(
  context: WaitContext,
  objects: readonly KubeObject[],
  settings: ResourceWaitSettings,
): Promise<void> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = settings;
  switch (strategyOf(settings)) {
    case 'hookOnly':
      return;
    case 'legacy':
      await pollDeletion(context, objects, timeoutMs);
      return;
    default:
      await (context.fluxWaits
        ? waitForDeletionLikeFlux(context, objects, timeoutMs)
        : watchDeletion(context, objects, timeoutMs));
  }
}

/**
 * Waits until the Jobs and Pods of a hook have ended well. Every strategy waits
 * for hooks.
 * @throws WaitError
 */
export async function waitForHook(
  context: WaitContext,
  objects: readonly KubeObject[],
  settings: ResourceWaitSettings,
): Promise<void> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = settings;
  const { fluxWaits } = context;
  if (strategyOf(settings) === 'legacy') {
    await watchHooksLegacy(context, objects, timeoutMs);
  } else if (fluxWaits) {
    await waitForHooksLikeFlux(context, fluxWaits, objects, timeoutMs);
  } else {
    await watchHooks(context, objects, timeoutMs);
  }
}

function strategyOf({ waitStrategy }: ResourceWaitSettings): WaitStrategy {
  return waitStrategy ?? 'hookOnly';
}
