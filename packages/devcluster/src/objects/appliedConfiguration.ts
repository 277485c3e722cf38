import { badRequest, conflict, notFound } from '../errors/ApiError';
import { isObject, JsonObject, KubeObject, ObjectMeta } from '../json';
import { groupVersion, Resource, subjectOf } from '../resources/Resource';
import { checkApplied } from './checkApplied';
import { checkName } from './checkName';

/**
 * The configuration of a server-side apply, with the name and namespace of the
 * request. @throws ApiError - 400: it is of another kind or object
 */
export function readConfiguration(
  resource: Resource,
  namespace: string,
  name: string,
  body: JsonObject,
): JsonObject {
  const apiVersion = groupVersion(resource);
  if (!body.kind || !body.apiVersion) {
    throw badRequest(
      `error decoding YAML: Object 'Kind' is missing in '${JSON.stringify(
        body,
      )}'`,
    );
  }
  if (body.apiVersion !== apiVersion) {
    throw badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${body.apiVersion}, expected: ${apiVersion}`,
    );
  }
  if (body.kind !== resource.kind) {
    throw badRequest(
      `Incorrect object kind specified in apply patch. Specified: ${body.kind}, expected: ${resource.kind}`,
    );
  }
  const metadata = isObject(body.metadata) ? body.metadata : {};
  if (metadata.managedFields !== undefined) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const configuration: JsonObject = {
    ...body,
    metadata: {
      ...metadata,
      name: metadata.name ?? name,
      ...(namespace ? { namespace } : {}),
    },
  };
  const group = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
  const gvk = `${group.startsWith('/') ? group : apiVersion}, Kind=${
    resource.kind
  }`;
  checkName(configuration.metadata as ObjectMeta, name, namespace);
  checkApplied(
    resource.schema,
    configuration,
    `${metadata.namespace ?? ''}/${name}; ${gvk}`,
  );
  return configuration;
}

/** Throws 404 or 409 when a configuration means an object that is not there. */
export function checkPreconditionsOfApply(
  resource: Resource,
  name: string,
  configuration: JsonObject,
  live: KubeObject | undefined,
): void {
  const { uid, resourceVersion } = configuration.metadata as ObjectMeta;
  if (!live && (uid || resourceVersion)) {
    if (uid) {
      throw conflict(
        subjectOf(resource),
        name,
        'uid mismatch: the provided object specified uid ' +
          `${uid}, and no existing object was found`,
      );
    }
    throw notFound(subjectOf(resource), name);
  }
}
