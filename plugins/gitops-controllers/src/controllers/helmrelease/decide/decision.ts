import type { ActionKind } from './observation';
import type { Look, StateName } from './determineState';

/** What is done to a release. */
export type ActionName =
  | 'install'
  | 'upgrade'
  | 'rollback'
  | 'uninstall'
  /** Ends an uninstall that was broken off. */
  | 'finish-uninstall'
  | 'test'
  | 'unlock'
  | 'correct';

/** Kind of each action. */
export const KIND_OF: Readonly<Record<ActionName, ActionKind>> = {
  install: 'release',
  upgrade: 'release',
  rollback: 'remediate',
  uninstall: 'remediate',
  'finish-uninstall': 'unlock',
  test: 'test',
  unlock: 'unlock',
  correct: 'correct',
};

/** The rule by which a decision was made; one a row of the table of tests. */
export type Rule =
  | 'absent'
  | 'absent-exhausted'
  | 'absent-forced'
  | 'locked'
  | 'uninstalling'
  | 'unmanaged'
  | 'out-of-sync'
  | 'out-of-sync-exhausted'
  | 'out-of-sync-forced'
  | 'untested'
  | 'drifted'
  | 'drifted-warn'
  | 'in-sync'
  | 'in-sync-forced'
  | 'failed-retry'
  | 'failed-unattempted'
  | 'failed-changed'
  | 'failed-forced'
  | 'failed-exhausted'
  | 'failed-rollback'
  | 'failed-rollback-missing'
  | 'failed-rollback-unusable'
  | 'failed-uninstall'
  | 'unknown'
  | 'repeated-retry'
  | 'repeated-requeue'
  | 'repeated-end'
  | 'remediated-retry'
  | 'remediated-requeue'
  | 'remediated-exhausted';

/** What comes after a decision. */
export type Next =
  /** The state is looked at again in the same run. */
  | 'look-again'
  /** The next run is at the interval. */
  | 'interval'
  /** The next run retries after a time. */
  | 'retry'
  /** Nothing until spec, chart, values or a request change. */
  | 'change';

/** Why a decision was made, by which rule and counters, and what comes next (DB-12). */
export interface Explanation {
  readonly state: StateName;
  readonly rule: Rule;
  readonly reason: string;
  readonly installFailures: number;
  readonly upgradeFailures: number;
  /**
   * Retries of the install or upgrade decided on, else of the one attempted
   * last; -1 is without end; undefined: none was attempted.
   */
  readonly retries?: number;
  readonly next: Next;
  /** What follows if the action fails. */
  readonly onFailure?: 'retry' | 'rollback' | 'uninstall' | 'stall';
}

/** What becomes of `status.history` before the action. */
export type HistoryChange =
  | 'keep'
  /** It can't be relied on any more. */
  | 'clear'
  /** Down to the previous success. */
  | 'truncate'
  /** The newest five. */
  | 'newest';

interface Explained {
  readonly explanation: Explanation;
}

/** An action is run, and then the release is observed again. */
export interface Act extends Explained {
  readonly kind: 'act';
  readonly action: ActionName;
  readonly history: HistoryChange;
}

/** There is nothing left to do. */
export interface Done extends Explained {
  readonly kind: 'done';
  readonly history: HistoryChange;
}

/** The run ends, and another one goes on. */
export interface Pause extends Explained {
  readonly kind: 'pause';
  /** Milliseconds until the action is retried; undefined: soon, backing off. */
  readonly retryAfterMs?: number;
}

/** The run ends without another attempt, conditions stay as the actions left them. */
export interface End extends Explained {
  readonly kind: 'end';
}

/** Nothing can be done until something changes. */
export interface Stall extends Explained {
  readonly kind: 'stall';
  readonly reason: 'RetriesExceeded' | 'MissingRollbackTarget';
  readonly history: HistoryChange;
  /** Text of the Stalled condition. */
  readonly message: string;
}

/** The state can't be told. */
export interface Fail extends Explained {
  readonly kind: 'fail';
  readonly message: string;
}

/** What to do about a release. */
export type Decision = Act | Done | Pause | End | Stall | Fail | Look;
