import {
  ApiError,
  equalJson,
  isConflict,
  type ManagedFieldsEntry,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import { ResourceError } from './errors';
import type { Resource, ResourceContext } from './resource';
import { retryOnConflict } from './retryOnConflict';
import { identify } from './writeResource';

type Fields = Record<string, unknown>;

/** Whose fields become those of a server-side apply of the same manager. */
function isClientSide(entry: ManagedFieldsEntry, manager: string): boolean {
  return (
    entry.manager === manager &&
    entry.operation === 'Update' &&
    !entry.subresource
  );
}

/**
 * Managed fields in which what a manager has updated counts as applied by it;
 * undefined where nothing is to be changed.
 * @see k8s.io/client-go/util/csaupgrade, UpgradeManagedFields
 */
export function toAppliedFields(
  entries: readonly ManagedFieldsEntry[],
  manager: string,
): ManagedFieldsEntry[] | undefined {
  const updated = entries.filter(entry => isClientSide(entry, manager));
  const applied =
    entries.find(
      entry =>
        entry.manager === manager &&
        entry.operation === 'Apply' &&
        !entry.subresource,
    ) ?? updated[0];
  if (!applied) return undefined;
  const joined = updated.find(entry => entry.apiVersion === applied.apiVersion);
  const fieldsV1 = withoutLastApplied(
    unite(applied.fieldsV1 ?? {}, joined?.fieldsV1 ?? {}),
  );
  const result = entries
    .map(entry =>
      entry === applied
        ? { ...entry, manager, operation: 'Apply' as const, fieldsV1 }
        : entry,
    )
    .filter(entry => !isClientSide(entry, manager));
  return equalJson(result, entries) ? undefined : result;
}

function unite(a: Fields, b: Fields): Fields {
  const united: Fields = { ...a };
  for (const [field, value] of Object.entries(b)) {
    united[field] = unite((united[field] ?? {}) as Fields, value as Fields);
  }
  return united;
}

function withoutLastApplied(fields: Fields): Fields {
  const metadata = fields['f:metadata'] as Fields | undefined;
  const annotations = metadata?.['f:annotations'] as Fields | undefined;
  const key = 'f:kubectl.kubernetes.io/last-applied-configuration';
  if (!annotations || !(key in annotations)) return fields;
  const { [key]: _, ...rest } = annotations;
  return { ...fields, 'f:metadata': { ...metadata, 'f:annotations': rest } };
}

/**
 * Makes what the client has patched before the fields of a server-side apply,
 * so that the next apply may remove them.
 * @returns whether there was anything to change
 * @throws ResourceError - `apply`
 */
export async function migrateManagedFields(
  context: ResourceContext,
  resource: Resource,
  found: UnstructuredObject,
): Promise<boolean> {
  let live: UnstructuredObject | undefined = found;
  let isChanged = false;
  await retryOnConflict(context.signal, async () => {
    live ??= await readAgain(context, resource);
    const { managedFields = [], resourceVersion } = live.metadata;
    const fields = toAppliedFields(managedFields, context.fieldManager);
    live = undefined;
    if (!fields) return;
    await send(context, resource, { fields, resourceVersion });
    isChanged = true;
  });
  return isChanged;
}

function readAgain(
  { client, signal }: ResourceContext,
  { object, namespace, name }: Resource,
): Promise<UnstructuredObject> {
  return client.get<UnstructuredObject>(
    object,
    { namespace, name },
    { signal, metadataOnly: true },
  );
}

/** A changed resourceVersion answers 409 where a `test` would answer 422. */
async function send(
  { client, fieldManager, signal }: ResourceContext,
  resource: Resource,
  change: {
    readonly fields: readonly ManagedFieldsEntry[];
    readonly resourceVersion: string | undefined;
  },
): Promise<void> {
  const { object, namespace, name } = resource;
  const operations = [
    { op: 'replace', path: '/metadata/managedFields', value: change.fields },
    {
      op: 'replace',
      path: '/metadata/resourceVersion',
      value: change.resourceVersion,
    },
  ];
  try {
    await client.patch(object, { namespace, name }, operations, {
      patchType: 'json',
      fieldManager,
      signal,
      fieldValidation: 'Strict',
    });
  } catch (error) {
    if (isConflict(error) || !(error instanceof ApiError)) throw error;
    throw new ResourceError(
      'apply',
      `failed to patch object to upgrade CSA field manager ${identify(
        resource,
      )}: ${error.message}`,
      { cause: error },
    );
  }
}
