import type { HookEvent } from '@backstage-gitops/helm';
import type { Release, ReleaseHook } from '../release/release';

/**
 * Places of the hooks of an event in `release.hooks`, in the order in which they
 * run: by weight, then by name, then as stored, which is by kind. A hook that
 * names the event twice runs twice.
 */
export function hookOrder(release: Release, event: HookEvent): number[] {
  return release.hooks
    .flatMap((hook, index) =>
      hook.events.filter(found => found === event).map(() => index),
    )
    .sort((a, b) => compareHooks(release.hooks[a], release.hooks[b]));
}

/** Order of hooks by weight and name. */
export function compareHooks(a: ReleaseHook, b: ReleaseHook): number {
  if (a.weight !== b.weight) return a.weight - b.weight;
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}
