import {
  ApiError,
  isNotFound,
  sleep,
  systemClock,
  type KubeObject,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import { conditionsOf, textAt } from '../fields';
import { readHookStatus } from '../readStatus';
import { watchStatuses } from '../StatusWatch';
import { WaitError, type UnreadyObject } from '../WaitError';
import type { WaitContext } from '../watcher';
import { isReady } from './isReady';

const POLL_MS = 2_000;
/** Failures in a row that one object may have. */
const MAX_FAILURES = 30;

/** Waits for objects as Helm 3 did: looks at one after another, every 2 seconds. */
export async function pollResources(
  context: WaitContext,
  objects: readonly KubeObject[],
  settings: { readonly timeoutMs: number; readonly waitForJobs: boolean },
): Promise<void> {
  const failures = new Map<KubeObject, number>();
  await poll(context, settings.timeoutMs, async limited => {
    for (const object of objects) {
      try {
        if (!(await isReady(limited, object, settings.waitForJobs)))
          return object;
        failures.set(object, 0);
      } catch (error) {
        const count = (failures.get(object) ?? 0) + 1;
        failures.set(object, count);
        if (!isRetryable(error) || count > MAX_FAILURES) throw error;
        return object;
      }
    }
    return undefined;
  });
}

/** Waits until objects are gone, looking every 2 seconds. */
export async function pollDeletion(
  context: WaitContext,
  objects: readonly KubeObject[],
  timeoutMs: number,
): Promise<void> {
  await poll(context, timeoutMs, async ({ client, signal }) => {
    for (const object of objects) {
      const { namespace, name = '' } = object.metadata;
      try {
        await client.get(object, { namespace, name }, { signal });
        return object;
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    return undefined;
  });
}

/**
 * Calls `look` every 2 seconds until it names no object.
 * @throws WaitError - `context deadline exceeded`, or the error of a look
 */
async function poll(
  context: WaitContext,
  timeoutMs: number,
  look: (context: WaitContext) => Promise<KubeObject | undefined>,
): Promise<void> {
  const clock = context.clock ?? systemClock;
  const deadline = new AbortController();
  const cancelDeadline =
    timeoutMs > 0 ? clock.after(timeoutMs, () => deadline.abort()) : () => {};
  const signal = AbortSignal.any([context.signal, deadline.signal]);
  let waitedFor: KubeObject | undefined;
  try {
    for (;;) {
      waitedFor = await look({ ...context, signal });
      if (!waitedFor) return;
      await sleep(clock, POLL_MS, signal);
    }
  } catch (cause) {
    throw toWaitError(cause, context.signal, deadline.signal, waitedFor);
  } finally {
    cancelDeadline();
  }
}

function toWaitError(
  cause: unknown,
  caller: AbortSignal,
  deadline: AbortSignal,
  waitedFor: KubeObject | undefined,
): WaitError {
  const objects = waitedFor ? [toUnready(waitedFor)] : [];
  if (caller.aborted) {
    return new WaitError('canceled', 'context canceled', objects, { cause });
  }
  if (deadline.aborted) {
    const message = 'context deadline exceeded';
    return new WaitError('timeout', message, objects, { cause });
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return new WaitError('failed', message, objects, { cause });
}

function toUnready({ apiVersion, kind, metadata }: KubeObject): UnreadyObject {
  const { namespace, name = '' } = metadata;
  const ref = { apiVersion, kind, namespace, name };
  return { ref, status: 'InProgress', message: 'not ready' };
}

/** Errors besides those of the API server may pass, as Helm has it. */
function isRetryable(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  return error.status === 429 || (error.status >= 500 && error.status !== 501);
}

/** Waits for the Jobs and Pods among objects of hooks, with the words of Helm 3. */
export async function watchHooksLegacy(
  { client, clock, signal }: WaitContext,
  objects: readonly KubeObject[],
  timeoutMs: number,
): Promise<void> {
  const { end, statuses } = await watchStatuses({
    client,
    clock,
    signal,
    objects: objects.filter(({ kind }) => kind === 'Job' || kind === 'Pod'),
    readStatus: readLegacyHook,
    timeoutMs: timeoutMs > 0 ? timeoutMs : undefined,
    isReached: status => ['Current', 'Failed', 'NotFound'].includes(status),
  });
  const lines = statuses
    .filter(({ status }) => status !== 'Current' && status !== 'NotFound')
    .map(({ status, message }) =>
      status === 'Failed' ? message : 'timed out waiting for the condition',
    );
  if (lines.length === 0) return;
  const code = end === 'reached' ? 'failed' : end;
  throw new WaitError(code, lines.join('\n'), statuses);
}

function readLegacyHook(object: UnstructuredObject) {
  const status = readHookStatus(object);
  if (status.status !== 'Failed' || object.kind !== 'Job') return status;
  const failed = conditionsOf(object).find(
    condition => condition.type === 'Failed' && condition.status === 'True',
  );
  const name = textAt(object, 'metadata', 'name');
  return { ...status, message: `job ${name} failed: ${failed?.reason ?? ''}` };
}
