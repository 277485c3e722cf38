import { TransientError } from '@backstage-gitops/kube';
import type { Values } from '@backstage-gitops/helm';
import type { HelmReleaseContext, HelmReleaseDeps } from '../types';
import { packValues, toValues, unpackValues } from './packedValues';
import { readReferences } from './readReferences';
import { ValuesError } from './request';
import type { ValuesPart } from './request';

const REASON = 'ValuesError';
/** Characters of all references together. Flux has no bound. */
const MAX_LENGTH = 16 * 1024 * 1024;
/** Milliseconds of a thread; a megabyte takes a fraction of a second. */
const TIMEOUT_MS = 30_000;

function requireBounds(parts: readonly ValuesPart[]): void {
  const length = parts.reduce((sum, { text = '' }) => sum + text.length, 0);
  if (length <= MAX_LENGTH) return;
  throw new ValuesError(
    `the values of spec.valuesFrom have ${length} characters, more than ${MAX_LENGTH}`,
  );
}

/**
 * The values of a run: what `spec.valuesFrom` names in its order, then
 * `spec.values`. Documents are read in a worker thread.
 * @throws TransientError - ValuesError: a reference can't be read or has no
 *   place where its targetPath says
 * @see fluxcd/helm-controller docs/spec/v2/helmreleases.md, "Values"
 */
export async function composeValues(
  ctx: HelmReleaseContext,
  deps: Pick<HelmReleaseDeps, 'workers'>,
): Promise<Values> {
  const { values, valuesFrom = [] } = ctx.object.spec;
  try {
    if (valuesFrom.length === 0) return await toValues(values);
    const parts = await readReferences(ctx);
    requireBounds(parts);
    const { namespace, name } = ctx.key;
    const options = { namespace, name, signal: ctx.signal };
    const own = await packValues(values ?? {});
    const packed = await ctx.waitFor({ on: 'builds' }, () =>
      deps.workers.run(
        'mergeValues',
        { parts, values: own },
        { ...options, timeoutMs: TIMEOUT_MS },
      ),
    );
    return await unpackValues(packed);
  } catch (error) {
    ctx.signal.throwIfAborted();
    const { name, message } = error as Error;
    if (name === 'SupersededError') throw error;
    throw new TransientError(REASON, message, { cause: error });
  }
}
