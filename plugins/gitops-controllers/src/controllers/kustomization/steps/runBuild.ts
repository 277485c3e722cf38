import { SupersededError } from '@backstage-gitops/kube';
import type { Trigger } from '@backstage-gitops/kube';
import { WorkerError } from '../../../worker/errors';
import type { TaskOptions } from '../../../worker/WorkerPool';
import type { BuildOutput, BuildRequest } from '../build/request';
import { shareKeyServices } from '../build/sharedKeyServices';
import { timeoutOf } from '../schedule';
import type { KustomizationContext, KustomizationDeps } from '../types';

/** What runs builds. */
export type BuildDeps = Pick<KustomizationDeps, 'keyServices' | 'workers'>;

/** A build takes no longer, whatever `spec.timeout` says. */
const MAX_BUILD_MS = 600_000;

function isPreempted(error: unknown): boolean {
  return error instanceof WorkerError && error.code === 'preempted';
}

/** Text for Ready of a build that has failed. */
export function buildFailureText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return error instanceof WorkerError
    ? `kustomize build failed: ${text}`
    : text;
}

/**
 * Aborts when the controller stops, and with a SupersededError when the
 * Kustomization itself has changed or goes: its build is of no use any more. A
 * new revision of the source lets the build end, as the next may come as soon.
 */
function buildSignal({ object, signal, superseded }: KustomizationContext) {
  const changed = new AbortController();
  const check = () => {
    const { kind } = superseded.reason as Trigger;
    if (kind === object.kind) changed.abort(new SupersededError());
  };
  if (superseded.aborted) check();
  superseded.addEventListener('abort', check, { once: true });
  return {
    signal: AbortSignal.any([signal, changed.signal]),
    dispose: () => superseded.removeEventListener('abort', check),
  };
}

/** Runs the build in a worker, which may call key services of this thread. */
async function runOnce(
  { workers, keyServices = [] }: BuildDeps,
  request: BuildRequest,
  options: TaskOptions,
): Promise<BuildOutput> {
  const { decryption } = request;
  if (!decryption || keyServices.length === 0) {
    return workers.run('build', request, options);
  }
  const { shared, close } = shareKeyServices(keyServices);
  try {
    return await workers.run(
      'build',
      { ...request, decryption: { ...decryption, services: shared } },
      { ...options, transfer: [shared.port] },
    );
  } finally {
    close();
  }
}

/**
 * Runs a build within `spec.timeout`, of ten minutes at most. One that takes
 * long while others wait is begun anew where it disturbs nobody.
 * @throws BuildError; WorkerError - it took too long or too much memory;
 *   SupersededError - the Kustomization has changed
 */
export async function runBuild(
  ctx: KustomizationContext,
  deps: BuildDeps,
  request: BuildRequest,
): Promise<BuildOutput> {
  const { signal, dispose } = buildSignal(ctx);
  const { namespace, name } = ctx.key;
  const timeoutMs = Math.min(timeoutOf(ctx.object), MAX_BUILD_MS);
  try {
    for (;;) {
      try {
        const options = { namespace, name, signal, timeoutMs };
        return await runOnce(deps, request, options);
      } catch (error) {
        if (!isPreempted(error)) throw error;
      }
    }
  } finally {
    dispose();
  }
}
