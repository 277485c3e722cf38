import { ManagedFieldsEntry } from '../json';
import { FieldSet } from './FieldSet';

/** Who did something, and how; the identity of one entry of `metadata.managedFields`. */
export interface ManagerId {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource?: string;
}

/** One entry, decoded. */
export interface Manager extends ManagerId {
  readonly fields: FieldSet;
  readonly time?: string;
}

/** Entries by identity. */
export type Managers = Map<string, Manager>;

/** After this many Update entries of one object the oldest are merged. */
const MAX_UPDATE_MANAGERS = 10;
const ANCIENT = 'ancient-changes';

/** An applier is the same whatever version it applies; an updater is one per version. */
export function identityOf(id: ManagerId): string {
  const version = id.operation === 'Apply' ? '' : id.apiVersion;
  return JSON.stringify([
    id.manager,
    id.operation,
    version,
    id.subresource ?? '',
  ]);
}

export function decodeManagers(
  entries: readonly ManagedFieldsEntry[] | undefined,
): Managers {
  const managers: Managers = new Map();
  for (const entry of entries ?? []) {
    const id: ManagerId = {
      manager: entry.manager ?? '',
      operation: entry.operation ?? 'Update',
      apiVersion: entry.apiVersion ?? '',
      ...(entry.subresource ? { subresource: entry.subresource } : {}),
    };
    const fields = FieldSet.fromJson(entry.fieldsV1);
    const known = managers.get(identityOf(id));
    managers.set(identityOf(id), {
      ...id,
      fields: known ? known.fields.union(fields) : fields,
      ...(entry.time ? { time: entry.time } : {}),
    });
  }
  return managers;
}

/** The wire form: appliers first, then by time, name, version and subresource. */
export function encodeManagers(managers: Managers): ManagedFieldsEntry[] {
  const order = (manager: Manager) => [
    manager.operation,
    manager.time ?? '',
    manager.manager,
    manager.apiVersion,
    manager.subresource ?? '',
  ];
  return [...managers.values()]
    .map(manager => ({ manager, key: order(manager) }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ manager }) => ({
      ...(manager.manager ? { manager: manager.manager } : {}),
      operation: manager.operation,
      apiVersion: manager.apiVersion,
      ...(manager.time ? { time: manager.time } : {}),
      fieldsType: 'FieldsV1',
      fieldsV1: manager.fields.toJson(),
      ...(manager.subresource ? { subresource: manager.subresource } : {}),
    }));
}

function compareKeys(a: string[], b: string[]): number {
  const index = a.findIndex((part, at) => part !== b[at]);
  if (index < 0) {
    return 0;
  }
  return a[index] < b[index] ? -1 : 1;
}

/** Merges the oldest Update entries into one when there are too many. */
export function capManagers(managers: Managers): Managers {
  const updaters = [...managers.entries()].filter(
    ([, entry]) => entry.operation === 'Update',
  );
  if (updaters.length <= MAX_UPDATE_MANAGERS) {
    return managers;
  }
  const sorted = updaters.sort(([, a], [, b]) =>
    compareKeys([a.time ?? '', a.manager], [b.time ?? '', b.manager]),
  );
  const surplus = sorted.slice(0, updaters.length - MAX_UPDATE_MANAGERS + 1);
  const out = new Map(managers);
  const buckets = new Map<string, Manager>();
  for (const [key, entry] of surplus) {
    out.delete(key);
    const bucket = buckets.get(entry.apiVersion);
    buckets.set(entry.apiVersion, {
      manager: ANCIENT,
      operation: 'Update',
      apiVersion: entry.apiVersion,
      fields: bucket ? bucket.fields.union(entry.fields) : entry.fields,
      ...(entry.time ? { time: entry.time } : {}),
    });
  }
  for (const bucket of buckets.values()) {
    out.set(identityOf(bucket), bucket);
  }
  return out;
}
