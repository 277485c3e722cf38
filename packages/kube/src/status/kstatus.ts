import { Condition, KubeObject, toGroupVersionKind } from '../api/types';
import { READY, RECONCILING, STALLED } from './conditions';

/** What kstatus says about an object; `NotFound` is about an absent one. */
export type KStatus =
  | 'InProgress'
  | 'Failed'
  | 'Current'
  | 'Terminating'
  | 'NotFound'
  | 'Unknown';

export interface StatusResult {
  readonly status: KStatus;
  readonly message: string;
}

type Fields = Record<string, unknown>;
type Rule = (object: Fields, nowMs: number) => StatusResult;

/** A Pod that can't be scheduled counts as failed after this long. */
const SCHEDULE_WINDOW_MS = 15_000;

const current = (message: string): StatusResult => ({
  status: 'Current',
  message,
});
const inProgress = (message: string): StatusResult => ({
  status: 'InProgress',
  message,
});
const failed = (message: string): StatusResult => ({
  status: 'Failed',
  message,
});

/** The value at a path of fields, or undefined. */
function at(object: unknown, ...path: string[]): unknown {
  let value = object;
  for (const field of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Fields)[field];
  }
  return value;
}

function numberAt(object: Fields, fallback: number, ...path: string[]): number {
  const value = at(object, ...path);
  return typeof value === 'number' ? value : fallback;
}

function textAt(object: Fields, fallback: string, ...path: string[]): string {
  const value = at(object, ...path);
  return typeof value === 'string' ? value : fallback;
}

function conditionsOf(object: Fields): Condition[] {
  const conditions = at(object, 'status', 'conditions');
  return Array.isArray(conditions) ? (conditions as Condition[]) : [];
}

function findTrue(object: Fields, type: string): Condition | undefined {
  return conditionsOf(object).find(c => c.type === type && c.status === 'True');
}

/** First of the checks that says something is missing. */
function firstMissing(
  checks: readonly (readonly [isMissing: boolean, message: string])[],
): StatusResult | undefined {
  const found = checks.find(([isMissing]) => isMissing);
  return found && inProgress(found[1]);
}

const deployment: Rule = object => {
  const progress = conditionsOf(object).find(c => c.type === 'Progressing');
  if (progress?.reason === 'ProgressDeadlineExceeded') {
    return failed('Progress deadline exceeded');
  }
  const spec = numberAt(object, 1, 'spec', 'replicas');
  const total = numberAt(object, 0, 'status', 'replicas');
  const updated = numberAt(object, 0, 'status', 'updatedReplicas');
  const ready = numberAt(object, 0, 'status', 'readyReplicas');
  const available = numberAt(object, 0, 'status', 'availableReplicas');
  const hasDeadline =
    at(object, 'spec', 'progressDeadlineSeconds') !== undefined;
  const isRolledOut =
    !hasDeadline ||
    (progress?.status === 'True' &&
      progress.reason === 'NewReplicaSetAvailable');
  return (
    firstMissing([
      [spec > total, `Replicas: ${total}/${spec}`],
      [spec > updated, `Updated: ${updated}/${spec}`],
      [total > spec, `Pending termination: ${total - spec}`],
      [updated > available, `Available: ${available}/${updated}`],
      [spec > ready, `Ready: ${ready}/${spec}`],
      [!isRolledOut, 'ReplicaSet not Available'],
      [!findTrue(object, 'Available'), 'Deployment not Available'],
    ]) ?? current(`Deployment is available. Replicas: ${total}`)
  );
};

const statefulSet: Rule = object => {
  if (textAt(object, '', 'spec', 'updateStrategy', 'type') === 'OnDelete') {
    return current('StatefulSet is using the ondelete update strategy');
  }
  const spec = numberAt(object, 1, 'spec', 'replicas');
  const ready = numberAt(object, 0, 'status', 'readyReplicas');
  const now = numberAt(object, 0, 'status', 'currentReplicas');
  const updated = numberAt(object, 0, 'status', 'updatedReplicas');
  const total = numberAt(object, 0, 'status', 'replicas');
  const path = ['spec', 'updateStrategy', 'rollingUpdate', 'partition'];
  const partition = numberAt(object, -1, ...path);
  const missing = firstMissing([
    [spec > total, `Replicas: ${total}/${spec}`],
    [spec > ready, `Ready: ${ready}/${spec}`],
    [total > spec, `Pending termination: ${total - spec}`],
  ]);
  if (missing) return missing;
  if (partition !== -1) {
    return updated < spec - partition
      ? inProgress(`updated: ${updated}/${spec - partition}`)
      : current(`Partition rollout complete. updated: ${updated}`);
  }
  const isOldRevision =
    textAt(object, '', 'status', 'currentRevision') !==
    textAt(object, '', 'status', 'updateRevision');
  return (
    firstMissing([
      [spec > now, `current: ${now}/${spec}`],
      [isOldRevision, 'Waiting for updated revision to match current'],
    ]) ?? current(`All replicas scheduled as expected. Replicas: ${total}`)
  );
};

