import type { Condition } from '@backstage-gitops/kube';
import type {
  ObjectState,
  ObjectStatus,
  Statement,
} from '@backstage-gitops/plugin-gitops-common';
import type { PresentedObject, Presenter } from '../presenters';
import { stateReason } from '../statements/stateReason';

interface StatusOptions {
  readonly presenter: Pick<
    Presenter,
    'statements' | 'isStatic' | 'isWithoutStatus'
  >;
  /** False: the object may have changed since it was read. */
  readonly isFresh: boolean;
  readonly nowMs: number;
  /** Statement of a Ready object. */
  readonly ready: Statement;
}

/** How long a controller may take to read a new object. */
const NOTICE_MS = 60_000;

const says = (code: SimpleCode) => ({ code, params: {} } as Statement);
type SimpleCode =
  | 'clusterStale'
  | 'deleting'
  | 'suspended'
  | 'waitingForController'
  | 'noController'
  | 'specChanged';

interface Verdict {
  readonly state: ObjectState;
  readonly statement: Statement;
  /** Condition behind the statement; Ready by default. */
  readonly condition?: Condition;
  readonly willRetry?: boolean;
}

/** Maps conditions to one of the five states and a statement. */
export function toStatus(
  object: PresentedObject,
  options: StatusOptions,
): ObjectStatus {
  const {
    state,
    statement,
    condition,
    willRetry = true,
  } = verdictOnSpec(object, options) ?? verdictOnConditions(object, options);
  const behind = condition ?? findCondition(object, 'Ready');
  return {
    state,
    statement,
    willRetry,
    reason: behind?.reason,
    message: behind?.message,
    since: behind?.lastTransitionTime ?? object.metadata.creationTimestamp,
  };
}

/** What outweighs every condition. */
function verdictOnSpec(
  object: PresentedObject,
  { isFresh, presenter, ready }: StatusOptions,
): Verdict | undefined {
  const { metadata, spec } = object;
  if (!isFresh) return { state: 'Unknown', statement: says('clusterStale') };
  if (metadata.deletionTimestamp) {
    return { state: 'Reconciling', statement: says('deleting') };
  }
  if (presenter.isStatic?.(object)) return { state: 'Ready', statement: ready };
  if (spec.suspend) {
    return {
      state: 'Suspended',
      statement: says('suspended'),
      willRetry: false,
    };
  }
  return presenter.isWithoutStatus
    ? { state: 'Ready', statement: ready }
    : undefined;
}

function verdictOnConditions(
  object: PresentedObject,
  { presenter, nowMs, ready: readyStatement }: StatusOptions,
): Verdict {
  const ready = findCondition(object, 'Ready');
  const stalled = findCondition(object, 'Stalled');
  const reconciling = findCondition(object, 'Reconciling');
  const becauseOf = (state: ObjectState, condition: Condition): Verdict => ({
    state,
    statement: stateReason(presenter, condition),
    condition,
  });
  if (stalled?.status === 'True') {
    return { ...becauseOf('Failed', stalled), willRetry: false };
  }
  if (!ready) {
    return reconciling
      ? becauseOf('Reconciling', reconciling)
      : verdictOnUnread(object, nowMs);
  }
  if (ready.status === 'False') {
    const isWaiting = ready.reason === 'DependencyNotReady';
    return becauseOf(isWaiting ? 'Reconciling' : 'Failed', ready);
  }
  if (ready.status === 'Unknown' || reconciling?.status === 'True') {
    return becauseOf('Reconciling', reconciling ?? ready);
  }
  return isBehind(object)
    ? { state: 'Reconciling', statement: says('specChanged') }
    : { state: 'Ready', statement: readyStatement };
}

function verdictOnUnread(
  { metadata }: PresentedObject,
  nowMs: number,
): Verdict {
  const ageMs = nowMs - Date.parse(metadata.creationTimestamp ?? '');
  return ageMs < NOTICE_MS
    ? { state: 'Reconciling', statement: says('waitingForController') }
    : { state: 'Unknown', statement: says('noController') };
}

function isBehind({ metadata, status }: PresentedObject): boolean {
  return (
    metadata.generation !== undefined &&
    (status?.observedGeneration ?? -1) < metadata.generation
  );
}

function findCondition({ status }: PresentedObject, type: string) {
  return status?.conditions?.find(condition => condition.type === type);
}
