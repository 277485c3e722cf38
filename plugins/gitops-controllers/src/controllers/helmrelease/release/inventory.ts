import type { Chart } from '@backstage-gitops/helm';
import type { Release } from '@backstage-gitops/helm-release';
import { Reason } from '../conditions';
import { textOf } from './run';
import type { ReleaseRun } from './run';

/**
 * Records what a release has applied. What can't be told is an event, and
 * leaves the inventory as it was.
 */
export async function recordInventory(
  { ctx, deps, steps, target }: ReleaseRun,
  release: Release,
  chart: Chart | undefined,
): Promise<void> {
  try {
    const run = { release, chart, target };
    const { entries, warnings } = await steps.inventoryOf(ctx, deps, run);
    ctx.status.inventory = { entries: [...entries] };
    if (warnings.length === 0) return;
    ctx.event({
      type: 'Warning',
      reason: Reason.namespaceCheckSkipped,
      message: warnings.join('; '),
    });
  } catch (error) {
    ctx.signal.throwIfAborted();
    const { namespace, name } = ctx.key;
    ctx.event({
      type: 'Warning',
      reason: Reason.inventoryBuildFailed,
      message: `failed to build inventory for ${namespace}/${name}: ${textOf(
        error,
      )}`,
    });
  }
}