const replicaSet: Rule = object => {
  if (findTrue(object, 'ReplicaFailure')) {
    return inProgress('Replica Failure condition. Check Pods');
  }
  const spec = numberAt(object, 1, 'spec', 'replicas');
  const total = numberAt(object, 0, 'status', 'replicas');
  const ready = numberAt(object, 0, 'status', 'readyReplicas');
  const available = numberAt(object, 0, 'status', 'availableReplicas');
  const labelled = numberAt(object, 0, 'status', 'fullyLabeledReplicas');
  return (
    firstMissing([
      [spec > labelled, `Labelled: ${labelled}/${spec}`],
      [spec > available, `Available: ${available}/${spec}`],
      [spec > ready, `Ready: ${ready}/${spec}`],
      [total > spec, `Pending termination: ${total - spec}`],
    ]) ?? current(`ReplicaSet is available. Replicas: ${total}`)
  );
};

const daemonSet: Rule = object => {
  const desired = numberAt(object, -1, 'status', 'desiredNumberScheduled');
  const now = numberAt(object, 0, 'status', 'currentNumberScheduled');
  const updated = numberAt(object, 0, 'status', 'updatedNumberScheduled');
  const available = numberAt(object, 0, 'status', 'numberAvailable');
  const ready = numberAt(object, 0, 'status', 'numberReady');
  return (
    firstMissing([
      [
        at(object, 'metadata', 'generation') === undefined,
        'DaemonSet metadata.generation not found',
      ],
      [
        at(object, 'status', 'observedGeneration') === undefined,
        'DaemonSet status.observedGeneration not found',
      ],
      [desired === -1, 'Missing .status.desiredNumberScheduled'],
      [desired > now, `Current: ${now}/${desired}`],
      [desired > updated, `Updated: ${updated}/${desired}`],
      [desired > available, `Available: ${available}/${desired}`],
      [desired > ready, `Ready: ${ready}/${desired}`],
    ]) ?? current(`All replicas scheduled as expected. Replicas: ${desired}`)
  );
};

const persistentVolumeClaim: Rule = object => {
  const phase = textAt(object, 'unknown', 'status', 'phase');
  return phase === 'Bound'
    ? current('PVC is Bound')
    : inProgress(`PVC is not Bound. phase: ${phase}`);
};

function crashLooping(object: Fields): string[] {
  const statuses = at(object, 'status', 'containerStatuses');
  if (!Array.isArray(statuses)) return [];
  return statuses
    .filter(s => at(s, 'state', 'waiting', 'reason') === 'CrashLoopBackOff')
    .map(s => String(at(s, 'name')));
}

function pendingPod(object: Fields, nowMs: number): StatusResult {
  const isUnschedulable = conditionsOf(object).some(
    c =>
      c.type === 'PodScheduled' &&
      c.status === 'False' &&
      c.reason === 'Unschedulable',
  );
  if (!isUnschedulable) return inProgress('Pod is in the Pending phase');
  const created = Date.parse(
    textAt(object, '', 'metadata', 'creationTimestamp'),
  );
  return nowMs - created < SCHEDULE_WINDOW_MS
    ? inProgress('Pod has not been scheduled')
    : failed('Pod could not be scheduled');
}

