import {
  inventoryRef,
  matchesAny,
  toDryRunError,
} from '@backstage-gitops/kube';
import type {
  KubeClient,
  KubeObject,
  UnstructuredObject,
} from '@backstage-gitops/kube';
import { DRIFT_DETECTION_ANNOTATION } from '@backstage-gitops/plugin-gitops-common';
import type { DriftedObject } from '../types';
import { diffObjects } from './diffObjects';
import { maskPatch } from './maskPatch';

/** The mark of objects that are exempt. */
const EXEMPT = { [DRIFT_DETECTION_ANNOTATION]: 'disabled' };

/** What a look at one object gives. */
export interface Inspected {
  /** undefined: it is as the release has it. */
  readonly drift?: DriftedObject;
  /** The object on the cluster, where it was looked at and is there. */
  readonly live?: KubeObject;
}

/** What a look at one object needs. */
interface InspectOptions {
  readonly client: KubeClient;
  readonly fieldManager: string;
  /** JSON pointers of what may differ; an empty one is the whole object. */
  readonly ignored: readonly string[];
  readonly signal: AbortSignal;
}

function found(
  desired: UnstructuredObject,
  kind: DriftedObject['kind'],
  difference: Partial<ReturnType<typeof diffObjects>> = {},
): DriftedObject {
  const ref = inventoryRef(desired);
  const { additions = 0, changes = 0, removals = 0, patch = [] } = difference;
  return {
    ref,
    kind,
    additions,
    changes,
    removals,
    patch,
    maskedPatch: maskPatch(patch),
    desired,
  };
}

/**
 * Compares one object with what applying its manifest would make of it. The
 * server answers that: order of lists, defaults and fields of others are no
 * drift.
 * @throws ApplyError - the dry-run fails; ApiError, NoMatchError; IgnorePathError
 */
export async function inspectObject(
  desired: UnstructuredObject,
  { client, fieldManager, ignored, signal }: InspectOptions,
): Promise<Inspected> {
  if (matchesAny(desired, EXEMPT) || ignored.includes('')) {
    return { drift: found(desired, 'excluded') };
  }
  const ref = inventoryRef(desired);
  const live = await client.find<UnstructuredObject>(ref, ref, { signal });
  if (matchesAny(live, EXEMPT)) {
    return { drift: found(desired, 'excluded'), live };
  }
  const dryRun = await client
    .apply<UnstructuredObject>(desired, {
      dryRun: true,
      force: true,
      fieldManager,
      signal,
    })
    .catch(error => {
      signal.throwIfAborted();
      throw toDryRunError(desired, error);
    });
  if (!live || !dryRun.metadata.resourceVersion) {
    return { drift: found(desired, 'removed') };
  }
  const difference = diffObjects(live, dryRun, ignored);
  return difference.patch.length === 0
    ? { live }
    : { drift: found(desired, 'changed', difference), live };
}
