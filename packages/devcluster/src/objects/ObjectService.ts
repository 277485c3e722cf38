import {
  alreadyExists,
  conflict,
  invalid,
  notFound,
  staleObject,
} from '../errors/ApiError';
import { invalidValue } from '../errors/FieldError';
import {
  applyConfiguration,
  updateManagedFields,
} from '../fields/fieldManager';
import { deepEqual, JsonObject, KubeObject } from '../json';
import { Registry } from '../resources/Registry';
import {
  groupVersion,
  inVersion,
  Resource,
  subjectOf,
} from '../resources/Resource';
import { defaultCustom, pruneCustom } from '../schema/customObjects';
import { Store } from '../storage/Store';
import { admitNamespace } from './admitNamespace';
import {
  checkPreconditionsOfApply,
  readConfiguration,
} from './appliedConfiguration';
import { checkName } from './checkName';
import { decodeObject } from './decodeObject';
import {
  checkPreconditions,
  DeleteOptions,
  isHeld,
  markDeleted,
} from './deletion';
import {
  ApplyOptions,
  emptyObject,
  WriteOptions,
  writeContext,
} from './ownership';
import { prepareUpdate, withDefaults } from './prepareUpdate';
import {
  isSame,
  newMetadata,
  withGeneration,
  withManagedFields,
} from './serverFields';
import { Validator } from './Validator';

/** The result of a write that may create. */
interface WriteResult {
  readonly object: KubeObject;
  readonly created: boolean;
}

/**
 * Reads and writes objects under the rules of the API: decoding, defaults,
 * validation, generations, field ownership, finalizers. Knows the store and the
 * schemas; knows nothing of HTTP or of who is asking.
 */
export class ObjectService {
  private readonly validator = new Validator();

  constructor(
    readonly store: Store,
    readonly registry: Registry,
    private readonly clock: () => Date,
  ) {}

  /** RFC 3339 in whole seconds. */
  now(): string {
    return `${this.clock().toISOString().slice(0, 19)}Z`;
  }

  /** @throws ApiError - 404 */
  get(resource: Resource, namespace: string, name: string): KubeObject {
    const object = this.find(resource, namespace, name);
    if (!object) {
      throw notFound(subjectOf(resource), name);
    }
    return object;
  }

  find(
    resource: Resource,
    namespace: string,
    name: string,
  ): KubeObject | undefined {
    const stored = this.store.get(resource.storageKey, namespace, name);
    return stored && inVersion(resource, stored);
  }

  list(resource: Resource, namespace?: string): KubeObject[] {
    return this.store
      .list(resource.storageKey, namespace)
      .map(item => inVersion(resource, item));
  }

  /** @throws ApiError - 400, 403, 404, 409, 422 */
  create(
    resource: Resource,
    namespace: string,
    body: unknown,
    options: WriteOptions,
  ): KubeObject {
    const decoded = decodeObject(resource, body, options);
    return this.insert(resource, namespace, decoded, options, undefined);
  }

  /** Replaces an object. @throws ApiError - 400, 404, 409, 422 */
  update(
    resource: Resource,
    namespace: string,
    name: string,
    body: unknown,
    options: WriteOptions,
  ): KubeObject {
    const decoded = decodeObject(resource, body, options);
    checkName(decoded.metadata, name, namespace);
    const live = this.get(resource, namespace, name);
    if (resource.custom && !decoded.metadata.resourceVersion) {
      const field = invalidValue(
        'metadata.resourceVersion',
        0,
        'must be specified for an update',
      );
      throw invalid(subjectOf(resource), name, [field]);
    }
    return this.replace(resource, live, decoded, options);
  }

  /**
   * Changes an object by a function of its current state (merge, JSON and
   * strategic patches; controllers).
   * @throws ApiError - 400, 404, 409, 422
   */
  modify(
    resource: Resource,
    namespace: string,
    name: string,
    change: (live: KubeObject) => JsonObject,
    options: WriteOptions,
  ): KubeObject {
    const live = this.get(resource, namespace, name);
    const changed = change(live);
    const decoded = decodeObject(resource, changed, options);
    checkName(decoded.metadata, name, namespace);
    return this.replace(resource, live, decoded, options);
  }

  /** Server-side apply. @throws ApiError - 400, 404, 409 (conflicts), 422 */
  apply(
    resource: Resource,
    namespace: string,
    name: string,
    body: JsonObject,
    options: ApplyOptions,
  ): WriteResult {
    const configuration = readConfiguration(resource, namespace, name, body);
    const live = this.find(resource, namespace, name);
    if (!live && options.subresource) {
      throw notFound(subjectOf(resource), name);
    }
    checkPreconditionsOfApply(resource, name, configuration, live);
    const empty = emptyObject(resource);
    const context = {
      ...writeContext(resource, { ...options, operation: 'Apply' }, this.now()),
      force: options.force,
      empty,
    };
    const applied = applyConfiguration(live ?? empty, configuration, context);
    const decoded = decodeObject(resource, applied.object, {
      ...options,
      fieldValidation: 'Ignore',
    });
    const object = {
      ...decoded,
      metadata: { ...decoded.metadata, managedFields: applied.managedFields },
    };
    if (!live) {
      return {
        object: this.insert(resource, namespace, object, options, 'applied'),
        created: true,
      };
    }
    return {
      object: this.replace(resource, live, object, options, 'applied'),
      created: false,
    };
  }

