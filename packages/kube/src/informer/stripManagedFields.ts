import { KubeObject } from '../api/types';

/**
 * Drops `metadata.managedFields`, which no reader of an informer needs and
 * which is often the largest part of an object. The object given is unchanged.
 */
export function stripManagedFields<T extends KubeObject>(object: T): T {
  if (!object.metadata.managedFields) return object;
  const { managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}
