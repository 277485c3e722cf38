import type { UnstructuredObject } from '@backstage-gitops/kube';
import { gvkAttributes, logDebug } from '../logging';
import { createThreeWayPatch } from '../patch/createThreeWayPatch';
import { ResourceError } from './errors';
import { messageOf } from './findExisting';
import { migrateManagedFields } from './migrateManagedFields';
import type { Resource, ResourceContext, UpdateSettings } from './resource';
import { applyObject } from './writeResource';

/** One object that the cluster has, and how it is to be. */
interface ObjectUpdate {
  readonly target: Resource;
  /** Metadata alone, but whole where the client merges. */
  readonly live: UnstructuredObject;
  /** As the former manifest had it. */
  readonly original: UnstructuredObject;
  readonly settings: UpdateSettings;
}

/** Changes one object in the way that the settings say. */
export async function updateObject(
  context: ResourceContext,
  update: ObjectUpdate,
): Promise<void> {
  const { target, settings } = update;
  const attributes = gvkAttributes(target);
  if (settings.forceReplace) {
    const problem = 'error replacing the resource';
    await logged(context, { problem, attributes }, () =>
      replaceObject(context, update),
    );
  } else if (settings.serverSideApply) {
    if (settings.upgradeClientSideFieldManager) await migrate(context, update);
    const problem = 'Error patching resource';
    await logged(context, { problem, attributes }, () =>
      applyObject(context, target, settings.forceConflicts ?? false),
    );
    logDebug(context, 'Patched resource', attributes);
  } else {
    await patchObject(context, update);
  }
}

/** Logs the failure of a step. */
async function logged<T>(
  context: ResourceContext,
  of: { readonly problem: string; readonly attributes?: object },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    logDebug(context, of.problem, { ...of.attributes, error });
    throw error;
  }
}

async function migrate(
  context: ResourceContext,
  { target, live }: ObjectUpdate,
): Promise<void> {
  const problem = 'Error patching resource to replace CSA field management';
  const isChanged = await logged(context, { problem }, () =>
    migrateManagedFields(context, target, live),
  );
  if (!isChanged) return;
  logDebug(
    context,
    'Upgraded object client-side field management with server-side apply field management',
    gvkAttributes(target),
  );
}

async function replaceObject(
  context: ResourceContext,
  { target: { object, mapping, name }, live, original }: ObjectUpdate,
): Promise<void> {
  const { client, fieldManager, signal } = context;
  const { resourceVersion = live.metadata.resourceVersion } = object.metadata;
  try {
    await client.update(
      { ...object, metadata: { ...object.metadata, resourceVersion } },
      { fieldManager, signal, fieldValidation: 'Strict' },
    );
  } catch (error) {
    throw new ResourceError(
      'apply',
      `failed to replace object: ${messageOf(error)}`,
      { cause: error },
    );
  }
  const { kind } = mapping;
  const initialKind = original.kind;
  logDebug(context, 'replace succeeded', { name, initialKind, kind });
}

async function patchObject(
  { client, fieldManager, signal, log }: ResourceContext,
  { target, live, original, settings }: ObjectUpdate,
): Promise<void> {
  const { object, namespace, name, mapping } = target;
  const { patch, patchType } = makePatch({ target, live, original, settings });
  if (Object.keys(patch).length === 0) {
    log?.({
      level: 'debug',
      message: 'no changes detected',
      attributes: { kind: mapping.kind, name },
      isGlobal: true,
    });
    return;
  }
  log?.({
    level: 'debug',
    message: 'patching resource',
    attributes: { kind: mapping.kind, name, namespace },
    isGlobal: true,
  });
  try {
    await client.patch(object, { namespace, name }, patch, {
      patchType,
      fieldManager,
      signal,
    });
  } catch (error) {
    throw new ResourceError(
      'apply',
      `cannot patch "${name}" with kind ${mapping.kind}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

function makePatch({ target, live, original, settings }: ObjectUpdate) {
  try {
    return createThreeWayPatch(original, target.object, live, {
      threeWayMergeForUnstructured:
        settings.threeWayMergeForUnstructured ?? false,
    });
  } catch (error) {
    throw new ResourceError(
      'apply',
      `failed to create patch: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
