import type { Infer, OpenApiSchema, Schema } from './schema';

/** A column that `kubectl get` prints. */
export interface PrinterColumn {
  readonly name: string;
  readonly jsonPath: string;
  readonly type: 'string' | 'date';
  /** 0 is always shown, 1 only with `-o wide`. */
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
  /** Name of the controller that owns the kind, e.g. `source-controller`. */
  readonly component: string;
  readonly description: string;
  readonly printerColumns: readonly PrinterColumn[];
  readonly spec: Schema<Spec>;
  readonly status: Schema<Status>;
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

/** Columns that nearly every kind prints; `Status` is Ready's message. */
export const READY_COLUMNS: readonly PrinterColumn[] = [
  { name: 'Age', jsonPath: '.metadata.creationTimestamp', type: 'date' },
  {
    name: 'Ready',
    jsonPath: '.status.conditions[?(@.type=="Ready")].status',
    type: 'string',
  },
  {
    name: 'Status',
    jsonPath: '.status.conditions[?(@.type=="Ready")].message',
    type: 'string',
  },
];

/** Declares a kind; the identity function, there for its inference. */
export function defineKind<
  const Kind extends string,
  SpecSchema extends Schema<unknown>,
  StatusSchema extends Schema<unknown>,
>(
  definition: Omit<KindDefinition, 'spec' | 'status' | 'kind'> & {
    readonly kind: Kind;
    readonly spec: SpecSchema;
    readonly status: StatusSchema;
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
