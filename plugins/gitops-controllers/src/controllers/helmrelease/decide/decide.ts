import {
  failureCountOf,
  isExhausted,
  remediationOf,
  retryIntervalOf,
} from '../releaseSpec';
import type { Remediation } from '../releaseSpec';
import { KIND_OF } from './decision';
import type {
  Act,
  ActionName,
  Decision,
  Explanation,
  HistoryChange,
  Next,
  Rule,
} from './decision';
import { determineState } from './determineState';
import type { ReleaseState } from './determineState';
import type { Observation } from './observation';

/** What the action that was attempted last says about failures. */
function lastAttemptOf({ object, status, gates }: Observation): {
  readonly remediation?: Remediation;
  readonly retryAfterMs?: number;
} {
  const last = status.lastAttemptedReleaseAction;
  if (!last) return {};
  return {
    remediation: remediationOf(object, last),
    retryAfterMs: retryIntervalOf(object, last, gates),
  };
}

function explain(
  observation: Observation,
  state: ReleaseState,
  rule: Rule,
  next: Next,
): Explanation {
  const { remediation } = lastAttemptOf(observation);
  return {
    state: state.name,
    rule,
    reason: state.reason,
    installFailures: failureCountOf(observation.status, 'install'),
    upgradeFailures: failureCountOf(observation.status, 'upgrade'),
    retries: remediation?.retries,
    next,
  };
}

/** Retries of a release action, and what follows if it fails now. */
function prospectOf(
  { object, status, gates }: Observation,
  action: ActionName,
): Partial<Pick<Explanation, 'retries' | 'onFailure'>> {
  if (action !== 'install' && action !== 'upgrade') return {};
  const remediation = remediationOf(object, action);
  const { retries } = remediation;
  if (retryIntervalOf(object, action, gates) !== undefined) {
    return { retries: -1, onFailure: 'retry' };
  }
  const isSpent = retries >= 0 && failureCountOf(status, action) >= retries;
  return isSpent && !remediation.remediateLastFailure
    ? { retries, onFailure: 'stall' }
    : { retries, onFailure: remediation.strategy };
}

/** The decision about one state. */
class Decider {
  constructor(
    readonly observation: Observation,
    readonly state: ReleaseState,
  ) {}

  act(rule: Rule, action: ActionName, history: HistoryChange = 'keep'): Act {
    const { observation, state } = this;
    return {
      kind: 'act',
      action,
      history,
      explanation: {
        ...explain(observation, state, rule, 'look-again'),
        ...prospectOf(observation, action),
      },
    };
  }

  done(rule: Rule, history: HistoryChange): Decision {
    const { observation, state } = this;
    const explanation = explain(observation, state, rule, 'interval');
    return { kind: 'done', history, explanation };
  }

  /** Retries are used up. */
  exceeded(rule: Rule): Decision {
    const { observation, state } = this;
    return {
      kind: 'stall',
      reason: 'RetriesExceeded',
      history: 'keep',
      message: exceededMessage(observation),
      explanation: explain(observation, state, rule, 'change'),
    };
  }

  missingTarget(): Decision {
    const { observation, state } = this;
    return {
      kind: 'stall',
      reason: 'MissingRollbackTarget',
      history: 'truncate',
      message:
        'Failed to perform remediation: missing target release for rollback: cannot remediate failed release',
      explanation: explain(
        observation,
        state,
        'failed-rollback-missing',
        'change',
      ),
    };
  }
}

function exceededMessage({ status }: Observation): string {
  const last = status.lastAttemptedReleaseAction ?? 'install';
  return `Failed to ${last} after ${failureCountOf(status, last)} attempt(s)`;
}

function aboutInSync(decider: Decider): Decision {
  const { observation } = decider;
  const { retryAfterMs } = lastAttemptOf(observation);
  const history = retryAfterMs === undefined ? 'truncate' : 'newest';
  return observation.isForced
    ? decider.act('in-sync-forced', 'upgrade', history)
    : decider.done('in-sync', history);
}

function aboutAbsent(decider: Decider): Decision {
  const { object, status, isForced } = decider.observation;
  if (!isExhausted(remediationOf(object, 'install'), status)) {
    return decider.act('absent', 'install');
  }
  return isForced
    ? decider.act('absent-forced', 'install')
    : decider.exceeded('absent-exhausted');
}

function aboutOutOfSync(decider: Decider): Decision {
  const { object, status, isForced } = decider.observation;
  if (!isExhausted(remediationOf(object, 'upgrade'), status)) {
    return decider.act('out-of-sync', 'upgrade');
  }
  return isForced
    ? decider.act('out-of-sync-forced', 'upgrade')
    : decider.exceeded('out-of-sync-exhausted');
}

