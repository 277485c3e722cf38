import { systemClock } from '@backstage-gitops/kube';
import type { Clock, Logger } from '@backstage-gitops/kube';
import { createHash, randomUUID } from 'crypto';
import type { Knex } from 'knex';
import { KEPT_DELIVERIES } from './NotificationStore';
import type {
  DeliveryRecord,
  NotificationStore,
  StateKey,
  ToldState,
} from './NotificationStore';

interface StoreOptions {
  /** Opens the database, with the tables of the migrations. */
  readonly database: () => Promise<Knex>;
  readonly clusterName: string;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Milliseconds that deliveries are gathered before they are written; default 2,000. */
  readonly writeDelayMs?: number;
}

const STATES = 'gitops_told_states';
const DELIVERIES = 'gitops_deliveries';
/** States that nobody has told of for this long are forgotten. */
const KEPT_STATES_MS = 90 * 24 * 3600_000;
/** Rows of one insert: SQLite takes few parameters. */
const ROWS_AT_ONCE = 50;
const MAX_PENDING = 5_000;

/** What replicas share, and what outlives them. A failure is logged only. */
export class DatabaseNotificationStore implements NotificationStore {
  readonly #clock: Clock;
  #pending: DeliveryRecord[] = [];
  #writing: Promise<void> = Promise.resolve();
  #cancelWrite?: () => void;

  constructor(private readonly options: StoreOptions) {
    this.#clock = options.clock ?? systemClock;
  }

  async stateOf(key: StateKey): Promise<ToldState | undefined> {
    return this.#orNothing('read the states of alerts', async knex => {
      const row = await knex(STATES).where(this.#rowKey(key)).first();
      return row && { state: row.state, toldAt: Number(row.told_at) };
    });
  }

  async setState(key: StateKey, { state, toldAt }: ToldState): Promise<void> {
    await this.#orNothing('write the states of alerts', async knex => {
      const row = { ...this.#rowKey(key), state, told_at: toldAt };
      await knex(STATES)
        .insert(row)
        .onConflict(['cluster', 'alert', 'object'])
        .merge();
    });
  }

  addDelivery(record: DeliveryRecord): void {
    this.#pending.push(record);
    if (this.#pending.length > MAX_PENDING) this.#pending.shift();
    this.#cancelWrite ??= this.#clock.after(
      this.options.writeDelayMs ?? 2_000,
      () => {
        this.#cancelWrite = undefined;
        void this.#write();
      },
    );
  }

  async deliveries(provider: string): Promise<readonly DeliveryRecord[]> {
    const { clusterName: cluster } = this.options;
    await this.#write();
    const rows = await this.#orNothing('read deliveries', knex =>
      knex(DELIVERIES)
        .where({ cluster, provider })
        .orderBy('at', 'desc')
        .limit(KEPT_DELIVERIES),
    );
    return (rows ?? []).map(({ alert, object, reason, at, error }) => ({
      ...{ provider, alert, object, reason, at: Number(at) },
      ...(error === null ? {} : { error }),
    }));
  }

  async close(): Promise<void> {
    this.#cancelWrite?.();
    this.#cancelWrite = undefined;
    await this.#write();
  }

  #rowKey({ alertUid, object }: StateKey) {
    const { clusterName: cluster } = this.options;
    const digest = createHash('sha256').update(object).digest('hex');
    return { cluster, alert: alertUid, object: digest };
  }

  /** Writes what is gathered, after what is being written. */
  #write(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const records = this.#pending;
      this.#pending = [];
      if (records.length === 0) return;
      await this.#orNothing('write deliveries', knex =>
        this.#store(knex, records),
      );
    });
    return this.#writing;
  }

  async #store(knex: Knex, records: readonly DeliveryRecord[]): Promise<void> {
    const { clusterName: cluster } = this.options;
    const newest = new Map<string, DeliveryRecord[]>();
    for (const record of records) {
      newest.set(record.provider, [
        ...(newest.get(record.provider) ?? []).slice(1 - KEPT_DELIVERIES),
        record,
      ]);
    }
    const rows = [...newest.values()]
      .flat()
      .map(record => ({ error: null, ...record, id: randomUUID(), cluster }));
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      await knex(DELIVERIES).insert(rows.slice(at, at + ROWS_AT_ONCE));
    }
    for (const provider of newest.keys()) await this.#trim(knex, provider);
    const oldest = this.#clock.now() - KEPT_STATES_MS;
    await knex(STATES).where('told_at', '<', oldest).delete();
  }

  async #trim(knex: Knex, provider: string): Promise<void> {
    const { clusterName: cluster } = this.options;
    const limit = await knex(DELIVERIES)
      .where({ cluster, provider })
      .orderBy('at', 'desc')
      .offset(KEPT_DELIVERIES)
      .first('at');
    if (!limit) return;
    await knex(DELIVERIES)
      .where({ cluster, provider })
      .where('at', '<=', limit.at)
      .delete();
  }

  async #orNothing<T>(
    what: string,
    use: (knex: Knex) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await use(await this.options.database());
    } catch (error) {
      this.options.logger.warn(`cannot ${what}`, {
        error: (error as Error).message,
      });
      return undefined;
    }
  }
}
