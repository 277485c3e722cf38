import { parseDuration } from '@backstage-gitops/kube';
import type { SourceContext } from './SourceObject';

/** `spec.timeout` where the schema sets no default. */
const DEFAULT_TIMEOUT = '60s';

/**
 * Signal for the remote operations of a reconcile: aborts at `spec.timeout`,
 * and when the controller stops.
 */
export function remoteSignal({
  object,
  signal,
}: Pick<SourceContext, 'object' | 'signal'>): AbortSignal {
  const timeoutMs = parseDuration(object.spec.timeout ?? DEFAULT_TIMEOUT);
  return AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
}
