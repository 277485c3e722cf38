import type { ObjectState } from '../alerts/stateOf';

/** Which alert has told of which object. */
export interface StateKey {
  readonly alertUid: string;
  /** `Kind/namespace/name`. */
  readonly object: string;
}

/** What an alert has last told of an object. */
export interface ToldState {
  readonly state: ObjectState;
  /** Milliseconds since the epoch. */
  readonly toldAt: number;
}

/** How a delivery ended. */
export interface DeliveryRecord {
  /** `namespace/name`. */
  readonly provider: string;
  /** `namespace/name`. */
  readonly alert: string;
  /** `Kind/namespace/name`. */
  readonly object: string;
  readonly reason: string;
  /** Milliseconds since the epoch, at its end. */
  readonly at: number;
  /** Why it failed, without secrets; undefined: it was delivered. */
  readonly error?: string;
}

/** What notifications remember. Failures of the storage are its own affair. */
export interface NotificationStore {
  stateOf(key: StateKey): Promise<ToldState | undefined>;
  setState(key: StateKey, state: ToldState): Promise<void>;
  /** Notes a delivery; the newest of each provider are kept. */
  addDelivery(record: DeliveryRecord): void;
  /** The newest deliveries first. */
  deliveries(provider: string): Promise<readonly DeliveryRecord[]>;
  /** Stores what is not stored yet. */
  close(): Promise<void>;
}

/** Deliveries of one provider that are kept. */
export const KEPT_DELIVERIES = 100;
const MAX_PROVIDERS = 1_000;
const MAX_STATES = 50_000;

function keyOf({ alertUid, object }: StateKey): string {
  return `${alertUid} ${object}`;
}

function trim(map: Map<string, unknown>, max: number): void {
  if (map.size <= max) return;
  const [oldest] = map.keys();
  map.delete(oldest);
}

/** Remembers in this process only. */
export class MemoryNotificationStore implements NotificationStore {
  readonly #states = new Map<string, ToldState>();
  readonly #deliveries = new Map<string, DeliveryRecord[]>();

  async stateOf(key: StateKey): Promise<ToldState | undefined> {
    return this.#states.get(keyOf(key));
  }

  async setState(key: StateKey, state: ToldState): Promise<void> {
    this.#states.delete(keyOf(key));
    this.#states.set(keyOf(key), state);
    trim(this.#states, MAX_STATES);
  }

  addDelivery(record: DeliveryRecord): void {
    const kept = this.#deliveries.get(record.provider) ?? [];
    kept.unshift(record);
    kept.length = Math.min(kept.length, KEPT_DELIVERIES);
    this.#deliveries.delete(record.provider);
    this.#deliveries.set(record.provider, kept);
    trim(this.#deliveries, MAX_PROVIDERS);
  }

  async deliveries(provider: string): Promise<readonly DeliveryRecord[]> {
    return this.#deliveries.get(provider) ?? [];
  }

  async close(): Promise<void> {}
}
