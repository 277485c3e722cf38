import { logDebug } from '../logging';
import type { Release } from '../release/release';
import { deleteResources } from '../resources/deleteResources';
import type { Resource } from '../resources/resource';
import { ActionError, messageOf } from './errors';
import { abortError, toActionError } from './failures';
import { withStatus } from './makeRelease';
import { outliving } from './outliving';
import { recordRelease } from './recordRelease';
import { rollback } from './rollback';
import type { ActionContext, UpgradeOptions } from './types';

/** How far an upgrade came, and why it went no further. */
interface FailedUpgrade {
  readonly release: Release;
  /** Objects that it has made. */
  readonly created: readonly Resource[];
  readonly cause: unknown;
}

/**
 * Stores a failed revision, and undoes what the options say.
 * @throws ActionError - always, with that revision
 */
export async function failUpgrade(
  context: ActionContext,
  options: UpgradeOptions,
  failed: FailedUpgrade,
): Promise<never> {
  const { name } = options;
  const aborted = abortError(context.signal);
  const error = aborted ?? toActionError(failed.cause);
  const release = withStatus(
    failed.release,
    'failed',
    `Upgrade "${name}" failed: ${error.message}`,
  );
  context.log?.({
    level: 'warn',
    message: 'upgrade failed',
    attributes: { name, error },
  });
  await recordRelease(context, release);
  // What an aborted upgrade has made stays: Helm no longer knows it.
  if (options.cleanupOnFail && !aborted && failed.created.length > 0) {
    await cleanUp(context, failed.created, { error, release });
  }
  if (options.rollbackOnFailure) {
    logDebug(
      context,
      'Upgrade failed and rollback-on-failure is set, rolling back to previous successful release',
    );
    await goBack(outliving(context, options), options, { error, release });
    throw toActionError(error, {
      prefix: `release ${name} failed, and has been rolled back due to rollback-on-failure being set: `,
      release,
    });
  }
  throw toActionError(error, { release });
}

/** The failure that is being dealt with. */
interface Failure {
  readonly error: ActionError;
  readonly release: Release;
}

async function cleanUp(
  context: ActionContext,
  created: readonly Resource[],
  { error, release }: Failure,
): Promise<void> {
  const cleaning_resources = created.length;
  logDebug(context, 'cleanup on fail set', { cleaning_resources });
  const { errors } = await deleteResources(context, created, 'Background');
  if (errors.length === 0) {
    logDebug(context, 'resource cleanup complete');
    return;
  }
  const texts = errors.map(messageOf).join(', ');
  throw new ActionError(
    error.code,
    `an error occurred while cleaning up resources. original upgrade error: ${error.message}: unable to cleanup resources: ${texts}`,
    { release, cause: errors },
  );
}

/** Goes back to the newest revision that was deployed once. */
async function goBack(
  context: ActionContext,
  options: UpgradeOptions,
  { error, release }: Failure,
): Promise<void> {
  const { name, namespace } = options;
  const failure = (begin: string, problem?: unknown): ActionError => {
    const end = problem === undefined ? '' : `: ${messageOf(problem)}`;
    const message = `${begin} original upgrade error: ${error.message}${end}`;
    const cause = problem ?? error;
    return new ActionError(error.code, message, { release, cause });
  };
  const version = await lastSuccess(context, name).catch(problem => {
    throw failure(
      'an error occurred while finding last successful release.',
      problem,
    );
  });
  if (version === undefined) {
    throw failure(
      'unable to find a previously successful release when attempting to rollback.',
    );
  }
  const { waitStrategy, waitForJobs, disableHooks, timeoutMs } = options;
  const { forceReplace, forceConflicts, serverSideApply, maxHistory } = options;
  await rollback(context, {
    name,
    namespace,
    version,
    waitStrategy,
    waitForJobs,
    disableHooks,
    timeoutMs,
    forceReplace,
    forceConflicts,
    serverSideApply,
    maxHistory,
  }).catch(problem => {
    throw failure('an error occurred while rolling back the release.', problem);
  });
}

/** Newest revision that was deployed once; undefined where none was. */
async function lastSuccess(
  { storage, signal }: ActionContext,
  name: string,
): Promise<number | undefined> {
  const history = await storage.history(name, signal);
  return history
    .filter(({ info }) => ['superseded', 'deployed'].includes(info.status))
    .at(-1)?.version;
}
