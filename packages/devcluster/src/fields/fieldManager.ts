import { ApiError } from '../errors/ApiError';
import {
  deepEqual,
  isObject,
  JsonObject,
  KubeObject,
  ManagedFieldsEntry,
} from '../json';
import { Schema } from '../schema/Schema';
import { FieldSet, printPath } from './FieldSet';
import {
  capManagers,
  decodeManagers,
  encodeManagers,
  identityOf,
  Manager,
  ManagerId,
  Managers,
} from './managers';
import {
  compare,
  Comparison,
  merge,
  removeItems,
  toFieldSet,
  withNamedFields,
} from './typedValue';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Fields that nobody owns: the server keeps them. */
const STRIPPED = setOf([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map(key => ['f:metadata', `f:${key}`]),
]);

/** What one write needs besides the objects. */
export interface WriteContext {
  readonly schema: Schema;
  readonly id: ManagerId;
  /** RFC 3339, whole seconds. */
  readonly now: string;
  /** Paths that this endpoint does not write (status on the main resource, the rest on /status). */
  readonly ignored?: FieldSet;
  /** Keeps only these paths, e.g. `status` on /status. */
  readonly only?: FieldSet;
}

/** Builds a set from paths. */
export function setOf(paths: readonly (readonly string[])[]): FieldSet {
  const set = new FieldSet();
  paths.forEach(path => set.insert(path));
  return set;
}

function filtered(set: FieldSet, context: WriteContext): FieldSet {
  const kept = context.ignored ? set.recursiveDifference(context.ignored) : set;
  if (!context.only) {
    return kept;
  }
  const out = new FieldSet();
  for (const member of context.only.members) {
    if (kept.members.has(member)) {
      out.members.add(member);
    }
    const child = kept.children.get(member);
    if (child) {
      out.children.set(member, child);
    }
  }
  return out;
}

const withoutManaged = (object: JsonObject): JsonObject => {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
};

/**
 * The managedFields of an object after an ordinary write (create, update, patch).
 * Fields that changed move to the writer; removed fields leave every owner.
 * @see structured-merge-diff merge.Updater.Update
 */
export function updateManagedFields(
  live: JsonObject,
  next: KubeObject,
  context: WriteContext,
): ManagedFieldsEntry[] | undefined {
  const managers = managersOf(live, next, context);
  if (!managers) {
    return [];
  }
  const isCreate = !(live.metadata as JsonObject | undefined)?.uid;
  if (managers.size === 0 && !isCreate) {
    return undefined;
  }
  const difference = compareFiltered(
    withoutManaged(live),
    withoutManaged(next),
    context,
  );
  const remaining = yieldFields(managers, difference);
  const taken = difference.modified
    .union(difference.added)
    .difference(STRIPPED);
  if (!taken.isEmpty) {
    const key = identityOf(context.id);
    const previous = remaining.get(key);
    remaining.set(key, {
      ...context.id,
      fields: previous ? taken.union(previous.fields) : taken,
      time: context.now,
    });
  }
  return encodeManagers(capManagers(remaining));
}

/** The entries to start from; undefined when the writer asks to forget them. */
function managersOf(
  live: JsonObject,
  next: KubeObject,
  context: WriteContext,
): Managers | undefined {
  const liveEntries = (live.metadata as KubeObject['metadata'] | undefined)
    ?.managedFields;
  const given = next.metadata.managedFields;
  if (context.id.subresource || given === undefined) {
    return decodeManagers(liveEntries);
  }
  const isReset =
    given.length === 0 ||
    (given.length === 1 && Object.keys(given[0]).length === 0);
  if (isReset) {
    return undefined;
  }
  const managers = decodeManagers(given);
  return managers.size > 0 ? managers : decodeManagers(liveEntries);
}

function compareFiltered(
  live: JsonObject,
  next: JsonObject,
  context: WriteContext,
): Comparison {
  const difference = compare(context.schema, live, next);
  return {
    added: filtered(difference.added, context),
    modified: filtered(difference.modified, context),
    removed: filtered(difference.removed, context),
  };
}

