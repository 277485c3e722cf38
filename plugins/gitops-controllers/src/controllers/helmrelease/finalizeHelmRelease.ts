import { isNotFound, READY } from '@backstage-gitops/kube';
import { hasAccount } from '../../target/openTarget';
import { TargetError } from '../../target/TargetError';
import { Reason } from './conditions';
import { openReleaseTarget } from './openReleaseTarget';
import { ReleaseProcess } from './ReleaseProcess';
import type { ReleaseParts } from './ReleaseProcess';
import { textOf } from './release/run';
import type {
  HelmReleaseContext,
  HelmReleaseDeps,
  ReleaseTarget,
} from './types';

function failed({ conditions }: HelmReleaseContext, message: string): void {
  conditions.set(READY, 'False', Reason.uninstallFailed, message);
}

/** undefined: the kubeconfig is gone, and nothing can be uninstalled any more. */
async function openOrSkip(
  ctx: HelmReleaseContext,
  deps: HelmReleaseDeps,
): Promise<ReleaseTarget | undefined> {
  try {
    return await openReleaseTarget(ctx, deps);
  } catch (error) {
    const { cause } = error as Error;
    if (cause instanceof TargetError && isNotFound(cause.cause)) {
      return undefined;
    }
    const why = textOf(error);
    failed(
      ctx,
      `failed to build REST client getter to uninstall release: ${why}`,
    );
    throw error;
  }
}

/** False: the account is gone, as in a namespace that is being deleted. */
async function mayAct(
  ctx: HelmReleaseContext,
  { options }: HelmReleaseDeps,
): Promise<boolean> {
  try {
    return await hasAccount(ctx, options);
  } catch (error) {
    const name =
      ctx.object.spec.serviceAccountName || options.defaultServiceAccount;
    failed(
      ctx,
      `failed to confirm ServiceAccount '${name}' can be used to uninstall release: ${textOf(
        error,
      )}`,
    );
    throw error;
  }
}

async function uninstall(
  ctx: HelmReleaseContext,
  deps: HelmReleaseDeps,
  parts: ReleaseParts,
): Promise<void> {
  if (!ctx.status.storageNamespace) return;
  const target = await openOrSkip(ctx, deps);
  if (!target) return;
  try {
    if (!(await mayAct(ctx, deps))) return;
    const scope = { ctx, deps, target, health: new Map() };
    await new ReleaseProcess(scope, parts).abandon();
  } finally {
    await target.close();
  }
}

/**
 * Uninstalls the release and removes the HelmChart of a deleted HelmRelease; of
 * a suspended one both stay.
 * @throws Error - the release can't be uninstalled: the finalizer stays
 */
export async function finalizeHelmRelease(
  ctx: HelmReleaseContext,
  deps: HelmReleaseDeps,
  parts: ReleaseParts,
): Promise<void> {
  if (ctx.object.spec.suspend) return;
  await uninstall(ctx, deps, parts);
  await parts.steps.reconcileChartTemplate(ctx, deps);
}
