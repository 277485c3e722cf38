import { KubeObject, ManagedFieldsEntry } from '../api/types';

/** Managers whose fields the applier takes over. */
export interface ManagerSelector {
  readonly name: string;
  /** False compares the beginning of the name. */
  readonly exact: boolean;
  readonly operation: 'Apply' | 'Update';
}

/** One operation of a JSON patch. */
interface JsonPatchOperation {
  readonly op: 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/** What is cleaned on a live object before it is applied. */
export interface CleanupOptions {
  readonly annotations: readonly string[];
  readonly labels: readonly string[];
  readonly managers: readonly ManagerSelector[];
}

function isSelected(
  entry: ManagedFieldsEntry,
  managers: readonly ManagerSelector[],
): boolean {
  if (entry.subresource) return false;
  const name = entry.manager ?? '';
  return managers.some(
    manager =>
      manager.operation === entry.operation &&
      (manager.exact ? name === manager.name : name.startsWith(manager.name)),
  );
}

/** Union of two sets of fields in the fieldsV1 form. */
function uniteFields(
  a: Record<string, unknown> | undefined,
  b: Record<string, unknown> | undefined,
): Record<string, unknown> | undefined {
  if (!a || !b) return a ?? b;
  const united: Record<string, unknown> = { ...a };
  for (const [field, value] of Object.entries(b)) {
    united[field] = uniteFields(
      united[field] as Record<string, unknown> | undefined,
      value as Record<string, unknown>,
    );
  }
  return united;
}

/**
 * Managed fields in which the selected managers' fields belong to `owner` as an
 * applier, so that what they set and the manifest does not is removed by the
 * next apply. Undefined when there is nothing to take over.
 */
export function takeOverFields(
  entries: readonly ManagedFieldsEntry[],
  managers: readonly ManagerSelector[],
  owner: string,
): ManagedFieldsEntry[] | undefined {
  const isOwn = (entry: ManagedFieldsEntry) =>
    entry.manager === owner &&
    entry.operation === 'Apply' &&
    !entry.subresource;
  const taken = entries.filter(
    entry => !isOwn(entry) && isSelected(entry, managers),
  );
  if (taken.length === 0) return undefined;
  const own = entries.find(isOwn);
  const base: ManagedFieldsEntry = own ?? {
    ...taken[0],
    manager: owner,
    operation: 'Apply',
  };
  const fieldsV1 = taken.reduce<Record<string, unknown> | undefined>(
    (fields, entry) => uniteFields(fields, entry.fieldsV1),
    own?.fieldsV1,
  );
  const rest = entries.filter(entry => entry !== own && !taken.includes(entry));
  return [...rest, { ...base, fieldsV1 }];
}

function removals(
  field: 'annotations' | 'labels',
  present: Record<string, string> | undefined,
  keys: readonly string[],
): JsonPatchOperation[] {
  return keys
    .filter(key => present?.[key] !== undefined)
    .map(key => ({
      op: 'remove',
      path: `/metadata/${field}/${key
        .replaceAll('~', '~0')
        .replaceAll('/', '~1')}`,
    }));
}

/** The patch that prepares a live object for being applied; empty if none. */
export function createCleanupPatch(
  live: KubeObject,
  options: CleanupOptions,
  owner: string,
): JsonPatchOperation[] {
  const { annotations, labels, managedFields } = live.metadata;
  const fields = takeOverFields(managedFields ?? [], options.managers, owner);
  return [
    ...removals('annotations', annotations, options.annotations),
    ...removals('labels', labels, options.labels),
    ...(fields
      ? [
          {
            op: 'replace' as const,
            path: '/metadata/managedFields',
            value: fields,
          },
        ]
      : []),
  ];
}
