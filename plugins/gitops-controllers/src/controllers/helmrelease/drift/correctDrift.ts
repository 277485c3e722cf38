import { compareForApply, isInvalid, subjectOf } from '@backstage-gitops/kube';
import type { ActionContext } from '@backstage-gitops/helm-release';
import type {
  CorrectedObject,
  DriftedObject,
  HelmReleaseContext,
  HelmReleaseDeps,
} from '../types';

type Writer = Pick<ActionContext, 'client' | 'fieldManager' | 'signal'>;

/** A correction that the cluster has refused. */
class CorrectionError extends Error {
  override readonly name = 'CorrectionError';
  readonly code = 'correction';
}

/** The server's text; of a Secret only its last part, which has no values. */
function textOf(error: unknown, { ref }: DriftedObject): string {
  const text = error instanceof Error ? error.message : String(error);
  return ref.kind === 'Secret' && isInvalid(error)
    ? text.slice(text.lastIndexOf(':') + 1).trim()
    : text;
}

async function write(object: DriftedObject, context: Writer): Promise<void> {
  const { client, ...options } = context;
  const { ref, desired, patch } = object;
  if (object.kind === 'removed') await client.create(desired, options);
  else await client.patch(ref, ref, patch, { ...options, patchType: 'json' });
}

async function correct(
  object: DriftedObject,
  context: Writer,
): Promise<CorrectedObject> {
  const { ref } = object;
  const isNew = object.kind === 'removed';
  try {
    await write(object, context);
    return { ref, action: isNew ? 'created' : 'configured' };
  } catch (cause) {
    context.signal.throwIfAborted();
    const step = isNew ? 'creation' : 'patch';
    const text = `${subjectOf(ref)} ${step} failure: ${textOf(cause, object)}`;
    // The cause of a Secret's failure may hold its values.
    return {
      ref,
      action: 'failed',
      error: new CorrectionError(
        text,
        ref.kind === 'Secret' ? undefined : { cause },
      ),
    };
  }
}

/**
 * Brings objects back to what their release says: first those that are gone,
 * then the others, each in the order of applying. A failure of one stops no
 * other.
 * @see fluxcd/helm-controller internal/action/diff.go, ApplyDiff
 */
export async function correctDrift(
  _ctx: HelmReleaseContext,
  _deps: HelmReleaseDeps,
  {
    drift,
    context: { client, fieldManager, signal },
  }: {
    readonly drift: readonly DriftedObject[];
    readonly context: ActionContext;
  },
): Promise<readonly CorrectedObject[]> {
  const corrected: CorrectedObject[] = [];
  for (const kind of ['removed', 'changed'] as const) {
    const objects = drift
      .filter(object => object.kind === kind)
      .sort((a, b) => compareForApply(a.ref, b.ref));
    for (const object of objects) {
      corrected.push(await correct(object, { client, fieldManager, signal }));
    }
  }
  return corrected;
}