const pod: Rule = (object, nowMs) => {
  const phase = textAt(object, '', 'status', 'phase');
  switch (phase) {
    case 'Succeeded':
      return current('Pod has completed successfully');
    case 'Failed':
      return current('Pod has completed, but not successfully');
    case 'Running': {
      if (findTrue(object, READY)) return current('Pod is Ready');
      const names = crashLooping(object);
      return names.length > 0
        ? failed(`Containers in CrashLoop state: ${names.join(',')}`)
        : inProgress('Pod is running but is not Ready');
    }
    case 'Pending':
      return pendingPod(object, nowMs);
    case '':
      return inProgress('Pod phase not available');
    default:
      return { status: 'Unknown', message: `unknown phase ${phase}` };
  }
};

/** Flux's own reading of a Job: done, failed or suspended, else in progress. */
const job: Rule = object => {
  if (findTrue(object, 'Complete')) return current('Job Completed');
  if (findTrue(object, 'Failed')) return failed('Job Failed');
  if (findTrue(object, 'Suspended')) return current('Job suspended');
  return inProgress('Job in progress');
};

const service: Rule = object => {
  const isPending =
    textAt(object, 'ClusterIP', 'spec', 'type') === 'LoadBalancer' &&
    textAt(object, '', 'spec', 'clusterIP') === '';
  return isPending
    ? inProgress('ClusterIP not set. Service type: LoadBalancer')
    : current('Service is ready');
};

const customResourceDefinition: Rule = object => {
  for (const condition of conditionsOf(object)) {
    const isFalse = condition.status === 'False';
    if (condition.type === 'NamesAccepted' && isFalse) {
      return failed(condition.message);
    }
    if (condition.type === 'Established') {
      if (isFalse && condition.reason !== 'Installing') {
        return failed(condition.message);
      }
      if (condition.status === 'True') return current('CRD is established');
    }
  }
  return inProgress('Install in progress');
};

const always: Rule = () => current('Resource is always ready');

/** Rules of the built-in kinds, by `group/Kind`. */
const RULES: Readonly<Record<string, Rule>> = {
  '/Service': service,
  '/Pod': pod,
  '/Secret': always,
  '/ConfigMap': always,
  '/PersistentVolumeClaim': persistentVolumeClaim,
  'apps/StatefulSet': statefulSet,
  'apps/DaemonSet': daemonSet,
  'apps/Deployment': deployment,
  'apps/ReplicaSet': replicaSet,
  'policy/PodDisruptionBudget': always,
  'batch/CronJob': always,
  'batch/Job': job,
  'apiextensions.k8s.io/CustomResourceDefinition': customResourceDefinition,
};

/**
 * What kstatus says of any kind: deletion, generations, and the conditions
 * Reconciling and Stalled; undefined: the kind's own rule decides.
 */
export function computeGenericStatus(
  object: KubeObject,
): StatusResult | undefined {
  return genericStatus(object as unknown as Fields, object.kind);
}

function genericStatus(object: Fields, kind: string): StatusResult | undefined {
  if (textAt(object, '', 'metadata', 'deletionTimestamp') !== '') {
    return {
      status: 'Terminating',
      message: 'Resource scheduled for deletion',
    };
  }
  const generation = at(object, 'metadata', 'generation');
  const observed = at(object, 'status', 'observedGeneration');
  const isBehind =
    typeof generation === 'number' &&
    typeof observed === 'number' &&
    generation !== observed;
  if (isBehind) {
    return inProgress(
      `${kind} generation is ${generation}, but latest observed generation is ${observed}`,
    );
  }
  for (const condition of conditionsOf(object)) {
    if (condition.status !== 'True') continue;
    if (condition.type === RECONCILING) return inProgress(condition.message);
    if (condition.type === STALLED) return failed(condition.message);
  }
  return undefined;
}

/**
 * Whether an object has reached what its spec asks for. Ready=False counts as
 * still in progress; only Stalled=True (and the built-in failures) is final.
 * @param nowMs - milliseconds since the epoch, for rules with a time window
 * @see fluxcd/cli-utils pkg/kstatus
 */
export function computeStatus(object: KubeObject, nowMs: number): StatusResult {
  const fields = object as unknown as Fields;
  const generic = genericStatus(fields, object.kind);
  if (generic) return generic;
  const { group } = toGroupVersionKind(object);
  const rule = RULES[`${group}/${object.kind}`];
  if (rule) return rule(fields, nowMs);
  const ready = conditionsOf(fields).find(c => c.type === READY);
  if (ready && ready.status !== 'True') return inProgress(ready.message);
  return current('Resource is current');
}
