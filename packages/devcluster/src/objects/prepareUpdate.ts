import { KubeObject, ObjectMeta } from '../json';
import { Resource } from '../resources/Resource';
import { definedOnly, serverMetadata } from './serverFields';

/** The object with the defaults of its kind. */
export function withDefaults(
  resource: Resource,
  object: KubeObject,
  live: KubeObject | undefined,
): KubeObject {
  return resource.strategy.defaults?.(object, live) ?? object;
}

/** What of a write counts on this endpoint, with server-owned metadata kept. */
export function prepareUpdate(
  resource: Resource,
  live: KubeObject,
  decoded: KubeObject,
  subresource: string | undefined,
): KubeObject {
  const kept = serverMetadata(live.metadata);
  if (subresource === 'status') {
    const { managedFields: _m, ...metadata } = live.metadata;
    return { ...live, metadata, status: decoded.status };
  }
  const { managedFields: _m, resourceVersion: _r, ...given } = decoded.metadata;
  let next: KubeObject = {
    ...decoded,
    metadata: definedOnly({ ...given, ...kept }) as ObjectMeta,
  };
  if (resource.hasStatus && subresource !== 'finalize') {
    next = { ...next, status: live.status };
    if (live.status === undefined) {
      delete next.status;
    }
  }
  if (subresource === 'finalize') {
    return next;
  }
  next = resource.strategy.prepareUpdate?.(next, live) ?? next;
  return withDefaults(resource, next, live);
}
