import type { HookEvent } from '@backstage-gitops/helm';
import type { ActionContext, WaitSettings } from '../actions/types';
import type { Release } from '../release/release';
import { textOf } from './deleteHook';
import { HookError } from './HookError';
import { HookRun } from './HookRun';

/** How the hooks of one event run. */
export interface HookSettings
  extends Pick<WaitSettings, 'timeoutMs' | 'waitStrategy'> {
  /** How hooks are applied: as the objects of the release are. */
  readonly serverSideApply: boolean;
}

/** Hooks that have ended, before the objects that are to go are deleted. */
interface EndedHooks {
  /** With the last runs of its hooks. */
  readonly release: Release;
  /** Of the hook that failed; those after it did not run. */
  readonly error: HookError | undefined;
  /** Deletes objects by the policies of their hooks. @throws HookError */
  readonly cleanUp: () => Promise<void>;
}

/**
 * Runs the hooks of an event one after another, by weight and name. The release
 * is stored before each hook is created; what comes of the last one is in the
 * release that this gives back, for the action to store.
 * @throws HookError - carries the release too
 */
export async function runHooks(
  context: ActionContext,
  release: Release,
  event: HookEvent,
  settings: HookSettings,
): Promise<Release> {
  const ended = await runHooksUntilCleanup(context, release, event, settings);
  // A failure to clean up comes first, as in Helm.
  await ended.cleanUp();
  if (ended.error) throw ended.error;
  return ended.release;
}

/**
 * Like {@link runHooks}, but leaves the objects of the hooks for a while, so
 * that the logs of tests can be read.
 */
export async function runHooksUntilCleanup(
  context: ActionContext,
  release: Release,
  event: HookEvent,
  settings: HookSettings,
): Promise<EndedHooks> {
  const run = new HookRun(context, release, event, settings);
  const error = await run.execute();
  const cleanUp = async () => {
    try {
      await run.cleanUp();
    } catch (cause) {
      throw new HookError('delete', textOf(cause), run.release, { cause });
    }
  };
  return { release: run.release, error, cleanUp };
}
