import {
  forEachLimited,
  isNotFound,
  type DeleteOptions,
} from '@backstage-gitops/kube';
import { kindAttributes, logDebug } from '../logging';
import { batchByKind } from './batchByKind';
import { CONCURRENCY } from './findExisting';
import { ResourceError } from './errors';
import type { DeleteResult, Resource, ResourceContext } from './resource';
import { retryOnConflict } from './retryOnConflict';

/**
 * Deletes objects, neighbours of one kind together. Errors are collected; what
 * is missing already counts as deleted.
 */
export async function deleteResources(
  context: ResourceContext,
  resources: readonly Resource[],
  propagationPolicy: NonNullable<DeleteOptions['propagationPolicy']>,
): Promise<DeleteResult> {
  if (resources.length === 0) {
    const message = 'object not found, skipping delete: no objects visited';
    return { deleted: [], errors: [new ResourceError('nothing', message)] };
  }
  const deleted: Resource[] = [];
  const errors: Error[] = [];
  for (const batch of batchByKind(resources)) {
    await forEachLimited(batch, CONCURRENCY, async resource => {
      const attributes = kindAttributes(resource);
      logDebug(context, 'starting delete resource', attributes);
      try {
        await deleteOne(context, resource, propagationPolicy);
        deleted.push(resource);
      } catch (error) {
        if (isNotFound(error)) {
          const message = 'ignoring delete failure';
          logDebug(context, message, { ...attributes, error });
          deleted.push(resource);
        } else {
          errors.push(error instanceof Error ? error : new Error(`${error}`));
        }
      }
    });
  }
  return { deleted, errors };
}

/** Deletes one object. @throws ApiError - `NotFound` and others */
export async function deleteOne(
  { client, signal }: ResourceContext,
  { object, namespace, name }: Resource,
  propagationPolicy: NonNullable<DeleteOptions['propagationPolicy']>,
): Promise<void> {
  await retryOnConflict(signal, () =>
    client.delete(object, { namespace, name }, { propagationPolicy, signal }),
  );
}
