import { isNotFound, type UnstructuredObject } from '@backstage-gitops/kube';
import { kindAttributes, logDebug } from '../logging';
import { createOne, logCreation } from './createResources';
import { deleteOne } from './deleteResources';
import { ResourceError, UpdateError } from './errors';
import { messageOf, NO_NAME } from './findExisting';
import { planUpdate } from './planUpdate';
import type {
  Resource,
  ResourceContext,
  UpdateResult,
  UpdateSettings,
} from './resource';
import { KEEP, RESOURCE_POLICY } from './resourcePolicy';
import { updateObject } from './updateObject';

/** What an update has done so far. */
interface Progress extends UpdateResult {
  readonly created: Resource[];
  readonly updated: Resource[];
  readonly deleted: Resource[];
  /** Refusals that did not end it. */
  readonly errors: unknown[];
}

/**
 * Brings the cluster from one manifest to the next, one object after another:
 * creates what is missing, changes the rest, and deletes what the new manifest
 * has no more. A refused change lets the others go on but keeps everything from
 * being deleted; a refused creation ends the update.
 * @throws UpdateError - with what was done; its cause is the first refusal
 */
export async function updateResources(
  context: ResourceContext,
  originals: readonly Resource[],
  targets: readonly Resource[],
  settings: UpdateSettings,
): Promise<UpdateResult> {
  const progress: Progress = {
    created: [],
    updated: [],
    deleted: [],
    errors: [],
  };
  const plan = planUpdate(originals, targets);
  try {
    requireCompatible(settings);
    logCreation(context, settings);
    logUpdate(context, settings);
    const resources = targets.length;
    logDebug(context, 'checking resources for changes', { resources });
    for (const { target, original } of plan.targets) {
      context.signal.throwIfAborted();
      await bringTo(context, { target, original, settings }, progress);
    }
    requireNoErrors(progress);
    for (const removed of plan.removed) {
      context.signal.throwIfAborted();
      await remove(context, removed, progress);
    }
    requireNoErrors(progress);
  } catch (error) {
    const { created, updated, deleted } = progress;
    throw new UpdateError(
      messageOf(error),
      { created, updated, deleted },
      { cause: error },
    );
  }
  return progress;
}

/** @throws ResourceError - `options`, in Helm's words */
function requireCompatible(settings: UpdateSettings): void {
  const { serverSideApply, forceConflicts, forceReplace } = settings;
  const problem =
    (!serverSideApply &&
      forceConflicts &&
      'invalid client update option(s): forceConflicts enabled when serverSideApply disabled') ||
    (settings.threeWayMergeForUnstructured &&
      serverSideApply &&
      'invalid operation: cannot use three-way merge for unstructured and server-side apply together') ||
    (forceConflicts &&
      forceReplace &&
      'invalid operation: cannot use force conflicts and force replace together') ||
    (serverSideApply &&
      forceReplace &&
      'invalid operation: cannot use server-side apply and force replace together');
  if (problem) throw new ResourceError('options', problem);
}

/** Logs in which way objects are going to be changed. */
function logUpdate(
  context: Pick<ResourceContext, 'log'>,
  settings: UpdateSettings,
): void {
  const { forceConflicts = false, threeWayMergeForUnstructured = false } =
    settings;
  const fieldValidationDirective = 'Strict';
  if (settings.forceReplace) {
    const message = 'using resource replace update strategy';
    logDebug(context, message, { fieldValidationDirective });
  } else if (settings.serverSideApply) {
    logDebug(context, 'using server-side apply for resource update', {
      forceConflicts,
      dryRun: false,
      fieldValidationDirective,
      upgradeClientSideFieldManager:
        settings.upgradeClientSideFieldManager ?? false,
    });
  } else {
    const message = 'using client-side apply for resource update';
    logDebug(context, message, { threeWayMergeForUnstructured });
  }
}

function requireNoErrors({ errors }: Progress): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) {
    throw new ResourceError('apply', errors.map(messageOf).join(' && '), {
      cause: errors[0],
    });
  }
}

async function bringTo(
  context: ResourceContext,
  step: {
    readonly target: Resource;
    readonly original: Resource | undefined;
    readonly settings: UpdateSettings;
  },
  progress: Progress,
): Promise<void> {
  const { target, original, settings } = step;
  const live = await readLive(context, target, settings);
  if (!live) {
    progress.created.push(target);
    await create(context, target, settings);
    return;
  }
  if (!original) {
    context.log?.({
      level: 'warn',
      message:
        'resource exists on cluster but not in original release, using cluster state as baseline',
      attributes: kindAttributes(target),
      isGlobal: true,
    });
  }
  progress.updated.push(target);
  try {
    await updateObject(context, {
      target,
      live,
      original: original?.object ?? live,
      settings,
    });
  } catch (error) {
    context.signal.throwIfAborted();
    progress.errors.push(error);
  }
}

/** Metadata is enough where the server merges. */
async function readLive(
  { client, signal }: ResourceContext,
  { object, namespace, name }: Resource,
  { serverSideApply, forceReplace = false }: UpdateSettings,
): Promise<UnstructuredObject | undefined> {
  const metadataOnly = serverSideApply || forceReplace;
  try {
    if (name === '') throw new Error(NO_NAME);
    return await client.find<UnstructuredObject>(
      object,
      { namespace, name },
      { signal, metadataOnly },
    );
  } catch (error) {
    throw new ResourceError(
      'apply',
      `could not get information about the resource: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

async function create(
  context: ResourceContext,
  target: Resource,
  settings: UpdateSettings,
): Promise<void> {
  try {
    await createOne(context, target, settings);
    logDebug(context, 'created a new resource', kindAttributes(target));
  } catch (error) {
    throw new ResourceError(
      'apply',
      `failed to create resource: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** Deletes an object unless it is gone, cannot be read, or is to be kept. */
async function remove(
  context: ResourceContext,
  resource: Resource,
  progress: Progress,
): Promise<void> {
  const { object, namespace, name } = resource;
  const attributes = kindAttributes(resource);
  logDebug(context, 'deleting resource', attributes);
  let live: UnstructuredObject;
  try {
    live = await context.client.get<UnstructuredObject>(
      object,
      { namespace, name },
      { signal: context.signal, metadataOnly: true },
    );
  } catch (error) {
    context.signal.throwIfAborted();
    logDebug(context, 'unable to get object', { ...attributes, error });
    return;
  }
  if (live.metadata.annotations?.[RESOURCE_POLICY] === KEEP) {
    logDebug(context, 'skipping delete due to annotation', {
      ...attributes,
      annotation: RESOURCE_POLICY,
      value: KEEP,
    });
    return;
  }
  try {
    await deleteOne(context, resource, 'Background');
    progress.deleted.push(resource);
  } catch (error) {
    context.signal.throwIfAborted();
    logDebug(context, 'failed to delete resource', { ...attributes, error });
    if (!isNotFound(error)) {
      progress.errors.push(
        new ResourceError(
          'apply',
          `failed to delete resource namespace=${namespace}, name=${name}, kind=${
            resource.mapping.kind
          }: ${messageOf(error)}`,
          { cause: error },
        ),
      );
    }
  }
}
