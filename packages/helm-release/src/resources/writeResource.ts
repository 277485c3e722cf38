import {
  ApiError,
  isConflict,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import { rememberAnswer } from './appliedObjects';
import { ResourceError } from './errors';
import { messageOf, NO_NAME } from './findExisting';
import type { Resource, ResourceContext } from './resource';
import { retryOnConflict } from './retryOnConflict';

/** POST, as `helm` creates without server-side apply. @returns the answer */
export async function createObject(
  { client, fieldManager, signal }: ResourceContext,
  { object, namespace }: Resource,
): Promise<UnstructuredObject> {
  const { resourceVersion: _, ...metadata } = object.metadata;
  const answer = await retryOnConflict(signal, () =>
    client.create<UnstructuredObject>(
      { ...object, metadata: { ...metadata, namespace } },
      { fieldManager, signal },
    ),
  );
  rememberAnswer(object, answer);
  return answer;
}

/** Server-side apply with Helm's words about what can go wrong. */
export async function applyObject(
  { client, fieldManager, signal }: ResourceContext,
  resource: Resource,
  forceConflicts: boolean,
): Promise<UnstructuredObject> {
  try {
    if (resource.name === '') throw new Error(NO_NAME);
    const answer = await client.apply<UnstructuredObject>(resource.object, {
      fieldManager,
      signal,
      force: forceConflicts,
      fieldValidation: 'Strict',
    });
    rememberAnswer(resource.object, answer);
    return answer;
  } catch (error) {
    const message = messageOf(error);
    if (error instanceof ApiError && error.status === 415) {
      throw new ResourceError(
        'apply',
        `server-side apply not available on the server: ${message}`,
        { cause: error },
      );
    }
    const begin = isConflict(error)
      ? 'conflict occurred while applying object'
      : 'server-side apply failed for object';
    throw new ResourceError(
      'apply',
      `${begin} ${identify(resource)}: ${message}`,
      { cause: error },
    );
  }
}

/** `shop/web apps/v1, Kind=Deployment`, as Helm names an object in errors. */
export function identify({ mapping, namespace, name }: Resource): string {
  const { group, version, kind } = mapping;
  return `${namespace}/${name} ${group}/${version}, Kind=${kind}`;
}