  /**
   * Deletes an object, or marks it as being deleted while finalizers hold it.
   * @returns the object as last seen, and whether it is gone
   * @throws ApiError - 404, 409 (preconditions)
   */
  delete(
    resource: Resource,
    namespace: string,
    name: string,
    options: DeleteOptions,
  ): { object: KubeObject; gone: boolean } {
    const live = this.get(resource, namespace, name);
    checkPreconditions(resource, live, options);
    const marked = markDeleted(resource, live, options, this.clock());
    if (isHeld(resource, marked)) {
      const changed =
        deepEqual(marked, live) || options.dryRun
          ? marked
          : this.put(resource, marked);
      return { object: changed, gone: false };
    }
    if (!options.dryRun) {
      this.store.remove(resource.storageKey, toStored(resource, marked));
    }
    return { object: marked, gone: true };
  }

  private insert(
    resource: Resource,
    namespace: string,
    decoded: KubeObject,
    options: WriteOptions,
    mode: 'applied' | undefined,
  ): KubeObject {
    const metadata = newMetadata(
      resource,
      namespace,
      decoded.metadata,
      this.now(),
    );
    let object: KubeObject = { ...decoded, metadata };
    if (mode !== 'applied') {
      const managedFields = updateManagedFields(
        emptyObject(resource),
        {
          ...withDefaults(resource, object, undefined),
          metadata: { ...metadata, uid: '' },
        },
        writeContext(resource, options, this.now()),
      );
      object = withManagedFields(object, managedFields);
    }
    if (resource.hasStatus) {
      object = withoutStatus(resource, object);
    }
    if (resource.custom) {
      // A default of status itself shows from the first read on.
      object = defaultCustom(resource.schema, object) as KubeObject;
    }
    object = resource.strategy.prepareCreate?.(object) ?? object;
    object = withDefaults(resource, object, undefined);
    admitNamespace(this.store, resource, namespace, metadata.name);
    this.validator.check(resource, object, undefined);
    if (this.find(resource, namespace, metadata.name)) {
      throw alreadyExists(subjectOf(resource), metadata.name);
    }
    return options.dryRun
      ? inVersion(resource, toStored(resource, object))
      : this.put(resource, object);
  }

  private replace(
    resource: Resource,
    live: KubeObject,
    decoded: KubeObject,
    options: WriteOptions,
    mode?: 'applied',
  ): KubeObject {
    const subject = subjectOf(resource);
    const { uid, resourceVersion } = decoded.metadata;
    if (uid && uid !== live.metadata.uid) {
      throw conflict(
        subject,
        live.metadata.name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${live.metadata.uid}`,
      );
    }
    if (resourceVersion && resourceVersion !== live.metadata.resourceVersion) {
      throw staleObject(subject, live.metadata.name);
    }
    let next = prepareUpdate(resource, live, decoded, options.subresource);
    if (mode !== 'applied') {
      const managed = updateManagedFields(
        live,
        {
          ...next,
          metadata: {
            ...next.metadata,
            managedFields: decoded.metadata.managedFields,
          },
        },
        writeContext(resource, options, this.now()),
      );
      next = withManagedFields(next, managed);
    } else {
      next = withManagedFields(next, decoded.metadata.managedFields);
    }
    this.validator.check(resource, next, live, options.subresource);
    next = withGeneration(resource, live, next);
    if (isSame(next, live)) {
      return live;
    }
    if (options.dryRun) {
      return inVersion(resource, toStored(resource, next));
    }
    return this.finishUpdate(resource, next);
  }

  private finishUpdate(resource: Resource, next: KubeObject): KubeObject {
    const isDone =
      next.metadata.deletionTimestamp !== undefined && !isHeld(resource, next);
    if (isDone) {
      this.put(resource, next);
      const last = this.store.remove(
        resource.storageKey,
        toStored(resource, next),
      );
      return inVersion(resource, last);
    }
    return this.put(resource, next);
  }

  private put(resource: Resource, object: KubeObject): KubeObject {
    return inVersion(
      resource,
      this.store.put(resource.storageKey, toStored(resource, object)),
    );
  }
}

function toStored(resource: Resource, object: KubeObject): KubeObject {
  const apiVersion = groupVersion({
    group: resource.group,
    version: resource.storageVersion,
  });
  if (object.apiVersion === apiVersion) {
    return object;
  }
  const { storageSchema } = resource;
  const kept = storageSchema ? pruneCustom(storageSchema, object, []) : object;
  return { ...kept, apiVersion } as KubeObject;
}

/** A new object starts without status: none (custom kinds), or the empty struct. */
function withoutStatus(resource: Resource, object: KubeObject): KubeObject {
  const { status: _s, ...rest } = object;
  if (resource.custom) {
    return rest as KubeObject;
  }
  return decodeObject(resource, rest, {
    fieldValidation: 'Ignore',
    warnings: [],
  });
}
