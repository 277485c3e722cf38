import type { Random } from '@backstage-gitops/random';

/** What the proxy does to one request instead of passing it on and back. */
export type Fault =
  /** Answers with a status and does not ask the server. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfterSeconds?: number;
    }
  /** Cuts the connection before the server has seen the request. */
  | { readonly kind: 'reset' }
  /** The server does what was asked, and its answer is lost. */
  | { readonly kind: 'lost-answer' }
  /** Half of the answer arrives, then the connection is cut. */
  | { readonly kind: 'cut-answer' }
  /** The answer arrives in pieces, for `ms` milliseconds. */
  | { readonly kind: 'slow-answer'; readonly ms: number }
  /** A watch is cut after `ms` milliseconds, in the middle of a line. */
  | { readonly kind: 'cut-watch'; readonly ms: number }
  /** The answer is right, and begins after `ms` milliseconds. */
  | { readonly kind: 'late-answer'; readonly ms: number }
  /** A watch says nothing after `ms` milliseconds, and nobody ends it: half-open. */
  | { readonly kind: 'silent-watch'; readonly ms: number }
  /** A watch begins with an ERROR event 410. */
  | { readonly kind: 'expired-watch' };

/** A request as faults are chosen for it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly isWatch: boolean;
}

/** The fault of a request; undefined lets it pass. */
export type ChooseFault = (request: SeenRequest) => Fault | undefined;

const REQUEST_FAULTS: readonly (readonly [
  number,
  (random: Random) => Fault,
])[] = [
  [3, () => ({ kind: 'status', status: 429, retryAfterSeconds: 1 })],
  [2, () => ({ kind: 'status', status: 503, retryAfterSeconds: 1 })],
  [2, () => ({ kind: 'status', status: 500 })],
  [1, () => ({ kind: 'status', status: 504 })],
  [3, () => ({ kind: 'reset' })],
  [4, () => ({ kind: 'lost-answer' })],
  [2, () => ({ kind: 'cut-answer' })],
  [2, random => ({ kind: 'slow-answer', ms: random.between(100, 1500) })],
];

const WATCH_FAULTS: readonly (readonly [number, (random: Random) => Fault])[] =
  [
    [4, random => ({ kind: 'cut-watch', ms: random.between(0, 800) })],
    [3, () => ({ kind: 'expired-watch' })],
    [2, () => ({ kind: 'status', status: 410 })],
    [1, () => ({ kind: 'status', status: 500 })],
    [1, () => ({ kind: 'reset' })],
  ];

/**
 * Chooses faults at random.
 * @param share - share of the requests that meet one, 0 to 1
 */
export function randomFaults(random: Random, share: number): ChooseFault {
  return ({ isWatch }) => {
    if (!random.chance(share)) return undefined;
    return random.weighted(isWatch ? WATCH_FAULTS : REQUEST_FAULTS)(random);
  };
}
