import { forEachLimited } from '@backstage-gitops/kube';
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

/** Creates one object in the way that the settings say. */
export async function createOne(
  context: ResourceContext,
  resource: Resource,
  settings: CreateSettings,
): Promise<Resource> {
  const live = settings.serverSideApply
    ? await applyObject(context, resource, settings.forceConflicts ?? false)
    : await createObject(context, resource);
  context.log?.({
    level: 'debug',
    message: 'created a new resource',
    attributes: {
      namespace: resource.namespace,
      name: resource.name,
      kind: resource.mapping.kind,
    },
  });
  return resource.name === '' ? named(resource, live.metadata.name) : resource;
}

function named(resource: Resource, name: string | undefined): Resource {
  const metadata = { ...resource.object.metadata, name };
  return {
    ...resource,
    name: name ?? '',
    object: { ...resource.object, metadata },
  };
}
