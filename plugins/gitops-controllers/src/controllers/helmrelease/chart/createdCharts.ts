import type { ArtifactObject } from '../../../sources';
import type { HelmReleaseContext } from '../types';

const created = new WeakMap<HelmReleaseContext, ArtifactObject>();

/** Keeps the HelmChart that a run has created, as the API server gave it back. */
export function rememberCreated(
  ctx: HelmReleaseContext,
  chart: ArtifactObject,
): void {
  created.set(ctx, chart);
}

/** The HelmChart that this run has created: nothing newer can be read of it. */
export function createdIn(ctx: HelmReleaseContext): ArtifactObject | undefined {
  return created.get(ctx);
}
