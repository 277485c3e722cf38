/** What is used of better-sqlite3's class. */
export interface DatabaseClass {
  readonly prototype: { prepare(sql: string): object };
}

/** The first line of Node.js whose headers have the fault. */
const FIRST_MAJOR = 24;

/**
 * Keeps the prepared statements of SQLite, one for each database and text, for
 * as long as the process runs.
 *
 * An addon that was built with the headers of Node.js 24.19 or later ends the
 * process with `Assertion failed: (env) != nullptr` when the garbage collector
 * takes one of its objects while no JavaScript runs: `node::ObjectWrap` then
 * asks for an environment that is not there. better-sqlite3 12, the last for
 * Node.js 20, is such an addon, and knex prepares a statement for every query.
 * The texts of a portal's queries are a limited set, so this is bounded.
 *
 * @param loadDatabase - called only where the fault is
 */
export function retainPreparedStatements(
  loadDatabase: () => DatabaseClass,
  nodeVersion = process.versions.node,
): void {
  if (Number(nodeVersion.split('.')[0]) < FIRST_MAJOR) return;
  const { prototype } = loadDatabase();
  const { prepare } = prototype;
  const kept = new Map<object, Map<string, object>>();
  prototype.prepare = function prepareOnce(this: object, sql: string): object {
    const statements = kept.get(this) ?? new Map<string, object>();
    kept.set(this, statements);
    const statement = statements.get(sql) ?? prepare.call(this, sql);
    statements.set(sql, statement);
    return statement;
  };
}
