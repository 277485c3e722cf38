import { isAlreadyExists } from '@backstage-gitops/kube';
import { ActionError, messageOf } from '../actions/errors';
import type { ActionContext, WaitStrategy } from '../actions/types';
import { buildResources } from '../resources/buildResources';
import { createResources } from '../resources/createResources';
import type { CreateSettings, Resource } from '../resources/resource';
import { waitForResources } from '../wait/waitForResources';
import type { CrdFile } from './chartCrds';
import { waitUntilServed } from './waitUntilServed';

/** Milliseconds that CRDs get to be established. */
const CRD_TIMEOUT_MS = 60_000;

/** Milliseconds that the cluster gets to name their kinds. */
const SERVED_TIMEOUT_MS = 10_000;

/** How CRDs are installed, and where what else is in `crds/` goes. */
interface CrdSettings extends CreateSettings {
  /** For objects of namespaced kinds. */
  readonly namespace: string;
  readonly waitStrategy: WaitStrategy;
}

/**
 * Installs the files of `crds/` as `helm install` does, one after another.
 * Without server-side apply a file of which something exists is passed over.
 * @returns whether anything was installed
 * @throws ActionError - `crds`: `failed to install CRD crds/…: …`; WaitError
 */
export async function installCrds(
  context: ActionContext,
  files: readonly CrdFile[],
  settings: CrdSettings,
): Promise<boolean> {
  const installed: Resource[] = [];
  for (const file of files) {
    context.signal.throwIfAborted();
    installed.push(...(await installFile(context, file, settings)));
  }
  await waitForCrds(context, installed, settings.waitStrategy);
  return installed.length > 0;
}

async function installFile(
  context: ActionContext,
  { name, text }: CrdFile,
  settings: CrdSettings,
): Promise<Resource[]> {
  try {
    const resources = await buildResources(context, text, settings.namespace);
    if (resources.length === 0) throw new Error('resources are empty');
    return await createResources(context, resources, settings);
  } catch (error) {
    context.signal.throwIfAborted();
    if (isPresent(error)) {
      context.log?.({
        level: 'debug',
        message: 'CRD is already present. Skipping',
        attributes: { crd: name },
      });
      return [];
    }
    throw new ActionError(
      'crds',
      `failed to install CRD ${name}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** True where something exists already; of several errors the first counts. */
function isPresent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const [first] = Array.isArray(cause) ? cause : [cause];
  return isAlreadyExists(error) || isAlreadyExists(first);
}

/** Waits until CRDs are established, whatever the action waits for. */
async function waitForCrds(
  context: ActionContext,
  resources: readonly Resource[],
  waitStrategy: WaitStrategy,
): Promise<void> {
  if (resources.length === 0) return;
  const objects = resources.map(({ object }) => object);
  const timeoutMs = CRD_TIMEOUT_MS;
  await waitForResources(context, objects, { timeoutMs, waitStrategy });
  await waitUntilServed(context, objects, SERVED_TIMEOUT_MS);
}
