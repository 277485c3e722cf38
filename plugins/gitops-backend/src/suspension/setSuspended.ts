import { isConflict, type KubeClient } from '@backstage-gitops/kube';
import {
  apiVersionOf,
  FLUX_SUSPENDED_BY_ANNOTATION,
  SUSPENDED_BY_ANNOTATION,
  SUSPENDED_GENERATION_ANNOTATION,
  SUSPENDED_REASON_ANNOTATION,
  SUSPENDED_UNTIL_ANNOTATION,
  type KindDefinition,
  type ObjectRef,
  type Suspension,
} from '@backstage-gitops/plugin-gitops-common';
import type { PresentedObject } from '../presenters';
import { resumeFirst } from '../service/errors';
import { foreignSuspender, isOwnSuspension } from './toSuspension';

/** Attempts to write while others change the object. */
const ATTEMPTS = 5;

/** One object of a kind on the cluster of a client. */
export interface WriteTarget {
  readonly client: KubeClient;
  readonly definition: KindDefinition;
  readonly ref: ObjectRef;
}

/**
 * Sets `spec.suspend` by merge patch, as `flux suspend` does, and records who,
 * why, until when, and the generation that the object has by it. A suspension
 * of the portal gets the new reason and time.
 * @throws ConflictError - it is suspended elsewhere, which is not ours to end
 * @throws ApiError - 409 when the object keeps changing meanwhile
 */
export async function suspend(
  target: WriteTarget,
  suspension: Suspension,
): Promise<void> {
  const { client, ref } = target;
  for (let attempt = 1; ; attempt += 1) {
    const type = typeOf(target.definition);
    const object = await client.get<PresentedObject>(type, ref);
    const { metadata, spec } = object;
    if (spec.suspend && !isOwnSuspension(object)) throw resumeFirst(ref);
    const generation = (metadata.generation ?? 0) + (spec.suspend ? 0 : 1);
    try {
      await patch(target, {
        metadata: {
          resourceVersion: metadata.resourceVersion,
          annotations: {
            ...toAnnotations(suspension, generation),
            [FLUX_SUSPENDED_BY_ANNOTATION]: suspension.by ?? null,
          },
        },
        spec: { suspend: true },
      });
      return;
    } catch (error) {
      if (!isConflict(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * Sets `spec.suspend` to false and removes the annotations of the suspension.
 * @param resourceVersion - refuses with 409 if the object has changed since
 */
export async function resume(
  target: WriteTarget,
  resourceVersion?: string,
): Promise<void> {
  const annotations = {
    ...toAnnotations(),
    [FLUX_SUSPENDED_BY_ANNOTATION]: null,
  };
  await patch(target, {
    metadata: { resourceVersion, annotations },
    spec: { suspend: false },
  });
}

/**
 * Removes the annotations of a suspension that has ended elsewhere.
 * @param object - as it was read; refuses with 409 if it has changed since
 */
export async function forgetSuspension(
  target: WriteTarget,
  object: PresentedObject,
): Promise<void> {
  const { resourceVersion } = object.metadata;
  const annotations = {
    ...toAnnotations(),
    // One of another name is of the suspension that has followed.
    ...(foreignSuspender(object) === undefined && {
      [FLUX_SUSPENDED_BY_ANNOTATION]: null,
    }),
  };
  await patch(target, { metadata: { resourceVersion, annotations } });
}

/** Records a change of the spec that was made while suspended. */
export async function renewSuspension(
  target: WriteTarget,
  generation: number,
  resourceVersion?: string,
): Promise<void> {
  const annotations = { [SUSPENDED_GENERATION_ANNOTATION]: String(generation) };
  await patch(target, { metadata: { resourceVersion, annotations } });
}

async function patch(
  { client, definition, ref }: WriteTarget,
  body: object,
): Promise<void> {
  await client.patch(typeOf(definition), ref, body);
}

function typeOf(definition: KindDefinition) {
  return { apiVersion: apiVersionOf(definition), kind: definition.kind };
}

// A merge patch deletes a key by null.
function toAnnotations(
  { by, reason, until }: Suspension = {},
  generation?: number,
): Record<string, string | null> {
  return {
    [SUSPENDED_BY_ANNOTATION]: by ?? null,
    [SUSPENDED_REASON_ANNOTATION]: reason ?? null,
    [SUSPENDED_UNTIL_ANNOTATION]: until ?? null,
    [SUSPENDED_GENERATION_ANNOTATION]: generation?.toString() ?? null,
  };
}