function remediate(decider: Decider, remediation: Remediation): Decision {
  if (remediation.strategy === 'uninstall') {
    return decider.act('failed-uninstall', 'uninstall', 'truncate');
  }
  switch (decider.observation.rollbackTarget) {
    case undefined:
      return { kind: 'look', at: 'rollbackTarget' };
    case 'missing':
      return decider.missingTarget();
    case 'unusable':
      return decider.act('failed-rollback-unusable', 'upgrade', 'truncate');
    default:
      return decider.act('failed-rollback', 'rollback', 'truncate');
  }
}

function aboutFailed(decider: Decider): Decision {
  const { observation } = decider;
  const { status, isForced } = observation;
  const { remediation, retryAfterMs } = lastAttemptOf(observation);
  if (retryAfterMs !== undefined) {
    return decider.act('failed-retry', 'upgrade', 'newest');
  }
  if (!remediation) return decider.act('failed-unattempted', 'upgrade');
  // The counters are reset with spec, chart and values.
  if (failureCountOf(status, remediation.action) <= 0) {
    return decider.act('failed-changed', 'upgrade');
  }
  if (isForced) return decider.act('failed-forced', 'upgrade');
  const isSpent =
    isExhausted(remediation, status) && !remediation.remediateLastFailure;
  return isSpent
    ? decider.exceeded('failed-exhausted')
    : remediate(decider, remediation);
}

function aboutLocked(decider: Decider): Decision {
  return decider.observation.stored?.status === 'uninstalling'
    ? decider.act('uninstalling', 'finish-uninstall')
    : decider.act('locked', 'unlock');
}

function aboutDrifted(decider: Decider): Decision {
  const { mode } = decider.observation.object.spec.driftDetection ?? {};
  return mode === 'enabled'
    ? decider.act('drifted', 'correct')
    : decider.done('drifted-warn', 'keep');
}

function decideOn(decider: Decider): Decision {
  const { observation, state } = decider;
  switch (state.name) {
    case 'InSync':
      return aboutInSync(decider);
    case 'Absent':
      return aboutAbsent(decider);
    case 'Unmanaged':
      return decider.act('unmanaged', 'upgrade', 'clear');
    case 'OutOfSync':
      return aboutOutOfSync(decider);
    case 'Locked':
      return aboutLocked(decider);
    case 'Untested':
      return decider.act('untested', 'test');
    case 'Drifted':
      return aboutDrifted(decider);
    case 'Failed':
      return aboutFailed(decider);
    default:
      return {
        kind: 'fail',
        message: state.reason,
        explanation: explain(observation, state, 'unknown', 'retry'),
      };
  }
}

/** A kind of action was decided on that has run already. */
function endOfRun(observation: Observation, state: ReleaseState): Decision {
  const { remediation, retryAfterMs } = lastAttemptOf(observation);
  if (retryAfterMs !== undefined) {
    return {
      kind: 'pause',
      retryAfterMs,
      explanation: explain(observation, state, 'repeated-retry', 'retry'),
    };
  }
  // What was or still is locked is tried again, whatever became of the release.
  const isLocked =
    state.name === 'Locked' || observation.done.includes('unlock');
  return isLocked ||
    !remediation ||
    !isExhausted(remediation, observation.status)
    ? {
        kind: 'pause',
        explanation: explain(observation, state, 'repeated-requeue', 'retry'),
      }
    : {
        kind: 'end',
        explanation: explain(observation, state, 'repeated-end', 'interval'),
      };
}

const REMEDIATED: ReleaseState = {
  name: 'Failed',
  reason: 'the failed release was remediated',
};

/** A remediation ends the run: the next one retries what has failed. */
function afterRemediation(observation: Observation): Decision {
  const { remediation, retryAfterMs } = lastAttemptOf(observation);
  if (retryAfterMs !== undefined) {
    return {
      kind: 'pause',
      retryAfterMs,
      explanation: explain(
        observation,
        REMEDIATED,
        'remediated-retry',
        'retry',
      ),
    };
  }
  const isUninstallOfUpgrade =
    remediation?.action === 'upgrade' && remediation.strategy === 'uninstall';
  const isSpent = remediation && isExhausted(remediation, observation.status);
  if (!isSpent || isUninstallOfUpgrade) {
    return {
      kind: 'pause',
      explanation: explain(
        observation,
        REMEDIATED,
        'remediated-requeue',
        'retry',
      ),
    };
  }
  return new Decider(observation, REMEDIATED).exceeded('remediated-exhausted');
}

/**
 * What to do about a release. Nothing but the observation counts: equal
 * observations get equal decisions.
 *
 * A run observes and decides until there is nothing left to do, until a kind of
 * action would run a second time, or until a failure was remediated.
 * @see fluxcd/helm-controller internal/reconcile/atomic_release.go
 */
export function decide(observation: Observation): Decision {
  if (observation.done.includes('remediate')) {
    return afterRemediation(observation);
  }
  const state = determineState(observation);
  if ('kind' in state) return state;
  const decision = decideOn(new Decider(observation, state));
  const isRepeated =
    decision.kind === 'act' &&
    observation.done.includes(KIND_OF[decision.action]);
  return isRepeated ? endOfRun(observation, state) : decision;
}
