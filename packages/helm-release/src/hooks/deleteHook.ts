import type { ActionContext } from '../actions/types';
import type { ReleaseHook } from '../release/release';
import { buildResources } from '../resources/buildResources';
import { deleteResources } from '../resources/deleteResources';
import {
  waitForDeletion,
  type ResourceWaitSettings,
} from '../wait/waitForResources';

/** When the object of a hook is deleted. */
export type HookDeletePolicy =
  | 'before-hook-creation'
  | 'hook-succeeded'
  | 'hook-failed';

/** The policy of a hook that names none. */
export const DEFAULT_DELETE_POLICY: HookDeletePolicy = 'before-hook-creation';

/** A hook's object that could not be deleted. */
class HookDeletionError extends Error {
  override readonly name = 'HookDeletionError';
}

/**
 * Deletes the object of a hook where its policies say so, and waits as the
 * strategy says. Definitions of custom kinds stay: all their objects would go.
 * @throws HookDeletionError; WaitError; what building throws
 */
export async function deleteHookByPolicy(
  context: ActionContext,
  hook: ReleaseHook,
  policy: HookDeletePolicy,
  settings: ResourceWaitSettings & { readonly namespace: string },
): Promise<void> {
  if (hook.kind === 'CustomResourceDefinition') return;
  if (!hook.deletePolicies.includes(policy)) return;
  let resources;
  try {
    resources = await buildResources(
      context,
      hook.manifest,
      settings.namespace,
    );
  } catch (cause) {
    const text = `unable to build kubernetes object for deleting hook ${hook.path}`;
    throw new HookDeletionError(`${text}: ${textOf(cause)}`, { cause });
  }
  const { errors } = await deleteResources(context, resources, 'Background');
  if (errors.length > 0) {
    const message = errors.map(textOf).join('; ');
    throw new HookDeletionError(message, { cause: errors[0] });
  }
  await waitForDeletion(
    context,
    resources.map(({ object }) => object),
    settings,
  );
}

/** Message of anything thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
