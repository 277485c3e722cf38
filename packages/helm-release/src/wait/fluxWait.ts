import {
  HealthError,
  refOf,
  subjectOf,
  systemClock,
  toInventoryId,
  waitForHealthy,
  type HealthResult,
  type KubeObject,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import type { FluxWaits } from '../actions/types';
import { answerOf } from '../resources/appliedObjects';
import { at } from './fields';
import { ObjectChanges } from './ObjectChanges';
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

/** What the objects were when they were applied, where that tells whether they are ready. */
function answersOf(
  objects: readonly KubeObject[],
  readStatus: FluxWaits['readStatus'],
): ReadonlyMap<string, UnstructuredObject> {
  const answers = new Map<string, UnstructuredObject>();
  for (const object of objects) {
    const answer = answerOf(object);
    if (!answer || readStatus?.(answer)) continue;
    answers.set(toInventoryId(refOf(object)), answer);
  }
  return answers;
}

async function waitLikeFlux(
  { client, clock = systemClock, signal, fluxWaits = {} }: WaitContext,
  objects: readonly KubeObject[],
  { read, timeoutMs, failFast, interrupt }: FluxWait,
): Promise<void> {
  const own = fluxWaits.changes ? undefined : new ObjectChanges(client);
  const changes = fluxWaits.changes ?? own;
  const answers = answersOf(objects, fluxWaits.readStatus);
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
      known: ref => answers.get(toInventoryId(ref)),
      follow: changes && ((live, follower) => changes.follow(live, follower)),
    });
  } catch (cause) {
    if (cause instanceof HealthError) {
      throw new WaitError(cause.code, cause.message, [], { cause });
    }
    if (!signal.aborted) throw cause;
    throw new WaitError('canceled', 'context canceled', [], { cause });
  } finally {
    own?.close();
  }
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
