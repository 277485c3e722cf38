import { Condition } from '../api/types';

/** Condition types and reasons shared by all kinds of the toolkit. */
export const READY = 'Ready';
export const RECONCILING = 'Reconciling';
export const STALLED = 'Stalled';
export const PROGRESSING = 'Progressing';
export const PROGRESSING_WITH_RETRY = 'ProgressingWithRetry';

/** Longest message that the CRDs accept, in bytes. */
const MAX_MESSAGE_BYTES = 32768;
const CUT_MARK = '...';

/** Cuts a message to what the CRDs accept; a cut one ends in `...`. */
export function truncateMessage(message: string): string {
  if (message.length * 4 <= MAX_MESSAGE_BYTES) return message;
  const bytes = new TextEncoder().encode(message);
  if (bytes.length <= MAX_MESSAGE_BYTES) return message;
  let end = MAX_MESSAGE_BYTES - CUT_MARK.length;
  // Step back to the start of a character, so that no half of one is left.
  while (end > 0 && (bytes[end] & 0xc0) === 0x80) end -= 1;
  return new TextDecoder().decode(bytes.subarray(0, end)) + CUT_MARK;
}

/** RFC 3339 in whole seconds, the form of every time in a status. */
export function formatTime(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000)
    .toISOString()
    .replace('.000Z', 'Z');
}

/** Rank of a type in the list: Stalled, Reconciling, Ready, then the rest. */
function rank(type: string): number {
  const index = [STALLED, RECONCILING, READY].indexOf(type);
  return index < 0 ? 3 : index;
}

function compareConditions(a: Condition, b: Condition): number {
  const byRank = rank(a.type) - rank(b.type);
  if (byRank !== 0) return byRank;
  if (rank(a.type) === 3) {
    const byGeneration =
      (b.observedGeneration ?? 0) - (a.observedGeneration ?? 0);
    if (byGeneration !== 0) return byGeneration;
  }
  if (a.type === b.type) return 0;
  return a.type < b.type ? -1 : 1;
}

/**
 * Draft of `status.conditions` during one run. Order, observedGeneration and
 * lastTransitionTime follow fluxcd/pkg:runtime/conditions: the time moves when
 * status, reason or message changes, and never otherwise.
 */
export class ConditionSet {
  #conditions: Map<string, Condition>;

  constructor(
    conditions: readonly Condition[] | undefined,
    /** Written to each condition that is set. */
    private readonly generation: number,
    private readonly now: () => number,
  ) {
    this.#conditions = new Map((conditions ?? []).map(c => [c.type, { ...c }]));
  }

  get(type: string): Condition | undefined {
    return this.#conditions.get(type);
  }

  isTrue(type: string): boolean {
    return this.get(type)?.status === 'True';
  }

  isFalse(type: string): boolean {
    return this.get(type)?.status === 'False';
  }

  set(
    type: string,
    status: Condition['status'],
    reason: string,
    message: string,
  ): void {
    const text = truncateMessage(message);
    const old = this.#conditions.get(type);
    const isSame =
      old?.status === status && old.reason === reason && old.message === text;
    this.#conditions.set(type, {
      lastTransitionTime:
        isSame && old ? old.lastTransitionTime : formatTime(this.now()),
      message: text,
      observedGeneration: this.generation,
      reason,
      status,
      type,
    });
  }

  /** Marks work in progress; Stalled goes, as the two exclude each other. */
  setReconciling(reason: string, message: string): void {
    this.set(RECONCILING, 'True', reason, message);
    this.delete(STALLED);
  }

  /** Marks a terminal failure; Reconciling goes. */
  setStalled(reason: string, message: string): void {
    this.set(STALLED, 'True', reason, message);
    this.delete(RECONCILING);
  }

  delete(type: string): void {
    this.#conditions.delete(type);
  }

  /** The conditions in the order in which they are written. */
  toArray(): Condition[] {
    return [...this.#conditions.values()].sort(compareConditions);
  }
}

/** Finds a condition in a list of a live object. */
export function findCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find(condition => condition.type === type);
}
