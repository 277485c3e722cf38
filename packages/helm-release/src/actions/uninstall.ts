import { requireReleaseName } from '@backstage-gitops/helm';
import { HookError } from '../hooks/HookError';
import { logDebug } from '../logging';
import type { Release } from '../release/release';
import { waitForDeletion } from '../wait/waitForResources';
import { requireReachable } from './capabilities';
import { deleteReleaseObjects } from './deleteReleaseObjects';
import { ActionError, messageOf } from './errors';
import { abortError, toActionError } from './failures';
import { toActionEnd } from './toActionEnd';
import { withStatus } from './makeRelease';
import { nowOf, storeSignal } from './recordRelease';
import { runActionHooks } from './runActionHooks';
import { supersedeDeployed } from './supersedeDeployed';
import type { ActionContext, UninstallOptions, UninstallResult } from './types';

/**
 * Deletes the objects of a release, and its revisions unless they are to be
 * kept.
 * @throws ActionError - with the release once it was begun. What happens after
 *   its objects were deleted is collected: `uninstallation completed with N
 *   error(s): …`
 * @see helm.sh/helm/v4@v4.2.1 pkg/action/uninstall.go
 */
export async function uninstall(
  context: ActionContext,
  options: UninstallOptions,
): Promise<UninstallResult> {
  try {
    await requireReachable(context);
    if (!options.dryRun) requireName(options.name);
    const history = await readHistory(context, options);
    const newest = history.at(-1);
    if (!newest) return { release: undefined, info: '' };
    if (options.dryRun) return { release: newest, info: '' };
    return newest.info.status === 'uninstalled'
      ? await purgeUninstalled(context, options, history)
      : await uninstallRelease(context, options, history);
  } catch (error) {
    throw toActionEnd(context, error);
  }
}

function requireName(name: string): void {
  try {
    requireReleaseName(name);
  } catch (cause) {
    const message = `uninstall: Release name is invalid: ${name}`;
    throw new ActionError('name', message, { cause });
  }
}

/** All revisions; none only where that is fine. */
async function readHistory(
  { storage, signal }: ActionContext,
  { name, dryRun, ignoreNotFound }: UninstallOptions,
): Promise<readonly Release[]> {
  const prefix = dryRun ? '' : `uninstall: Release not loaded: ${name}: `;
  let history: readonly Release[];
  try {
    history = await storage.history(name, signal);
  } catch (error) {
    throw toActionError(error, { prefix });
  }
  if (history.length === 0 && !ignoreNotFound) {
    throw new ActionError('not-found', `${prefix}release: not found`);
  }
  return history;
}

/** A release whose objects are gone already. */
async function purgeUninstalled(
  context: ActionContext,
  { name, keepHistory }: UninstallOptions,
  history: readonly Release[],
): Promise<UninstallResult> {
  const release = history[history.length - 1];
  if (keepHistory) {
    throw new ActionError(
      'options',
      `the release named "${name}" is already deleted`,
      { release },
    );
  }
  await purge(context, history);
  return { release, info: '' };
}

/** @throws ActionError - `storage` */
async function purge(
  { storage }: ActionContext,
  history: readonly Release[],
): Promise<void> {
  try {
    for (const { name, version } of history) {
      await storage.delete(name, version, storeSignal());
    }
  } catch (error) {
    const prefix = 'uninstall: Failed to purge the release: ';
    throw toActionError(error, { prefix, code: 'storage' });
  }
}

async function uninstallRelease(
  context: ActionContext,
  options: UninstallOptions,
  history: readonly Release[],
): Promise<UninstallResult> {
  // Helm applies the hooks of an uninstall on the server's side, always.
  const hooks = runActionHooks(context, options, true);
  const { name } = options;
  logDebug(context, 'uninstall: deleting release', { name });
  let release = begin(context, history[history.length - 1]);
  if (options.disableHooks) {
    logDebug(context, 'delete hooks disabled', { release: name });
  }
  release = await hooks(release, 'pre-delete', '');
  abortIfAsked(context, release);
  await store(context, release);
  const { kept, deleted } = await deleteReleaseObjects(
    context,
    options,
    release,
  );
  const errors: unknown[] = [];
  await collect(errors, () =>
    waitForDeletion(
      context,
      deleted.map(({ object }) => object),
      options,
    ),
  );
  try {
    release = await hooks(release, 'post-delete', '');
  } catch (error) {
    errors.push(error);
    if (isHookFailure(error)) release = error.release;
  }
  // Aborted, it stays `uninstalling`: the next uninstall goes on from there.
  abortIfAsked(context, release);
  release = withStatus(
    release,
    'uninstalled',
    options.description || 'Uninstallation complete',
  );
  if (options.keepHistory) {
    await store(context, release);
    await supersedeDeployed(context, release.name);
  } else {
    logDebug(context, 'purge requested', { release: name });
    await collect(errors, () => purge(context, history));
  }
  requireNone(errors, release);
  return { release, info: kept };
}

function begin(context: ActionContext, release: Release): Release {
  const info = {
    ...release.info,
    status: 'uninstalling' as const,
    deleted: nowOf(context),
    description: 'Deletion in progress (or silently failed)',
  };
  return { ...release, info };
}

function isHookFailure(
  error: unknown,
): error is ActionError & { readonly release: Release } {
  return (
    error instanceof ActionError &&
    error.cause instanceof HookError &&
    error.release !== undefined
  );
}

function abortIfAsked({ signal }: ActionContext, release: Release): void {
  const error = abortError(signal);
  if (error) throw toActionError(error, { release });
}

/** A release that cannot be stored does not keep its objects from going. */
async function store(context: ActionContext, release: Release): Promise<void> {
  try {
    await context.storage.update(release, storeSignal());
  } catch (error) {
    logDebug(context, 'uninstall: Failed to store updated release', { error });
  }
}

async function collect(
  errors: unknown[],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    errors.push(error);
  }
}

function requireNone(errors: readonly unknown[], release: Release): void {
  if (errors.length === 0) return;
  const texts = errors.map(messageOf).join('; ');
  const { code } = toActionError(errors[0]);
  throw new ActionError(
    code,
    `uninstallation completed with ${errors.length} error(s): ${texts}`,
    {
      release,
      cause: errors.length === 1 ? errors[0] : new AggregateError(errors),
    },
  );
}
