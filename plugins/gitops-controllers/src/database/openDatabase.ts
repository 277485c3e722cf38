import type { Knex } from 'knex';
import { chmod, mkdir } from 'fs/promises';
import { dirname, join } from 'path';
import { PRIVATE_DIRECTORY } from '../artifacts/disk/privateDirectory';
import { DatabaseError } from './errors';
import { loadKnex } from './loadKnex';
import { migrateDatabase } from './migrateDatabase';

const POSTGRESQL = /^postgres(?:ql)?:\/\//;
/** Connections to a server at once. */
const MAX_CONNECTIONS = 4;
/** Milliseconds that a busy SQLite file is waited for. */
const BUSY_MS = 5_000;

/** What fails is thrown; knex would print it besides. */
const log = {
  warn: () => {},
  error: () => {},
  deprecate: () => {},
  debug: () => {},
};

/** The database that lies beside the artifacts of a storage directory. */
export function databaseFileOf(storagePath: string): string {
  return join(storagePath, PRIVATE_DIRECTORY, 'database', 'controllers.sqlite');
}

/** Whether a location names a server, and no file. */
export function isServerUrl(location: string): boolean {
  return POSTGRESQL.test(location);
}

function connectToServer(connectionString: string): Knex {
  const { knex } = loadKnex('pg');
  return knex({
    client: 'pg',
    log,
    connection: { connectionString },
    pool: { min: 0, max: MAX_CONNECTIONS },
  });
}

async function openFile(filename: string): Promise<Knex> {
  const { knex } = loadKnex('better-sqlite3');
  await mkdir(dirname(filename), { recursive: true, mode: 0o700 });
  const opened = knex({
    client: 'better-sqlite3',
    log,
    connection: { filename },
    useNullAsDefault: true,
  });
  try {
    await opened.raw(`PRAGMA busy_timeout = ${BUSY_MS}`);
    await opened.raw('PRAGMA journal_mode = WAL');
    await opened.raw('PRAGMA synchronous = NORMAL');
    await chmod(filename, 0o600);
  } catch (error) {
    await opened.destroy();
    throw error;
  }
  return opened;
}

/** A location without the password that it may hold. */
function show(location: string): string {
  return isServerUrl(location)
    ? location.replace(/\/\/[^@/]*@/, '//')
    : location;
}

function unusable(location: string, error: unknown): DatabaseError {
  const { message } = error as Error;
  return new DatabaseError(
    'unusable',
    `the database ${show(location)} can't be used: ${message}`,
    { cause: error },
  );
}

/**
 * Opens the database of the controllers and brings its tables up to date.
 * @param location - a PostgreSQL URL (`postgres://host/name`; what it leaves
 *   out comes from PGUSER, PGPASSWORD and the like), or a file of SQLite, which
 *   is made where there is none
 * @throws DatabaseError - `driver-missing`; `unusable`: no such server or no
 *   such file, or something else is in it
 */
export async function openDatabase(location: string): Promise<Knex> {
  let knex: Knex | undefined;
  try {
    knex = isServerUrl(location)
      ? connectToServer(location)
      : await openFile(location);
    await migrateDatabase(knex);
    return knex;
  } catch (error) {
    await knex?.destroy();
    if (error instanceof DatabaseError) throw error;
    throw unusable(location, error);
  }
}
