import { randomUUID } from 'node:crypto';
import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import {
  formatObjectRef,
  type ActionName,
  type ActionRecord,
  type ObjectRef,
} from '@backstage-gitops/plugin-gitops-common';
import { Subscriptions } from '../graph/Subscriptions';

type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

interface ActionRow {
  id: string;
  object: string;
  action: ActionName;
  by: string;
  at: string;
  reason: string | null;
  outcome: ActionRecord['outcome'];
  message: string | null;
}

const TABLE = 'gitops_actions';
const SHOWN = 50;

/** Who did what to which object, for its timeline. Append-only. */
export class ActionLog {
  readonly #subscriptions = new Subscriptions();

  private constructor(private readonly knex: Knex) {}

  /** Opens the plugin's database and brings its tables up to date. */
  static async open(database: DatabaseService): Promise<ActionLog> {
    const knex = await database.getClient();
    if (!database.migrations?.skip) {
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@backstage-gitops/plugin-gitops-backend',
          'migrations',
        ),
      });
    }
    return new ActionLog(knex);
  }

  async append(
    ref: ObjectRef,
    action: Omit<ActionRecord, 'id'>,
  ): Promise<void> {
    const object = formatObjectRef(ref);
    await this.knex<ActionRow>(TABLE).insert({
      id: randomUUID(),
      object,
      action: action.action,
      by: action.by,
      at: action.at,
      reason: action.reason ?? null,
      outcome: action.outcome,
      message: action.message ?? null,
    });
    this.#subscriptions.notify([object]);
  }

  /**
   * Calls back after each action on the object that this process has appended;
   * the returned function ends that.
   */
  onAppend(ref: ObjectRef, listener: () => void): () => void {
    const subscription = this.#subscriptions.subscribe(
      [formatObjectRef(ref)],
      listener,
    );
    return () => subscription.close();
  }

  /** The last {@link SHOWN} actions, newest first. */
  async list(ref: ObjectRef): Promise<ActionRecord[]> {
    const rows = await this.knex<ActionRow>(TABLE)
      .where({ object: formatObjectRef(ref) })
      .orderBy('at', 'desc')
      .limit(SHOWN);
    return rows.map(({ id, action, by, at, reason, outcome, message }) => ({
      id,
      action,
      by,
      at,
      reason: reason ?? undefined,
      outcome,
      message: message ?? undefined,
    }));
  }
}
