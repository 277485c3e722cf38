import { randomUUID } from 'node:crypto';
import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import {
  formatDeliveryRef,
  type ActionName,
  type ActionView,
  type DeliveryRef,
} from '@backstage-gitops/plugin-gitops-common';

type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

interface ActionRow {
  id: string;
  delivery: string;
  action: ActionName;
  by: string;
  at: string;
  reason: string | null;
  outcome: ActionView['outcome'];
  message: string | null;
}

const TABLE = 'gitops_actions';
const SHOWN = 50;

/** Who did what to which delivery, for its timeline. Append-only. */
export class ActionLog {
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
    ref: DeliveryRef,
    action: Omit<ActionView, 'id'>,
  ): Promise<void> {
    await this.knex<ActionRow>(TABLE).insert({
      id: randomUUID(),
      delivery: formatDeliveryRef(ref),
      action: action.action,
      by: action.by,
      at: action.at,
      reason: action.reason ?? null,
      outcome: action.outcome,
      message: action.message ?? null,
    });
  }

  /** The last {@link SHOWN} actions, newest first. */
  async list(ref: DeliveryRef): Promise<ActionView[]> {
    const rows = await this.knex<ActionRow>(TABLE)
      .where({ delivery: formatDeliveryRef(ref) })
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
