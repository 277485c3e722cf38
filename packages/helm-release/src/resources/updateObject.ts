import type { UnstructuredObject } from '@backstage-gitops/kube';
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
  const { target, live, settings } = update;
  if (settings.forceReplace) {
    await replaceObject(context, target, live);
  } else if (settings.serverSideApply) {
    if (settings.upgradeClientSideFieldManager) {
      await migrateManagedFields(context, target, live);
    }
    await applyObject(context, target, settings.forceConflicts ?? false);
  } else {
    await patchObject(context, update);
  }
}

async function replaceObject(
  { client, fieldManager, signal }: ResourceContext,
  { object }: Resource,
  live: UnstructuredObject,
): Promise<void> {
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
    });
    return;
  }
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
