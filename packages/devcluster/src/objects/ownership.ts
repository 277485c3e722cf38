import { setOf, WriteContext } from '../fields/fieldManager';
import { JsonObject } from '../json';
import { groupVersion, Resource } from '../resources/Resource';
import { decodeObject, DecodeOptions } from './decodeObject';

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

const STATUS_ONLY = setOf([['f:status']]);
const SPEC_AND_LABELS = setOf([['f:spec'], ['f:metadata', 'f:labels']]);

/** What a new object of the kind is before anything is set. */
export function emptyObject(resource: Resource): JsonObject {
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

/** Under which name and in which parts a write owns fields. */
export function writeContext(
  resource: Resource,
  options: WriteOptions & { readonly operation?: 'Apply' | 'Update' },
  now: string,
): WriteContext {
  const isStatus = options.subresource === 'status';
  return {
    schema: resource.schema,
    now,
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
