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
