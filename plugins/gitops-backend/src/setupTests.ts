/**
 * On Node.js 24.19 and later the garbage collector ends the process when it
 * takes an object of SQLite (see retainPreparedStatements.ts of packages/backend). What
 * a test file leaves behind is collected while the next one runs, so it is
 * kept where all files of a worker meet: on a module of Node.js itself.
 */
import * as shared from 'node:v8';

const KEPT = Symbol.for('backstage-gitops.sqlite');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  const holder = shared as unknown as { [KEPT]?: object[] };
  const kept = (holder[KEPT] ??= []);
  const { prototype } = jest.requireActual('better-sqlite3');
  const { prepare } = prototype;
  prototype.prepare = function prepareAndKeep(this: object, sql: string) {
    const statement = prepare.call(this, sql);
    kept.push(this, statement);
    return statement;
  };
}
