import { randomUUID } from 'crypto';
import { badRequest } from '../errors/ApiError';
import { deepEqual, JsonObject, KubeObject, ObjectMeta } from '../json';
import { Resource } from '../resources/Resource';

const NAME_SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';
const MAX_NAME_BASE = 58;

/** Metadata of a new object. @throws ApiError - 400: it has what only the server sets */
export function newMetadata(
  resource: Resource,
  namespace: string,
  given: ObjectMeta,
  now: string,
): ObjectMeta {
  if (given.resourceVersion) {
    throw badRequest(
      'resourceVersion should not be set on objects to be created',
    );
  }
  if (given.namespace && given.namespace !== namespace) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  const {
    deletionTimestamp: _d,
    deletionGracePeriodSeconds: _g,
    selfLink: _s,
    ...rest
  } = given;
  return definedOnly({
    ...rest,
    name: given.name || generatedName(given.generateName),
    ...(namespace ? { namespace } : {}),
    uid: randomUUID(),
    creationTimestamp: now,
    generation: resource.strategy.hasGeneration ? 1 : undefined,
  }) as ObjectMeta;
}

/** Without fields that are undefined. */
export function definedOnly<T extends JsonObject>(object: T): T {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as T;
}

/** Metadata that no client may set on an existing object. */
export function serverMetadata(live: ObjectMeta): JsonObject {
  const {
    name,
    namespace,
    uid,
    resourceVersion,
    creationTimestamp,
    generation,
  } = live;
  const { deletionTimestamp, deletionGracePeriodSeconds, generateName } = live;
  return {
    name,
    namespace,
    uid,
    resourceVersion,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generateName,
  };
}

/** The object with other owners of its fields; without the list when it is empty. */
export function withManagedFields(
  object: KubeObject,
  managed: ObjectMeta['managedFields'],
): KubeObject {
  const { managedFields: _m, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: definedOnly({
      ...metadata,
      ...(managed?.length ? { managedFields: managed } : {}),
    }) as ObjectMeta,
  };
}

/** The object with its generation, grown when more than metadata (and status) changed. */
export function withGeneration(
  resource: Resource,
  live: KubeObject,
  next: KubeObject,
): KubeObject {
  if (!resource.strategy.hasGeneration) {
    return next;
  }
  const strip = ({ metadata: _m, status, ...rest }: KubeObject) =>
    resource.hasStatus ? rest : { ...rest, status };
  const generation = live.metadata.generation ?? 1;
  const changed = !deepEqual(strip(live), strip(next));
  return {
    ...next,
    metadata: {
      ...next.metadata,
      generation: changed ? generation + 1 : generation,
    },
  };
}

/** Whether a write changes nothing but times of managedFields. */
export function isSame(next: KubeObject, live: KubeObject): boolean {
  const strip = (object: KubeObject) => ({
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: object.metadata.managedFields?.map(
        ({ time: _t, ...entry }) => entry,
      ),
    },
  });
  return deepEqual(strip(next), strip(live));
}

function generatedName(base: string | undefined): string {
  if (!base) {
    return '';
  }
  const suffix = Array.from(
    { length: 5 },
    () => NAME_SUFFIX[Math.floor(Math.random() * NAME_SUFFIX.length)],
  );
  return `${base.slice(0, MAX_NAME_BASE)}${suffix.join('')}`;
}
