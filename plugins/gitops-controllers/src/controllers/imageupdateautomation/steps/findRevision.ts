import { GitRemote } from '@backstage-gitops/git';
import { TransientError } from '@backstage-gitops/kube';
import { Reason } from '../reasons';
import type { ImageUpdateAutomationContext } from '../types';
import type { AutomationSource } from './resolveSource';

/**
 * What the reference to check out stands for now: `main@sha1:<commit>`.
 * @throws TransientError - GitOperationFailed
 */
export async function findRevision(
  ctx: ImageUpdateAutomationContext,
  { remote, checkout, timeoutMs }: AutomationSource,
): Promise<string> {
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(timeoutMs)]);
  let git: GitRemote | undefined;
  try {
    git = new GitRemote(remote);
    const { revision } = await git.resolve(checkout, signal);
    return revision;
  } catch (error) {
    if (ctx.signal.aborted) throw error;
    throw new TransientError(
      Reason.gitOperationFailed,
      `failed to checkout source: ${(error as Error).message}`,
      { cause: error },
    );
  } finally {
    await git?.close();
  }
}
