import {
  HealthError,
  Informer,
  refOf,
  subjectOf,
  systemClock,
  waitForHealthy,
  type HealthResult,
  type KubeClient,
  type KubeObject,
  type ObjectRef,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import type { FluxWaits } from '../actions/types';
import { at } from './fields';
import { readHookStatus, readReleaseStatus } from './readStatus';
import { watchStatuses } from './StatusWatch';
import { WaitError } from './WaitError';
import {
  findPresent,
  isGone,
  isPausedDeployment,
  type WaitContext,
} from './watcher';

/** Waits for hooks to the end, also where one has failed: it may be a migration. */
export function waitForHooksLikeFlux(
  context: WaitContext,
  waits: FluxWaits,
  objects: readonly KubeObject[],
  timeoutMs: number,
): Promise<void> {
  const read = (object: UnstructuredObject) =>
    waits.readStatus?.(object) ??
    readSuspendedJob(object) ??
    readHookStatus(object);
  return waitLikeFlux(context, objects, {
    read,
    timeoutMs,
    failFast: false,
  });
}

/** Waits for objects of a release, until the first that failed. */
export function waitForResourcesLikeFlux(
  context: WaitContext,
  waits: FluxWaits,
  objects: readonly KubeObject[],
  settings: { readonly timeoutMs: number; readonly waitForJobs: boolean },
): Promise<void> {
  const nowMs = () => (context.clock ?? systemClock).now();
  const read = (object: UnstructuredObject) =>
    waits.readStatus?.(object) ??
    (settings.waitForJobs ? readSuspendedJob(object) : undefined) ??
    readReleaseStatus(object, nowMs(), settings.waitForJobs);
  return waitLikeFlux(context, objects, {
    read,
    timeoutMs: settings.timeoutMs,
    failFast: true,
    interrupt: waits.interrupt,
  });
}

/** Flux, unlike Helm, does not wait for a Job that is not to run. */
function readSuspendedJob(
  object: UnstructuredObject,
): HealthResult | undefined {
  const isSuspended =
    object.kind === 'Job' &&
    object.apiVersion === 'batch/v1' &&
    at(object, 'spec', 'suspend') === true;
  return isSuspended ? { status: 'Current' } : undefined;
}

interface FluxWait {
  readonly read: (object: UnstructuredObject) => HealthResult;
  readonly timeoutMs: number;
  readonly failFast: boolean;
  readonly interrupt?: AbortSignal;
}

async function waitLikeFlux(
  { client, clock = systemClock, signal }: WaitContext,
  objects: readonly KubeObject[],
  { read, timeoutMs, failFast, interrupt }: FluxWait,
): Promise<void> {
  const waited = objects.filter(object => !isPausedDeployment(object));
  // A Job with a time to live may be gone when it is looked at.
  const passing = new Set(
    waited
      .filter(job => at(job, 'spec', 'ttlSecondsAfterFinished') !== undefined)
      .map(job => subjectOf(refOf(job))),
  );
  try {
    await waitForHealthy({
      client,
      clock,
      signal,
      refs: waited.map(refOf),
      timeoutMs,
      failFast,
      canceled: interrupt,
      evaluate: read,
      mayBeAbsent: ref => ref.kind === 'Job' && passing.has(subjectOf(ref)),
      subscribe: look => {
        const watch = () => watchMetadata(client, waited.map(refOf), look);
        let stop: () => void = () => undefined;
        const cancel = clock.after(FIRST_WATCH_MS, () => (stop = watch()));
        return () => {
          cancel();
          stop();
        };
      },
    });
  } catch (cause) {
    if (cause instanceof HealthError) {
      throw new WaitError(cause.code, cause.message, [], { cause });
    }
    if (!signal.aborted) throw cause;
    throw new WaitError('canceled', 'context canceled', [], { cause });
  }
}

/**
 * Looks every now and then are cheaper than watches for what is ready soon;
 * what takes longer is watched, so that its end is seen at once.
 */
const FIRST_WATCH_MS = 2_000;

/** Watches the metadata of objects; where that is refused, looks have to do. */
function watchMetadata(
  client: KubeClient,
  refs: readonly ObjectRef[],
  look: (ref: ObjectRef) => void,
): () => void {
  const stop = new AbortController();
  const scopes = new Map<string, ObjectRef[]>();
  for (const ref of refs) {
    const key = `${ref.apiVersion} ${ref.kind} ${ref.namespace ?? ''}`;
    scopes.set(key, [...(scopes.get(key) ?? []), ref]);
  }
  for (const found of scopes.values()) {
    const [{ apiVersion, kind, namespace, name }] = found;
    const informer = new Informer<KubeObject>({
      client,
      type: { apiVersion, kind },
      namespace,
      fieldSelector: found.length === 1 ? `metadata.name=${name}` : undefined,
      metadataOnly: true,
    });
    const nudge = (object: KubeObject) => look(refOf(object));
    informer.addHandler({
      onAdd: nudge,
      onUpdate: nudge,
      onDelete: nudge,
      onProblem: () => undefined,
    });
    // run() never rejects and ends with the signal.
    void informer.run(stop.signal);
  }
  return () => stop.abort();
}

/** Waits until objects are gone, one after another as helm-controller does. */
export async function waitForDeletionLikeFlux(
  context: WaitContext,
  objects: readonly KubeObject[],
  timeoutMs: number,
): Promise<void> {
  const { client, clock, signal } = context;
  const { end, statuses } = await watchStatuses({
    client,
    clock,
    signal,
    objects: await findPresent(context, objects),
    readStatus: () => ({ status: 'Current', message: '' }),
    timeoutMs,
    isReached: isGone,
    needsSync: true,
  });
  const left = statuses.filter(({ status }) => !isGone(status));
  if (end === 'canceled') {
    throw new WaitError('canceled', 'context canceled', left);
  }
  if (left.length === 0) return;
  throw new WaitError(
    'timeout',
    `${subjectOf(left[0].ref)} termination timeout: context deadline exceeded`,
    left,
  );
}
