import { DatabaseError } from './errors';

/** Packages that knex speaks to databases with. */
type Driver = 'better-sqlite3' | 'pg';

/**
 * Loads knex and checks that a driver is there, once a database is opened.
 * @throws DatabaseError - `driver-missing`: a package is not installed
 */
export function loadKnex(driver: Driver): typeof import('knex') {
  try {
    require.resolve(driver);
    // Not import(): jest runs none, and the package is CommonJS.
    return require('knex');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'MODULE_NOT_FOUND') throw error;
    throw new DatabaseError(
      'driver-missing',
      `the database needs the packages knex and ${driver}: install both beside the controllers`,
      { cause: error },
    );
  }
}
