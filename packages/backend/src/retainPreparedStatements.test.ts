import { retainPreparedStatements } from './retainPreparedStatements';

/** Counts what is prepared; `run` gives a new object each time, as SQLite does. */
function createClass() {
  return class Database {
    prepared: string[] = [];

    prepare(sql: string): object {
      if (sql.startsWith('broken')) throw new Error('syntax error');
      this.prepared.push(sql);
      return { sql };
    }
  };
}

describe('retainPreparedStatements', () => {
  it('prepares a text once for each database', () => {
    const Database = createClass();
    retainPreparedStatements(() => Database, '24.21.0');
    const [one, other] = [new Database(), new Database()];
    const first = one.prepare('select 1');
    expect(one.prepare('select 1')).toBe(first);
    expect(one.prepare('select 2')).not.toBe(first);
    expect(other.prepare('select 1')).not.toBe(first);
    expect(one.prepared).toEqual(['select 1', 'select 2']);
  });

  it('keeps nothing of a text that cannot be prepared', () => {
    const Database = createClass();
    retainPreparedStatements(() => Database, '24.21.0');
    const database = new Database();
    expect(() => database.prepare('broken')).toThrow('syntax error');
    expect(() => database.prepare('broken')).toThrow('syntax error');
  });

  it.each(['20.20.2', '22.23.3'])('leaves Node.js %s alone', version => {
    const Database = createClass();
    retainPreparedStatements(() => Database, version);
    const database = new Database();
    expect(database.prepare('a')).not.toBe(database.prepare('a'));
  });
});
