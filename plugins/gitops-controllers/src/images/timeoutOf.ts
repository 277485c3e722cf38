import { parseDuration } from '@backstage-gitops/kube';
import type { ImageRepositorySpec } from '@backstage-gitops/plugin-gitops-common';

const LEAST_MS = 1_000;

/** Milliseconds for the registry: `spec.timeout`, else `spec.interval`; a second at least. */
export function timeoutOf({ timeout, interval }: ImageRepositorySpec): number {
  return Math.max(LEAST_MS, parseDuration(timeout ?? interval));
}
