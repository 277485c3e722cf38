import type { UnstructuredObject } from '@backstage-gitops/kube';
import type { ActionContext } from '../actions/types';
import type { ReleaseHook } from '../release/release';
import type { Resource } from '../resources/resource';
import { at, textAt } from '../wait/fields';
import { textOf } from './deleteHook';

/** When the output of a hook is shown. */
type HookOutputPolicy = 'hook-succeeded' | 'hook-failed';

/**
 * Passes on what the containers of a hook printed, where its policies say so.
 * A failure is only logged: it must not hide how the hook ended.
 */
export async function outputHookLogs(
  context: ActionContext,
  hook: ReleaseHook,
  resources: readonly Resource[],
  policy: HookOutputPolicy,
): Promise<void> {
  if (!hook.outputLogPolicies.includes(policy)) return;
  const selector = selectorOf(hook);
  const namespace = resources[0]?.namespace;
  if (!selector || !namespace) return;
  try {
    const { items } = await context.client.listAll<UnstructuredObject>(
      { apiVersion: 'v1', kind: 'Pod' },
      { ...selector, namespace, signal: context.signal },
    );
    for (const pod of items) await outputPodLogs(context, namespace, pod);
  } catch (error) {
    context.log?.({
      level: 'warn',
      message: `error outputting logs for hook failure: ${textOf(error)}`,
      attributes: { hook: hook.path, cause: causeOf(error) },
      isGlobal: true,
    });
  }
}

/** What Helm leaves out of its message. */
function causeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? undefined : textOf(cause);
}

/** How the Pods of a hook are found; other kinds have none. */
function selectorOf({ kind, name }: ReleaseHook) {
  switch (kind) {
    case 'Job':
      return { labelSelector: `job-name=${name}` };
    case 'Pod':
      return { fieldSelector: `metadata.name=${name}` };
    default:
      return undefined;
  }
}

async function outputPodLogs(
  { client, hookOutput, signal }: ActionContext,
  namespace: string,
  object: UnstructuredObject,
): Promise<void> {
  const pod = object.metadata.name ?? '';
  const containers = at(object, 'spec', 'containers');
  for (const found of Array.isArray(containers) ? containers : []) {
    const container = textAt(found, 'name');
    const logs = client.readLogs(
      { namespace, name: pod },
      { container, signal },
    );
    try {
      for await (const chunk of logs) {
        hookOutput?.({ namespace, pod, container }, chunk);
      }
    } catch (cause) {
      throw new Error(
        `failed to stream pod logs for pod: ${pod}, container: ${container}`,
        { cause },
      );
    }
  }
}
