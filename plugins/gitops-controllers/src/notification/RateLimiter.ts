import { systemClock } from '@backstage-gitops/kube';
import type { Clock } from '@backstage-gitops/kube';
import { createHash } from 'crypto';
import { groupOf } from './FluxEvent';
import type { FluxEvent } from './FluxEvent';

/** Metadata that makes an event a new one. */
const DISTINCT_KEYS = ['originRevision', 'revision', 'token'] as const;
/** Events remembered; the oldest go first. */
const MAX_KEYS = 50_000;

/**
 * What is equal in an event and its repeats.
 * @see Flux: notification-controller internal/server, `eventKeyFunc`
 */
export function eventKeyOf(event: FluxEvent): string {
  const { involvedObject, message, metadata = {} } = event;
  const { name = '', namespace = '', kind } = involvedObject;
  const group = groupOf(event);
  const parts = [
    'event',
    `name=${name}`,
    `namespace=${namespace}`,
    `kind=${kind}`,
    `message=${message}`,
    ...DISTINCT_KEYS.flatMap(key => {
      const value = metadata[`${group}/${key}`];
      return value === undefined ? [] : [`${key}=${value}`];
    }),
  ];
  return createHash('sha256').update(parts.join('/')).digest('base64');
}

/** Whether an event may pass. */
export interface RateDecision {
  readonly isAllowed: boolean;
  /** Milliseconds until the next one may. */
  readonly resetMs: number;
}

/**
 * Lets one of equal events pass in an interval. The intervals of an event follow
 * each other from its first time on.
 */
export class RateLimiter {
  readonly #windows = new Map<string, { start: number; last: number }>();

  /** @param intervalMs - 0: all pass */
  constructor(
    private readonly intervalMs: number,
    private readonly clock: Clock = systemClock,
  ) {}

  take(key: string): RateDecision {
    const { intervalMs } = this;
    if (intervalMs === 0) return { isAllowed: true, resetMs: 0 };
    const now = this.clock.steady();
    const known = this.#windows.get(key);
    const window = known ?? { start: now, last: -1 };
    const index = Math.floor((now - window.start) / intervalMs);
    const resetMs = window.start + (index + 1) * intervalMs - now;
    const isAllowed = index > window.last;
    if (isAllowed) {
      this.#windows.delete(key);
      this.#windows.set(key, { ...window, last: index });
      this.#forget(now);
    }
    return { isAllowed, resetMs };
  }

  /** Drops what has passed its last interval, and the oldest of too many. */
  #forget(now: number): void {
    for (const [key, { start, last }] of this.#windows) {
      const isOver = now >= start + (last + 1) * this.intervalMs;
      if (!isOver && this.#windows.size <= MAX_KEYS) return;
      this.#windows.delete(key);
    }
  }
}
