import type { DatabaseService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { migrateDatabase } from './migrateDatabase';

/** Opens the plugin's database and brings its tables up to date. */
export async function openPluginDatabase(
  database: DatabaseService,
): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) await migrateDatabase(knex);
  return knex;
}
