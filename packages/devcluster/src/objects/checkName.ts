import { badRequest } from '../errors/ApiError';
import { ObjectMeta } from '../json';

/** Throws 400 when a body names another object than the request. */
export function checkName(
  metadata: ObjectMeta,
  name: string,
  namespace: string,
): void {
  if (metadata.name !== undefined && metadata.name !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  if (metadata.namespace && namespace && metadata.namespace !== namespace) {
    throw badRequest(
      `the namespace of the object (${metadata.namespace}) does not match the namespace on the request (${namespace})`,
    );
  }
}
