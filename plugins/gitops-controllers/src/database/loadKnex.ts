import { DatabaseError } from './errors';

/** Packages that knex speaks to databases with. */
type Driver = 'better-sqlite3' | 'pg';

/**
 * Loads knex and checks that a driver is there, once a database is opened.
 * @throws DatabaseError - `driver-missing`: a package is not installed
 */
export function loadKnex(driver: Driver): typeof import('knex') {
  // By a name that bundlers don't follow: knex names a dozen drivers that are
  // not installed. And not import(): jest runs none.
  const library: string = 'knex';
  try {
    require.resolve(driver);
    return require(library);
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
