import { systemClock } from '@backstage-gitops/kube';
import type { GoTime, Release } from '../release/release';
import type { ActionContext } from './types';

/** Longest time that storing takes once the action itself was aborted. */
const STORE_TIMEOUT_MS = 30_000;

/** Now, as a release stores it; milliseconds in UTC. */
export function nowOf({
  clock = systemClock,
}: Pick<ActionContext, 'clock'>): GoTime {
  const text = new Date(clock.now()).toISOString();
  // Go writes a fraction without the zeros at its end.
  return text.replace(/\.?0*Z$/, 'Z');
}

/**
 * Stores what became of a release. A failure is only logged, as in Helm: the
 * action goes on. An aborted action still stores how it ended.
 */
export async function recordRelease(
  context: ActionContext,
  release: Release,
): Promise<void> {
  try {
    await context.storage.update(release, storeSignal());
  } catch (error) {
    context.log?.({
      level: 'warn',
      message: 'failed to update release',
      attributes: {
        name: release.name,
        revision: release.version,
        error,
      },
    });
  }
}

/** A signal that outlives the action, so that its end is stored. */
export function storeSignal(): AbortSignal {
  return AbortSignal.timeout(STORE_TIMEOUT_MS);
}
