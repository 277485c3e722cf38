import { ApiError, forbidden, notFound } from '../errors/ApiError';
import { Resource, subjectOf } from '../resources/Resource';
import { Store } from '../storage/Store';

/** New objects need a namespace that exists and is not being deleted. */
export function admitNamespace(
  store: Store,
  resource: Resource,
  namespace: string,
  name: string,
): void {
  if (!resource.namespaced) {
    return;
  }
  const space = store.get('namespaces', '', namespace);
  if (!space) {
    throw notFound({ group: '', resource: 'namespaces' }, namespace);
  }
  if (space.metadata.deletionTimestamp) {
    const cause = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const error = forbidden(subjectOf(resource), name, cause);
    throw new ApiError(error.code, error.reason, error.message, {
      ...error.details,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    });
  }
}
