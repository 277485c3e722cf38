import { randomUUID } from 'crypto';
import {
  alreadyExists,
  ApiError,
  badRequest,
  conflict,
  forbidden,
  invalid,
  notFound,
  staleObject,
} from '../errors/ApiError';
import { invalidValue } from '../errors/FieldError';
import {
  applyConfiguration,
  setOf,
  updateManagedFields,
  WriteContext,
} from '../fields/fieldManager';
import {
  deepEqual,
  isObject,
  JsonObject,
  KubeObject,
  ObjectMeta,
} from '../json';
import { Registry } from '../resources/Registry';
import {
  groupVersion,
  inVersion,
  kindSubject,
  Resource,
  subjectOf,
} from '../resources/Resource';
import { CelRules } from '../schema/celRules';
import { defaultCustom } from '../schema/customObjects';
import { validateSchema } from '../schema/validateSchema';
import { Store } from '../storage/Store';
import { checkApplied } from './checkApplied';
import { decodeObject, DecodeOptions } from './decodeObject';
import { validateMetadata, validateMetadataUpdate } from './validateMetadata';

/** Who writes and how; the query parameters of a write. */
export interface WriteOptions extends DecodeOptions {
  readonly fieldManager: string;
  readonly dryRun: boolean;
  readonly subresource?: string;
}

/** A server-side apply. */
export interface ApplyOptions extends WriteOptions {
  readonly force: boolean;
}

/** The result of a write that may create. */
export interface WriteResult {
  readonly object: KubeObject;
  readonly created: boolean;
}

/** Delete options, as in the body and the query. */
export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: {
    readonly uid?: string;
    readonly resourceVersion?: string;
  };
}

const STATUS_ONLY = setOf([['f:status']]);
const SPEC_AND_LABELS = setOf([['f:spec'], ['f:metadata', 'f:labels']]);
const NAME_SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';
const MAX_NAME_BASE = 58;

/**
 * Reads and writes objects under the rules of the API: decoding, defaults,
 * validation, generations, field ownership, finalizers. Knows the store and the
 * schemas; knows nothing of HTTP or of who is asking.
 */
