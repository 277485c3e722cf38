import { ObjectKey } from '../api/types';
import { ResourceInfo } from './RestMapper';

/** `?a=1&b=2` of the values that are set, or nothing. */
export function toQuery(
  values: Record<string, string | number | boolean | undefined>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** Path of all objects of a kind, in one namespace or all. */
export function collectionPath(
  resource: ResourceInfo,
  namespace?: string,
): string {
  const root =
    resource.group === ''
      ? `/api/${resource.version}`
      : `/apis/${resource.group}/${resource.version}`;
  const inNamespace =
    resource.namespaced && namespace
      ? `/namespaces/${encodeURIComponent(namespace)}`
      : '';
  return `${root}${inNamespace}/${resource.plural}`;
}

/** Path of one object. */
export function objectPath(resource: ResourceInfo, key: ObjectKey): string {
  const collection = collectionPath(resource, key.namespace);
  return `${collection}/${encodeURIComponent(key.name)}`;
}
