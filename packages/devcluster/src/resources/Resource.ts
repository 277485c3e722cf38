import { JsonObject, KubeObject } from '../json';
import { FieldError } from '../errors/FieldError';
import { Schema } from '../schema/Schema';

/** A column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly priority?: number;
  readonly description?: string;
  /** JSONPath, for custom kinds. */
  readonly jsonPath?: string;
}

/** Where the replicas of a scalable kind are. Paths as lists of field names. */
export interface ScalePaths {
  readonly specReplicas: readonly string[];
  readonly statusReplicas: readonly string[];
  readonly labelSelector?: readonly string[];
}

/** One served version of a resource, built-in or custom. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly schema: Schema;
  /** Where objects are kept: `group/plural`, the same for all versions. */
  readonly storageKey: string;
  /** The version that objects are stored in. */
  readonly storageVersion: string;
  /** Schema of that version, where it is another than this one. */
  readonly storageSchema?: Schema;
  /** Warning header of every reply of a deprecated version. */
  readonly deprecationWarning?: string;
  readonly custom: boolean;
  readonly hasStatus: boolean;
  readonly scale?: ScalePaths;
  /** Other subresources with their verbs, e.g. `token`. */
  readonly subresources: readonly SubresourceInfo[];
  readonly columns?: readonly PrinterColumn[];
  /** Fields that a field selector may name, besides metadata.name and metadata.namespace. */
  readonly selectableFields: readonly string[];
  readonly strategy: Strategy;
}

export interface SubresourceInfo {
  readonly name: string;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

/** What a kind does beyond storing: defaults, and which writes are allowed. */
export interface Strategy {
  /** Whether metadata.generation counts spec changes. */
  readonly hasGeneration: boolean;
  /** Fills in what the real server fills in; may allocate (cluster IPs). */
  defaults?(object: KubeObject, live: KubeObject | undefined): KubeObject;
  /** Checks beyond the schema. */
  validate?(object: KubeObject, live: KubeObject | undefined): FieldError[];
  /** Called before a new object is validated, e.g. to set an initial status. */
  prepareCreate?(object: KubeObject): KubeObject;
  /** Called before a main-resource update is validated. */
  prepareUpdate?(object: KubeObject, live: KubeObject): KubeObject;
  /** Names other than DNS subdomains, e.g. RBAC. */
  readonly namePattern?: 'path-segment' | 'label' | 'subdomain';
}

/** `apps/v1` or `v1`. */
export function groupVersion(resource: {
  group: string;
  version: string;
}): string {
  return resource.group
    ? `${resource.group}/${resource.version}`
    : resource.version;
}

/** How errors name the resource. */
export function subjectOf(resource: Resource): {
  group: string;
  resource: string;
} {
  return { group: resource.group, resource: resource.plural };
}

/** How validation errors name the kind. */
export function kindSubject(resource: Resource): {
  group: string;
  resource: string;
} {
  return { group: resource.group, resource: resource.kind };
}

/** The object as this version serves it. */
export function inVersion<T extends JsonObject>(
  resource: Resource,
  object: T,
): T {
  const apiVersion = groupVersion(resource);
  return object.apiVersion === apiVersion && object.kind === resource.kind
    ? object
    : { ...object, apiVersion, kind: resource.kind };
}
