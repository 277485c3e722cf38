import type { ResourceInfo, UnstructuredObject } from '@backstage-gitops/kube';
import type { ActionContext } from '../actions/types';

/** An object of a manifest, with what the cluster knows of its kind. */
export interface Resource {
  /** As rendered; `metadata.namespace` is set where its kind has namespaces. */
  readonly object: UnstructuredObject;
  readonly mapping: ResourceInfo;
  /** Empty for a kind without namespaces. */
  readonly namespace: string;
  /** Empty where the object has only a `generateName`. */
  readonly name: string;
}

/** The parts of an action's context that reading and writing objects takes. */
export type ResourceContext = Pick<
  ActionContext,
  'client' | 'fieldManager' | 'signal' | 'log' | 'clock' | 'parseManifest'
>;

/** How objects are created. */
export interface CreateSettings {
  readonly serverSideApply: boolean;
  /** Default false. */
  readonly forceConflicts?: boolean;
}

/** How objects are brought from one manifest to the next. */
export interface UpdateSettings extends CreateSettings {
  /** PUT instead of a patch; default false. */
  readonly forceReplace?: boolean;
  /**
   * Kinds without a strategic merge patch are compared with the live object
   * too; default false.
   */
  readonly threeWayMergeForUnstructured?: boolean;
  /**
   * Fields that were applied on the client's side become those of a
   * server-side apply; default false.
   */
  readonly upgradeClientSideFieldManager?: boolean;
}

/** What an update has done, also where it failed in between. */
export interface UpdateResult {
  readonly created: readonly Resource[];
  readonly updated: readonly Resource[];
  readonly deleted: readonly Resource[];
}

/** What became of objects that were to go; a missing one counts as deleted. */
export interface DeleteResult {
  readonly deleted: readonly Resource[];
  readonly errors: readonly Error[];
}

/** Identity with the version: an upgrade looks for new objects by it. */
export function versionedKey({ object, namespace, name }: Resource): string {
  return [object.apiVersion, object.kind, namespace, name].join('/');
}

/** Identity of an object in a release: group, kind, namespace and name. */
export function resourceKey({ mapping, namespace, name }: Resource): string {
  return [mapping.group, mapping.kind, namespace, name].join('/');
}