/** Every owner without the fields that changed or went. */
function yieldFields(
  managers: Managers,
  difference: Comparison,
  except?: string,
): Managers {
  const gone = difference.modified
    .union(difference.added)
    .union(difference.removed);
  const out: Managers = new Map();
  for (const [key, manager] of managers) {
    const fields =
      key === except ? manager.fields : manager.fields.difference(gone);
    if (!fields.isEmpty) {
      out.set(
        key,
        fields === manager.fields ? manager : { ...manager, fields },
      );
    }
  }
  return out;
}

/** What server-side apply answers. */
interface Applied {
  readonly object: JsonObject;
  readonly managedFields: ManagedFieldsEntry[];
}

/**
 * Server-side apply.
 * @throws ApiError - 409 with one cause per field that another manager owns, unless `force`
 * @see structured-merge-diff merge.Updater.Apply
 */
export function applyConfiguration(
  live: JsonObject,
  configuration: JsonObject,
  context: WriteContext & {
    readonly force: boolean;
    readonly empty: JsonObject;
  },
): Applied {
  const entries = (live.metadata as KubeObject['metadata'] | undefined)
    ?.managedFields;
  const bare = withoutManaged(live);
  const managers = entries?.length
    ? decodeManagers(entries)
    : beforeFirstApply(bare, context);
  const key = identityOf(context.id);
  const last = managers.get(key);
  const set = filtered(toFieldSet(context.schema, configuration), context);
  const merged = merge(context.schema, bare, configuration) as JsonObject;
  const withMine: Managers = new Map(managers).set(key, {
    ...context.id,
    fields: set,
    ...(last?.time ? { time: last.time } : {}),
  });
  const pruned = prune(context.schema, merged, withMine, last?.fields);
  const difference = compareFiltered(bare, pruned, context);
  const conflicts = conflictsOf(withMine, difference, key);
  const allowed =
    conflicts.length > 0 && !context.force
      ? allowedByKubectl(bare, conflicts, context)
      : conflicts;
  if (!context.force && allowed.length < conflicts.length) {
    throw conflictError(
      conflicts.filter(conflict => !allowed.includes(conflict)),
    );
  }
  const remaining = yieldFields(withMine, difference, key);
  finishApplier(remaining, key, context, !deepEqual(bare, pruned));
  return {
    object: withLastApplied(pruned, configuration, context),
    managedFields: encodeManagers(remaining),
  };
}

/** An object without owners gets one for what it has, so that the first apply meets conflicts. */
function beforeFirstApply(
  live: JsonObject,
  context: WriteContext & { readonly empty: JsonObject },
): Managers {
  const { added, modified } = compareFiltered(context.empty, live, context);
  const fields = added.union(modified).difference(STRIPPED);
  if (fields.isEmpty) {
    return new Map();
  }
  const id: ManagerId = {
    ...context.id,
    manager: 'before-first-apply',
    operation: 'Update',
  };
  return new Map([[identityOf(id), { ...id, fields, time: context.now }]]);
}

function finishApplier(
  managers: Managers,
  key: string,
  context: WriteContext,
  changed: boolean,
): void {
  const mine = managers.get(key);
  const fields = mine?.fields.difference(STRIPPED);
  if (!mine || !fields || fields.isEmpty) {
    managers.delete(key);
    return;
  }
  managers.set(key, {
    ...mine,
    fields,
    ...(changed ? { time: context.now } : {}),
  });
}

