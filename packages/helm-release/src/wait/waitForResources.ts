import type { KubeObject } from '@backstage-gitops/kube';
import type { ActionContext, WaitSettings } from '../actions/types';

/** What a wait of an action takes from its options. */
export type ResourceWaitSettings = Pick<
  WaitSettings,
  'timeoutMs' | 'waitStrategy' | 'waitForJobs'
>;

/**
 * Waits until objects of a release are ready, as the strategy says: `hookOnly`
 * returns at once.
 * @param objects - as applied, with their namespaces
 * @throws WaitError - the text that Helm gives, the objects named
 */
export async function waitForResources(
  _context: ActionContext,
  _objects: readonly KubeObject[],
  _settings: ResourceWaitSettings,
): Promise<void> {}

/**
 * Waits until objects are gone, as the strategy says: `hookOnly` returns at
 * once.
 * @throws WaitError - the text that Helm gives, the objects named
 */
export async function waitForDeletion(
  _context: ActionContext,
  _objects: readonly KubeObject[],
  _settings: ResourceWaitSettings,
): Promise<void> {}
