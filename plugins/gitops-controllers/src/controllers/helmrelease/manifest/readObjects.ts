import { parseManifest, ResourceError } from '@backstage-gitops/helm-release';
import type { ActionContext } from '@backstage-gitops/helm-release';
import type { UnstructuredObject } from '@backstage-gitops/kube';
import { runToEnd } from '../../../worker/runToEnd';
import type { HelmReleaseContext, HelmReleaseDeps } from '../types';
import { readManifestTask } from './readManifestTask';

type Context = Pick<HelmReleaseContext, 'key' | 'signal'>;
type Deps = Pick<HelmReleaseDeps, 'workers'>;

/**
 * Characters of YAML that are read on the event loop, which takes a few
 * milliseconds; the way to a thread and back costs as much.
 */
const SHORT_TEXT = 32 * 1024;

function taskOptionsOf({ key, signal }: Context) {
  return { namespace: key.namespace, name: key.name, signal };
}

/**
 * How the actions of a run read manifests: large ones in the worker pool.
 * @returns throws ResourceError - `manifest`; WorkerError
 */
export function createParser(
  ctx: Context,
  { workers }: Deps,
): NonNullable<ActionContext['parseManifest']> {
  return async (manifest, isValidated) => {
    if (manifest.length <= SHORT_TEXT) {
      return parseManifest(manifest, isValidated);
    }
    const input = { manifest, isValidated };
    const options = taskOptionsOf(ctx);
    const output = await runToEnd(workers, 'parseManifest', input, options);
    if ('objects' in output) return output.objects;
    throw new ResourceError('manifest', output.problem);
  };
}

/**
 * The objects of a text, as {@link readManifestTask} reads them; of a large one
 * in the worker pool.
 * @throws YamlError, WorkerError
 */
export async function readObjects(
  ctx: Context,
  { workers }: Deps,
  request: Parameters<typeof readManifestTask>[0],
): Promise<UnstructuredObject[]> {
  return request.manifest.length <= SHORT_TEXT
    ? readManifestTask(request)
    : runToEnd(workers, 'readManifest', request, taskOptionsOf(ctx));
}
