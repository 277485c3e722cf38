import {
  computeGenericStatus,
  computeStatus,
  type StatusResult,
  type UnstructuredObject,
} from '@backstage-gitops/kube';
import { conditionsOf, numberAt, textAt } from './fields';

/** Judges a live object. */
export type ReadStatus = (object: UnstructuredObject) => StatusResult;

const isKind = (object: UnstructuredObject, apiVersion: string, kind: string) =>
  object.apiVersion === apiVersion && object.kind === kind;

/**
 * Status of an object of a hook: Jobs and Pods have to end well, any other kind
 * is fine as soon as it is there.
 * @see helm v4.2.1 internal/statusreaders
 */
export function readHookStatus(object: UnstructuredObject): StatusResult {
  if (isKind(object, 'batch/v1', 'Job')) return completedJob(object);
  if (isKind(object, 'v1', 'Pod')) return completedPod(object);
  return { status: 'Current', message: 'Resource is current' };
}

/**
 * Status of an object of a release by kstatus. A Job is current once it has
 * started, or with `waitForJobs` once it is complete.
 * @param nowMs - milliseconds since the epoch
 */
export function readReleaseStatus(
  object: UnstructuredObject,
  nowMs: number,
  waitForJobs: boolean,
): StatusResult {
  if (!isKind(object, 'batch/v1', 'Job')) return computeStatus(object, nowMs);
  if (waitForJobs) return completedJob(object);
  return computeGenericStatus(object) ?? startedJob(object);
}

/** A finished Job; undefined while it is not. */
function finishedJob(job: UnstructuredObject): StatusResult | undefined {
  const parallelism = numberAt(job, 1, 'spec', 'parallelism');
  const completions = numberAt(job, parallelism, 'spec', 'completions');
  const succeeded = numberAt(job, 0, 'status', 'succeeded');
  const failed = numberAt(job, 0, 'status', 'failed');
  for (const { type, status } of conditionsOf(job)) {
    if (status !== 'True') continue;
    if (type === 'Complete') {
      const message = `Job Completed. succeeded: ${succeeded}/${completions}`;
      return { status: 'Current', message };
    }
    if (type === 'Failed') {
      const message = `Job Failed. failed: ${failed}/${completions}`;
      return { status: 'Failed', message };
    }
  }
  return undefined;
}

function completedJob(job: UnstructuredObject): StatusResult {
  const inProgress = {
    status: 'InProgress',
    message: 'Job in progress',
  } as const;
  return finishedJob(job) ?? inProgress;
}

function startedJob(job: UnstructuredObject): StatusResult {
  const finished = finishedJob(job);
  if (finished) return finished;
  if (textAt(job, 'status', 'startTime') === '') {
    return { status: 'InProgress', message: 'Job not started' };
  }
  const [succeeded, active, failed] = ['succeeded', 'active', 'failed'].map(
    field => numberAt(job, 0, 'status', field),
  );
  return {
    status: 'Current',
    message: `Job in progress. success:${succeeded}, active: ${active}, failed: ${failed}`,
  };
}

function completedPod(pod: UnstructuredObject): StatusResult {
  const name = pod.metadata.name ?? '';
  switch (textAt(pod, 'status', 'phase')) {
    case 'Succeeded':
      return { status: 'Current', message: `pod ${name} succeeded` };
    case 'Failed':
      return { status: 'Failed', message: `pod ${name} failed` };
    default:
      return { status: 'InProgress', message: 'Pod in progress' };
  }
}
