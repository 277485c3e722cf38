import type { HookEvent } from '@backstage-gitops/helm';
import { HookError } from '../hooks/HookError';
import { runHooks } from '../hooks/runHooks';
import type { Release } from '../release/release';
import { toActionError } from './failures';
import type { ActionContext, WaitSettings } from './types';

/**
 * Runs hooks as the settings of an action say; without hooks the release comes
 * back as it is.
 * @returns a function that throws ActionError - `hook`, with the release and
 *   the last runs of its hooks
 */
export function runActionHooks(
  context: ActionContext,
  settings: WaitSettings,
  serverSideApply: boolean,
): (release: Release, event: HookEvent, prefix: string) => Promise<Release> {
  const { disableHooks, timeoutMs, waitStrategy } = settings;
  return async (release, event, prefix) => {
    if (disableHooks) return release;
    try {
      return await runHooks(context, release, event, {
        timeoutMs,
        waitStrategy,
        serverSideApply,
      });
    } catch (error) {
      throw toActionError(error, {
        prefix,
        code: 'hook',
        release: error instanceof HookError ? error.release : release,
      });
    }
  };
}
