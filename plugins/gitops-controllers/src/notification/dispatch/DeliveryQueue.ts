/** Something to do for a provider. */
interface Delivery {
  /** Id of the provider. */
  readonly lane: string;
  /** Deliveries of one lane with the same value keep their order. */
  readonly order: string;
  /** Memory that it holds. */
  readonly sizeBytes: number;
  /** Must not reject. */
  run(): Promise<void>;
}

/** Limits of a {@link DeliveryQueue}. */
interface QueueLimits {
  /** At once in a lane. Default 8. */
  readonly perLane?: number;
  /** At once in all. Default 64. */
  readonly running?: number;
  /** In a lane, those that run included. Default 1,000. */
  readonly waiting?: number;
  /** Bytes of all. Default 32 MiB. */
  readonly bytes?: number;
}

interface Lane {
  readonly waiting: Delivery[];
  /** Orders of those that run. */
  readonly running: Set<string>;
}

/**
 * Runs deliveries, each provider apart: a slow one holds up nobody else. What is
 * too much is refused, so memory is bounded.
 */
export class DeliveryQueue {
  readonly #lanes = new Map<string, Lane>();
  readonly #limits: Required<QueueLimits>;
  #running = 0;
  #bytes = 0;
  #idle: (() => void)[] = [];

  constructor(limits: QueueLimits = {}) {
    this.#limits = {
      ...{ perLane: 8, running: 64, waiting: 1_000, bytes: 32 * 1024 * 1024 },
      ...limits,
    };
  }

  /** @returns false when there is too much already */
  add(delivery: Delivery): boolean {
    const lane = this.#lanes.get(delivery.lane) ?? {
      waiting: [],
      running: new Set<string>(),
    };
    const count = lane.waiting.length + lane.running.size;
    const bytes = this.#bytes + delivery.sizeBytes;
    if (count >= this.#limits.waiting || bytes > this.#limits.bytes) {
      return false;
    }
    this.#bytes = bytes;
    this.#lanes.set(delivery.lane, lane);
    lane.waiting.push(delivery);
    this.#pump();
    return true;
  }

  /** Drops what has not begun. */
  clear(): void {
    for (const { waiting } of this.#lanes.values()) {
      for (const { sizeBytes } of waiting.splice(0)) this.#bytes -= sizeBytes;
    }
    this.#settle();
  }

  /** Resolves when nothing waits or runs. */
  async whenIdle(): Promise<void> {
    if (this.#lanes.size === 0) return;
    await new Promise<void>(resolve => this.#idle.push(resolve));
  }

  /** Starts what may run; the lane that was served last comes last. */
  #pump(): void {
    for (const [name, lane] of [...this.#lanes]) {
      while (this.#running < this.#limits.running) {
        const next = this.#takeFrom(lane);
        if (!next) break;
        this.#lanes.delete(name);
        this.#lanes.set(name, lane);
        this.#start(lane, next);
      }
    }
  }

  #takeFrom({ waiting, running }: Lane): Delivery | undefined {
    if (running.size >= this.#limits.perLane) return undefined;
    const index = waiting.findIndex(({ order }) => !running.has(order));
    return index < 0 ? undefined : waiting.splice(index, 1)[0];
  }

  #start(lane: Lane, delivery: Delivery): void {
    lane.running.add(delivery.order);
    this.#running += 1;
    const end = () => {
      lane.running.delete(delivery.order);
      this.#running -= 1;
      this.#bytes -= delivery.sizeBytes;
      this.#pump();
      this.#settle();
    };
    delivery.run().then(end, end);
  }

  #settle(): void {
    for (const [name, { waiting, running }] of this.#lanes) {
      if (waiting.length + running.size === 0) this.#lanes.delete(name);
    }
    if (this.#lanes.size > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
