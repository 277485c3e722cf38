import { getPath, isObject, JsonObject, KubeObject } from '../../json';
import { ObjectService } from '../../objects/ObjectService';
import { StoreEvent } from '../../storage/History';
import { Controller, keyOf, requireResource, splitKey } from '../Controllers';
import {
  createPod,
  deletePod,
  isActive,
  isReady,
  podsOf,
  writeStatus,
  ownerKeys,
} from './pods';

/** Runs the pods of a Job until enough succeeded or too many failed. */
export class JobController implements Controller {
  readonly name = 'job-controller';

  constructor(private readonly objects: ObjectService) {}

  keysOf(resource: string, { object }: StoreEvent): readonly string[] {
    if (resource === 'batch/jobs') return [keyOf(object)];
    return resource === 'pods' ? ownerKeys(object, 'Job') : [];
  }

  reconcile(key: string): void {
    const { namespace, name } = splitKey(key);
    const job = this.objects.find(
      requireResource(this.objects, 'batch/v1', 'Job'),
      namespace,
      name,
    );
    if (!job || job.metadata.deletionTimestamp || isFinished(job)) {
      return;
    }
    const pods = podsOf(this.objects, job);
    const count = (phase: string) =>
      pods.filter(pod => getPath(pod, ['status', 'phase']) === phase).length;
    const succeeded = count('Succeeded');
    const failed = count('Failed');
    const completions = Number(getPath(job, ['spec', 'completions']) ?? 1);
    const isFailed =
      failed > Number(getPath(job, ['spec', 'backoffLimit']) ?? 6);
    const isSuspended = getPath(job, ['spec', 'suspend']) === true;
    const active = pods.filter(isActive);
    if (isSuspended || isFailed) {
      active.forEach(pod => deletePod(this.objects, pod));
    } else {
      this.startPods(job, active.length, completions - succeeded);
    }
    this.report(job, {
      succeeded,
      failed,
      isDone: succeeded >= completions,
      isFailed,
      isSuspended,
    });
  }

  private startPods(job: KubeObject, active: number, missing: number): void {
    const parallelism = Number(getPath(job, ['spec', 'parallelism']) ?? 1);
    for (
      let count = active;
      count < Math.min(parallelism, missing);
      count += 1
    ) {
      createPod(this.objects, job, { generateName: `${job.metadata.name}-` });
    }
  }

  private report(
    job: KubeObject,
    state: {
      succeeded: number;
      failed: number;
      isDone: boolean;
      isFailed: boolean;
      isSuspended: boolean;
    },
  ): void {
    const pods = podsOf(this.objects, job).filter(isActive);
    const now = this.objects.now();
    const isOver = state.isDone || state.isFailed;
    const known = isObject(job.status) ? job.status : {};
    const conditions = this.conditions(state, now);
    writeStatus(this.objects, job, {
      ...known,
      ...(conditions.length > 0 ? { conditions } : {}),
      ...(!state.isSuspended ? { startTime: known.startTime ?? now } : {}),
      ...(state.isDone ? { completionTime: now } : {}),
      active: isOver ? undefined : pods.length || undefined,
      ready: isOver ? 0 : pods.filter(isReady).length,
      succeeded: state.succeeded || undefined,
      failed: state.failed || undefined,
      terminating: 0,
      uncountedTerminatedPods: {},
    });
  }

  private conditions(
    {
      isDone,
      isFailed,
      isSuspended,
    }: { isDone: boolean; isFailed: boolean; isSuspended: boolean },
    now: string,
  ): JsonObject[] {
    const condition = (type: string, reason: string, message: string) => ({
      type,
      status: 'True',
      lastProbeTime: now,
      lastTransitionTime: now,
      reason,
      message,
    });
    if (isDone) {
      const message = 'Reached expected number of succeeded pods';
      return [
        condition('SuccessCriteriaMet', 'CompletionsReached', message),
        condition('Complete', 'CompletionsReached', message),
      ];
    }
    if (isFailed) {
      const message = 'Job has reached the specified backoff limit';
      return [
        condition('FailureTarget', 'BackoffLimitExceeded', message),
        condition('Failed', 'BackoffLimitExceeded', message),
      ];
    }
    return isSuspended
      ? [condition('Suspended', 'JobSuspended', 'Job suspended')]
      : [];
  }
}

function isFinished(job: KubeObject): boolean {
  const conditions = getPath(job, ['status', 'conditions']);
  return (
    Array.isArray(conditions) &&
    conditions
      .filter(isObject)
      .some(
        ({ type, status }) =>
          (type === 'Complete' || type === 'Failed') && status === 'True',
      )
  );
}
