import {
  forEachLimited,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import { gvkAttributes, logDebug } from '../logging';
import { batchByKind } from './batchByKind';
import { ResourceError } from './errors';
import { CONCURRENCY, messageOf } from './findExisting';
import type { CreateSettings, Resource, ResourceContext } from './resource';
import { applyObject, createObject } from './writeResource';

/**
 * Creates objects: neighbours of one kind together, the next kind when these
 * are done. A refused object does not keep the others from being tried, but
 * for an abort.
 * @returns the objects, with the names that the server made up
 * @throws ResourceError - `apply`: all that was refused, a line each;
 *   `nothing`: no objects were given
 */
export async function createResources(
  context: ResourceContext,
  resources: readonly Resource[],
  settings: CreateSettings,
): Promise<Resource[]> {
  logDebug(context, 'creating resource(s)', { resources: resources.length });
  logCreation(context, settings);
  if (resources.length === 0) {
    throw new ResourceError('nothing', 'no objects visited');
  }
  const created: Resource[] = [];
  const errors: unknown[] = [];
  for (const batch of batchByKind(resources)) {
    const results = new Map<Resource, Resource>();
    const failures = new Map<Resource, unknown>();
    await forEachLimited(batch, CONCURRENCY, async resource => {
      context.signal.throwIfAborted();
      try {
        results.set(resource, await createOne(context, resource, settings));
      } catch (error) {
        failures.set(resource, error);
      }
    });
    for (const resource of batch) {
      if (failures.has(resource)) errors.push(failures.get(resource));
      created.push(results.get(resource) ?? resource);
    }
  }
  if (errors.length > 0) {
    context.signal.throwIfAborted();
    throw errors.length === 1
      ? errors[0]
      : new ResourceError('apply', errors.map(messageOf).join('\n'), {
          cause: errors,
        });
  }
  return created;
}

/** Logs in which way objects are going to be created. */
export function logCreation(
  context: Pick<ResourceContext, 'log'>,
  { serverSideApply, forceConflicts = false }: CreateSettings,
): void {
  if (!serverSideApply) {
    logDebug(context, 'using client-side apply for resource creation');
    return;
  }
  logDebug(context, 'using server-side apply for resource creation', {
    forceConflicts,
    dryRun: false,
    fieldValidationDirective: 'Strict',
  });
}

/** Creates one object in the way that the settings say. */
export async function createOne(
  context: ResourceContext,
  resource: Resource,
  settings: CreateSettings,
): Promise<Resource> {
  const live = settings.serverSideApply
    ? await createByApply(context, resource, settings.forceConflicts ?? false)
    : await createObject(context, resource);
  return resource.name === '' ? named(resource, live.metadata.name) : resource;
}

async function createByApply(
  context: ResourceContext,
  resource: Resource,
  forceConflicts: boolean,
): Promise<UnstructuredObject> {
  const attributes = gvkAttributes(resource);
  try {
    const live = await applyObject(context, resource, forceConflicts);
    logDebug(context, 'Created resource via patch', attributes);
    return live;
  } catch (error) {
    const message = 'Error creating resource via patch';
    logDebug(context, message, { ...attributes, error });
    throw error;
  }
}

function named(resource: Resource, name: string | undefined): Resource {
  const metadata = { ...resource.object.metadata, name };
  return {
    ...resource,
    name: name ?? '',
    object: { ...resource.object, metadata },
  };
}
