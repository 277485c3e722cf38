import type { DatabaseService } from '@backstage/backend-plugin-api';

type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

const TABLE = 'gitops_inbox';

/**
 * Of which objects owners have been told that they fail. Replicas share it: who
 * makes a change first is the one who tells.
 */
export class InboxStore {
  private constructor(private readonly knex: Knex) {}

  /** Opens the plugin's database, whose tables are up to date. */
  static async open(database: DatabaseService): Promise<InboxStore> {
    return new InboxStore(await database.getClient());
  }

  /** Names of objects (`formatObjectRef`). */
  async list(): Promise<string[]> {
    const rows = await this.knex<{ object: string }>(TABLE).select('object');
    return rows.map(({ object }) => object);
  }

  /** Whether the object was not in it yet. */
  async add(object: string): Promise<boolean> {
    const rows = await this.knex(TABLE)
      .insert({ object })
      .onConflict('object')
      .ignore()
      .returning('object');
    return rows.length > 0;
  }

  /** Whether the object was in it. */
  async remove(object: string): Promise<boolean> {
    return (await this.knex(TABLE).where({ object }).delete()) > 0;
  }
}
