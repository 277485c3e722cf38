import type { Random } from '@backstage-gitops/random';

/** What happens in one round, decided before it begins. */
export interface RoundPlan {
  /** Changes of the workload. */
  readonly changes: number;
  /** Milliseconds for which faults last. */
  readonly stormMs: number;
  /** Share of requests that meet a fault. */
  readonly faultShare: number;
  /** Milliseconds after which the controllers are killed, in order. */
  readonly killsMs: readonly number[];
  readonly event: RoundEvent;
}

/** Something larger that happens in a round. */
type RoundEvent =
  | 'none'
  /** The API server is killed and started again. */
  | 'server-restart'
  /** Nothing reaches the API server for a while. */
  | 'outage'
  /** The token runs out before there is a new one. */
  | 'expired-token'
  /** The Git server is away. */
  | 'git-outage'
  /** The CRD of the sources is deleted while it is watched, and comes back. */
  | 'deleted-crd';

/** Events of twenty rounds. */
const DECK: readonly RoundEvent[] = [
  'server-restart',
  'deleted-crd',
  ...Array<RoundEvent>(3).fill('outage'),
  ...Array<RoundEvent>(2).fill('expired-token'),
  ...Array<RoundEvent>(2).fill('git-outage'),
  ...Array<RoundEvent>(11).fill('none'),
];

/** Plans rounds so that each kind of event comes in any twenty of them. */
export class RoundPlanner {
  private deck: RoundEvent[] = [];

  constructor(private readonly random: Random) {}

  next(): RoundPlan {
    const { random } = this;
    if (this.deck.length === 0) {
      this.deck = random.some(DECK, DECK.length, DECK.length);
    }
    const stormMs = random.between(300, 2000);
    const kills = random.weighted([
      [5, 0],
      [4, 1],
      [1, 2],
    ]);
    return {
      changes: random.between(1, 3),
      stormMs,
      faultShare: random.pick([0, 0.1, 0.3, 0.6]),
      killsMs: random
        .times(kills, () => random.below(stormMs))
        .sort((a, b) => a - b),
      event: this.deck.pop() ?? 'none',
    };
  }
}

/** The plan in one line. */
export function describePlan(plan: RoundPlan): string {
  const { stormMs, faultShare, killsMs, event } = plan;
  return [
    `${Math.round(faultShare * 100)} % faults for ${stormMs} ms`,
    ...killsMs.map(ms => `kill at ${ms} ms`),
    ...(event === 'none' ? [] : [event]),
  ].join(', ');
}
