import type { Component } from './components';
import type { Infer, OpenApiSchema, Schema, ValidationRule } from './schema';

/** A column that `kubectl get` prints. */
export interface PrinterColumn {
  readonly name: string;
  readonly jsonPath: string;
  readonly type: 'string' | 'date';
  /** 0 is always shown, more only with `-o wide`. */
  readonly priority?: number;
}

/** An earlier API version, served so that older manifests still apply. */
export interface DeprecatedVersion {
  readonly name: string;
  /** Fields of `spec` that only this version had; accepted and dropped. */
  readonly extraSpec?: Readonly<Record<string, OpenApiSchema>>;
}

/**
 * Everything there is to say about one kind. The TypeScript type
 * ({@link ObjectOf}), the CustomResourceDefinition (`customResourceDefinition`)
 * and the reference page (`referencePage`) are all derived from it.
 */
export interface KindDefinition<
  Spec = unknown,
  Status = unknown,
  Kind extends string = string,
> {
  readonly group: string;
  /** Version that is served and stored. */
  readonly version: string;
  readonly kind: Kind;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** Controller that owns the kind, e.g. `source-controller`. */
  readonly component: Component;
  readonly description: string;
  readonly printerColumns: readonly PrinterColumn[];
  readonly spec: Schema<Spec>;
  /** Absent when nothing reports on objects of the kind. */
  readonly status?: Schema<Status>;
  /** CEL rules over the whole object. */
  readonly rules?: readonly ValidationRule[];
  /** Earlier versions of the same shape, newest first. */
  readonly deprecatedVersions: readonly DeprecatedVersion[];
}

/** Metadata of an API object, as far as the plugins read it. */
export interface ObjectMetadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: {
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
    controller?: boolean;
    blockOwnerDeletion?: boolean;
  }[];
}

/** An API object with typed spec and status. */
export interface ApiObject<Spec, Status, Kind extends string = string> {
  apiVersion: string;
  kind: Kind;
  metadata: ObjectMetadata;
  spec: Spec;
  status?: Status;
}

/** The TypeScript type of the objects of a kind. */
export type ObjectOf<D> = D extends KindDefinition<
  infer Spec,
  infer Status,
  infer Kind
>
  ? ApiObject<Spec, Status, Kind>
  : never;

/** Column `Age`. */
export const AGE_COLUMN: PrinterColumn = {
  name: 'Age',
  jsonPath: '.metadata.creationTimestamp',
  type: 'date',
};

/** Columns `Ready` and `Status`; the latter is Ready's message. */
export const READY_COLUMNS: readonly PrinterColumn[] = [
  textColumn('Ready', '.status.conditions[?(@.type=="Ready")].status'),
  textColumn('Status', '.status.conditions[?(@.type=="Ready")].message'),
];

/** A column that prints text. */
export function textColumn(
  name: string,
  jsonPath: string,
  priority?: number,
): PrinterColumn {
  return { name, jsonPath, type: 'string', ...(priority ? { priority } : {}) };
}

/** Declares a kind; the identity function, there for its inference. */
export function defineKind<
  const Kind extends string,
  SpecSchema extends Schema<unknown>,
  StatusSchema extends Schema<unknown> = never,
>(
  definition: Omit<KindDefinition, 'spec' | 'status' | 'kind'> & {
    readonly kind: Kind;
    readonly spec: SpecSchema;
    readonly status?: StatusSchema;
  },
): KindDefinition<Infer<SpecSchema>, Infer<StatusSchema>, Kind> {
  return definition as KindDefinition<
    Infer<SpecSchema>,
    Infer<StatusSchema>,
    Kind
  >;
}

/** `group/version` of a kind. */
export function apiVersionOf(definition: KindDefinition): string {
  return `${definition.group}/${definition.version}`;
}

/** Group, version and kind of an API object, as `apimachinery` names them. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Group, stored version and kind of a definition. */
export function gvkOf(definition: KindDefinition): GroupVersionKind {
  const { group, version, kind } = definition;
  return { group, version, kind };
}
