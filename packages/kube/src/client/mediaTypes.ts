import type { PatchType } from './options';

/** Content type of each kind of patch. */
export const PATCH_TYPES: Record<PatchType, string> = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

/** Accept: only metadata of one object or event. */
export const METADATA =
  'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
/** Accept: only metadata of listed objects. */
export const METADATA_LIST =
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/** Content type of a server-side apply. */
export const APPLY = 'application/apply-patch+yaml';
