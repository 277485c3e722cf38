import {
  forEachLimited,
  type KubeObject,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import type { ActionContext } from '../actions/types';
import { at } from './fields';
import {
  readHookStatus,
  readReleaseStatus,
  type ReadStatus,
} from './readStatus';
import { watchStatuses, type StatusWatchResult } from './StatusWatch';
import { WaitError, type UnreadyObject } from './WaitError';

/** The parts of an action's context that a wait takes. */
export type WaitContext = Pick<
  ActionContext,
  'client' | 'signal' | 'clock' | 'log' | 'fluxWaits'
>;

/** What Helm's watcher takes for a time of zero. */
const ZERO_TIMEOUT_MS = 30_000;

/** Waits for hooks: Jobs and Pods that ended well, any other object to be there. */
export function watchHooks(
  context: WaitContext,
  objects: readonly KubeObject[],
  timeoutMs: number,
): Promise<void> {
  return watchUntilReady(context, objects, timeoutMs, readHookStatus);
}

/**
 * Waits for objects of a release by kstatus. A Deployment whose manifest says
 * `paused` is passed over.
 */
export function watchResources(
  context: WaitContext,
  objects: readonly KubeObject[],
  settings: { readonly timeoutMs: number; readonly waitForJobs: boolean },
): Promise<void> {
  const read = (object: UnstructuredObject) =>
    readReleaseStatus(
      object,
      context.clock?.now() ?? Date.now(),
      settings.waitForJobs,
    );
  return watchUntilReady(context, objects, settings.timeoutMs, read);
}

async function watchUntilReady(
  context: WaitContext,
  objects: readonly KubeObject[],
  timeoutMs: number,
  readStatus: ReadStatus,
): Promise<void> {
  const { client, clock, signal } = context;
  const result = await watchStatuses({
    client,
    clock,
    signal,
    readStatus,
    objects: objects.filter(object => !isPausedDeployment(object)),
    timeoutMs: timeoutMs || ZERO_TIMEOUT_MS,
    // A failed object stays so: it is not waited for, and reported at the end.
    isReached: status => isOneOf(status, 'Current', 'Failed'),
  });
  const unready = result.statuses.filter(({ status }) => status !== 'Current');
  requireNone(unready, result, 'not ready');
}

/** Waits until objects are gone. */
export async function watchDeletion(
  context: WaitContext,
  objects: readonly KubeObject[],
  timeoutMs: number,
): Promise<void> {
  const { client, clock, signal } = context;
  const result = await watchStatuses({
    client,
    clock,
    signal,
    objects: await findPresent(context, objects),
    readStatus: object =>
      readReleaseStatus(object, clock?.now() ?? Date.now(), false),
    timeoutMs: timeoutMs || ZERO_TIMEOUT_MS,
    isReached: isGone,
    needsSync: true,
  });
  const left = result.statuses.filter(({ status }) => !isGone(status));
  requireNone(left, result, 'still exists');
}

/** Unknown is an object that was gone before it was watched. */
export const isGone = (status: string) =>
  isOneOf(status, 'NotFound', 'Unknown');

const LOOKS_AT_ONCE = 8;

/** Leaves out what is gone already, as most objects are: they need no watch. */
export async function findPresent(
  { client, signal }: WaitContext,
  objects: readonly KubeObject[],
): Promise<KubeObject[]> {
  const absent = new Set<KubeObject>();
  await forEachLimited(objects, LOOKS_AT_ONCE, async object => {
    const { namespace, name = '' } = object.metadata;
    const options = { metadataOnly: true, signal };
    try {
      const found = await client.find(object, { namespace, name }, options);
      if (!found) absent.add(object);
    } catch {
      // Whatever keeps it from being read, the watch waits for it or says why.
    }
  });
  return objects.filter(object => !absent.has(object));
}

const isOneOf = (status: string, ...statuses: string[]) =>
  statuses.includes(status);

/** True where the manifest asks for a rollout that does not go on. */
export function isPausedDeployment(object: KubeObject): boolean {
  return (
    object.apiVersion === 'apps/v1' &&
    object.kind === 'Deployment' &&
    at(object, 'spec', 'paused') === true
  );
}

/** @throws WaitError - objects are left, or the wait was canceled */
function requireNone(
  objects: readonly UnreadyObject[],
  { end }: StatusWatchResult,
  what: string,
): void {
  if (objects.length === 0 && end !== 'canceled') return;
  const lines = objects.map(({ ref, status, message }) => {
    const subject = `${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;
    return `resource ${subject} ${what}. status: ${status}, message: ${message}`;
  });
  if (end === 'timeout') lines.push('context deadline exceeded');
  if (end === 'canceled') lines.push('context canceled');
  const code = end === 'reached' ? 'failed' : end;
  throw new WaitError(code, lines.join('\n'), objects);
}