export class ObjectService {
  private readonly rules = new CelRules();

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
    const configuration = this.readConfiguration(
      resource,
      namespace,
      name,
      body,
    );
    const live = this.find(resource, namespace, name);
    if (!live && options.subresource) {
      throw notFound(subjectOf(resource), name);
    }
    checkPreconditionsOfApply(resource, name, configuration, live);
    const empty = this.emptyObject(resource);
    const context = {
      ...this.writeContext(resource, { ...options, operation: 'Apply' }),
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
    const marked = this.markDeleted(resource, live, options);
    const finalizers = marked.metadata.finalizers ?? [];
    const isHeld =
      finalizers.length > 0 ||
      namespaceFinalizers(resource, marked).length > 0 ||
      isGraceful(resource, marked);
    if (isHeld) {
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

  private markDeleted(
    resource: Resource,
    live: KubeObject,
    options: DeleteOptions,
  ): KubeObject {
    const { metadata } = live;
    const grace = resource.storageKey === 'pods' ? podGrace(live, options) : 0;
    const kept = (metadata.finalizers ?? []).filter(
      finalizer => finalizer !== 'orphan' && finalizer !== 'foregroundDeletion',
    );
    const added = {
      Orphan: ['orphan'],
      Foreground: ['foregroundDeletion'],
      Background: [],
    };
    const finalizers =
      options.propagation === undefined
        ? metadata.finalizers ?? []
        : [...kept, ...added[options.propagation]];
    const next: ObjectMeta = {
      ...metadata,
      deletionTimestamp: metadata.deletionTimestamp ?? this.deadline(grace),
      deletionGracePeriodSeconds: Math.min(
        metadata.deletionGracePeriodSeconds ?? grace,
        grace,
      ),
      ...(metadata.generation !== undefined && !metadata.deletionTimestamp
        ? { generation: metadata.generation + 1 }
        : {}),
    };
    if (finalizers.length > 0) {
      next.finalizers = finalizers;
    } else {
      delete next.finalizers;
    }
    const marked: KubeObject = { ...live, metadata: next };
    if (resource.storageKey !== 'namespaces') {
      return marked;
    }
    const status = isObject(live.status) ? live.status : {};
    return { ...marked, status: { ...status, phase: 'Terminating' } };
  }

  private deadline(graceSeconds: number): string {
    return `${new Date(this.clock().getTime() + graceSeconds * 1000)
      .toISOString()
      .slice(0, 19)}Z`;
  }

  private readConfiguration(
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

  /** What a new object of the kind is before anything is set. */
  private emptyObject(resource: Resource): JsonObject {
    if (resource.custom) {
      return {
        apiVersion: groupVersion(resource),
        kind: resource.kind,
        metadata: {},
      };
    }
    return decodeObject(
      resource,
      {},
      { fieldValidation: 'Ignore', warnings: [] },
    );
  }

  private writeContext(
    resource: Resource,
    options: WriteOptions & { readonly operation?: 'Apply' | 'Update' },
  ): WriteContext {
    const isStatus = options.subresource === 'status';
    return {
      schema: resource.schema,
      now: this.now(),
      id: {
        manager: options.fieldManager,
        operation: options.operation ?? 'Update',
        apiVersion: groupVersion(resource),
        ...(options.subresource ? { subresource: options.subresource } : {}),
      },
      ...(!isStatus && resource.hasStatus ? { ignored: STATUS_ONLY } : {}),
      ...(isStatus && resource.custom ? { only: STATUS_ONLY } : {}),
      ...(isStatus && !resource.custom ? { ignored: SPEC_AND_LABELS } : {}),
    };
  }

  private insert(
    resource: Resource,
    namespace: string,
    decoded: KubeObject,
    options: WriteOptions,
    mode: 'applied' | undefined,
  ): KubeObject {
    const metadata = this.newMetadata(resource, namespace, decoded.metadata);
    let object: KubeObject = { ...decoded, metadata };
    if (mode !== 'applied') {
      const managedFields = updateManagedFields(
        this.emptyObject(resource),
        {
          ...this.withDefaults(resource, object, undefined),
          metadata: { ...metadata, uid: '' },
        },
        this.writeContext(resource, options),
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
    object = this.withDefaults(resource, object, undefined);
    this.admitNamespace(resource, namespace, metadata.name);
    this.validate(resource, object, undefined);
    if (this.find(resource, namespace, metadata.name)) {
      throw alreadyExists(subjectOf(resource), metadata.name);
    }
    return options.dryRun ? object : this.put(resource, object);
  }

  private newMetadata(
    resource: Resource,
    namespace: string,
    given: ObjectMeta,
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
      creationTimestamp: this.now(),
      generation: resource.strategy.hasGeneration ? 1 : undefined,
    }) as ObjectMeta;
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
    let next = this.prepare(resource, live, decoded, options.subresource);
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
        this.writeContext(resource, options),
      );
      next = withManagedFields(next, managed);
    } else {
      next = withManagedFields(next, decoded.metadata.managedFields);
    }
    this.validate(resource, next, live);
    next = this.withGeneration(resource, live, next);
    if (isSame(next, live)) {
      return live;
    }
    if (options.dryRun) {
      return next;
    }
    return this.finishUpdate(resource, next);
  }

  /** What of a write counts on this endpoint, with server-owned metadata kept. */
  private prepare(
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
    const {
      managedFields: _m,
      resourceVersion: _r,
      ...given
    } = decoded.metadata;
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
    return this.withDefaults(resource, next, live);
  }

  private withDefaults(
    resource: Resource,
    object: KubeObject,
    live: KubeObject | undefined,
  ): KubeObject {
    return resource.strategy.defaults?.(object, live) ?? object;
  }

  private validate(
    resource: Resource,
    object: KubeObject,
    live: KubeObject | undefined,
  ): void {
    const errors = [
      ...validateMetadata(resource, object),
      ...(live ? validateMetadataUpdate(object, live) : []),
      ...(resource.custom ? validateSchema(resource.schema, object) : []),
      ...(resource.strategy.validate?.(object, live) ?? []),
    ];
    if (errors.length === 0 && resource.custom) {
      errors.push(...this.rules.check(resource.schema, object, live));
    }
    if (errors.length > 0) {
      throw invalid(
        kindSubject(resource),
        object.metadata.name || object.metadata.generateName || '',
        errors,
      );
    }
  }

  private withGeneration(
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

  private finishUpdate(resource: Resource, next: KubeObject): KubeObject {
    const { metadata } = next;
    const isDone =
      metadata.deletionTimestamp !== undefined &&
      (metadata.finalizers ?? []).length === 0 &&
      namespaceFinalizers(resource, next).length === 0 &&
      !isGraceful(resource, next);
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

  /** New objects need a namespace that exists and is not being deleted. */
  private admitNamespace(
    resource: Resource,
    namespace: string,
    name: string,
  ): void {
    if (!resource.namespaced) {
      return;
    }
    const space = this.store.get('namespaces', '', namespace);
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
}

function toStored(resource: Resource, object: KubeObject): KubeObject {
  const apiVersion = groupVersion({
    group: resource.group,
    version: resource.storageVersion,
  });
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

function definedOnly<T extends JsonObject>(object: T): T {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as T;
}

/** Metadata that no client may set on an existing object. */
function serverMetadata(live: ObjectMeta): JsonObject {
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

function withManagedFields(
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

/** Whether a write changes nothing but times of managedFields. */
function isSame(next: KubeObject, live: KubeObject): boolean {
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

function checkName(
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

function checkPreconditionsOfApply(
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

function checkPreconditions(
  resource: Resource,
  live: KubeObject,
  options: DeleteOptions,
): void {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { metadata } = live;
  if (uid && uid !== metadata.uid) {
    throw conflict(
      subjectOf(resource),
      metadata.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
    );
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      subjectOf(resource),
      metadata.name,
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`,
    );
  }
}

function namespaceFinalizers(
  resource: Resource,
  object: KubeObject,
): unknown[] {
  if (resource.storageKey !== 'namespaces' || !isObject(object.spec)) {
    return [];
  }
  return Array.isArray(object.spec.finalizers) ? object.spec.finalizers : [];
}

/** A pod that runs on a node waits for its kubelet. */
function isGraceful(resource: Resource, object: KubeObject): boolean {
  return (
    resource.storageKey === 'pods' &&
    (object.metadata.deletionGracePeriodSeconds ?? 0) > 0
  );
}

function podGrace(pod: KubeObject, options: DeleteOptions): number {
  const spec = isObject(pod.spec) ? pod.spec : {};
  const status = isObject(pod.status) ? pod.status : {};
  if (
    !spec.nodeName ||
    status.phase === 'Failed' ||
    status.phase === 'Succeeded'
  ) {
    return 0;
  }
  return (
    options.gracePeriodSeconds ??
    Number(spec.terminationGracePeriodSeconds ?? 30)
  );
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