/** Removes what the applier set last time, does not set now, and nobody else owns. */
function prune(
  schema: Schema,
  merged: JsonObject,
  managers: Managers,
  last: FieldSet | undefined,
): JsonObject {
  if (!last || last.isEmpty) {
    return merged;
  }
  const lastNamed = withNamedFields(schema, last);
  const mergedSet = withNamedFields(schema, toFieldSet(schema, merged));
  const cut = removeItems(schema, merged, lastNamed);
  const cutSet = withNamedFields(schema, toFieldSet(schema, cut));
  const owned = [...managers.values()].reduce(
    (all, manager) => all.union(withNamedFields(schema, manager.fields)),
    new FieldSet(),
  );
  const kept = removeItems(
    schema,
    merged,
    mergedSet.difference(cutSet.union(owned)),
  );
  const keptSet = withNamedFields(schema, toFieldSet(schema, kept));
  const final = removeItems(
    schema,
    merged,
    mergedSet.difference(keptSet).intersection(lastNamed),
  );
  return final as JsonObject;
}

interface FieldConflict {
  readonly manager: Manager;
  readonly path: string[];
}

function conflictsOf(
  managers: Managers,
  difference: Comparison,
  except: string,
): FieldConflict[] {
  const changed = difference.modified.union(difference.added);
  return [...managers]
    .filter(([key]) => key !== except)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, manager]) =>
      manager.fields
        .intersection(changed)
        .paths()
        .map(path => ({ manager, path })),
    );
}

/** kubectl moving from client-side to server-side apply may take what its own annotation lists. */
function allowedByKubectl(
  live: JsonObject,
  conflicts: FieldConflict[],
  context: WriteContext,
): FieldConflict[] {
  const annotations = (live.metadata as KubeObject['metadata'] | undefined)
    ?.annotations;
  const text = annotations?.[LAST_APPLIED];
  if (context.id.manager !== 'kubectl' || !text) {
    return [];
  }
  const last = JSON.parse(text) as JsonObject;
  if (last.apiVersion !== context.id.apiVersion) {
    return [];
  }
  const difference = compare(context.schema, last, live);
  const owned = toFieldSet(context.schema, last)
    .difference(difference.modified)
    .difference(difference.added)
    .difference(difference.removed);
  return conflicts.every(conflict => owned.has(conflict.path))
    ? conflicts
    : conflicts.filter(conflict => owned.has(conflict.path));
}

function withLastApplied(
  object: JsonObject,
  configuration: JsonObject,
  context: WriteContext,
): JsonObject {
  const metadata = object.metadata as KubeObject['metadata'];
  if (
    context.id.manager !== 'kubectl' ||
    !metadata.annotations?.[LAST_APPLIED]
  ) {
    return object;
  }
  const annotations = { ...metadata.annotations };
  annotations[LAST_APPLIED] = `${JSON.stringify(configuration)}\n`;
  return { ...object, metadata: { ...metadata, annotations } };
}

function conflictError(conflicts: FieldConflict[]): ApiError {
  const printed = conflicts.map(({ manager, path }) => ({
    manager: printManager(manager),
    path: printPath(path),
  }));
  const message =
    printed.length === 1
      ? `Apply failed with 1 conflict: conflict with ${printed[0].manager}: ${printed[0].path}`
      : `Apply failed with ${printed.length} conflicts: ${groupByManager(
          printed,
        )}`;
  return new ApiError(409, 'Conflict', message, {
    causes: printed.map(({ manager, path }) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${manager}`,
      field: path,
    })),
  });
}

function groupByManager(
  conflicts: { manager: string; path: string }[],
): string {
  const names = [...new Set(conflicts.map(({ manager }) => manager))].sort();
  return names
    .flatMap(name => [
      `conflicts with ${name}:`,
      ...conflicts
        .filter(({ manager }) => manager === name)
        .map(({ path }) => `- ${path}`),
    ])
    .join('\n');
}

function printManager({
  manager,
  operation,
  subresource,
  apiVersion,
}: Manager): string {
  let text = JSON.stringify(manager);
  if (subresource) {
    text += ` with subresource ${JSON.stringify(subresource)}`;
  }
  if (operation === 'Update') {
    text += ` using ${apiVersion}`;
  }
  return text;
}
