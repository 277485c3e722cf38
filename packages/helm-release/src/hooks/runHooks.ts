import type { HookEvent } from '@backstage-gitops/helm';
import type { ActionContext, WaitSettings } from '../actions/types';
import type { Release } from '../release/release';

/** How the hooks of one event run. */
export interface HookSettings
  extends Pick<WaitSettings, 'timeoutMs' | 'waitStrategy'> {
  /** How hooks are applied: as the objects of the release are. */
  readonly serverSideApply: boolean;
  /**
   * Called when the hooks have ended, well or not, before those whose policy
   * says so are deleted: the place to read the logs of tests.
   */
  readonly beforeCleanup?: (release: Release) => Promise<void>;
}

/**
 * Runs the hooks of an event one after another, by weight and name. The release
 * is stored before each hook is created; what comes of the last one is in the
 * release that this gives back, for the action to store.
 * @throws HookError - carries the release too
 */
export async function runHooks(
  _context: ActionContext,
  release: Release,
  _event: HookEvent,
  _settings: HookSettings,
): Promise<Release> {
  return release;
}
