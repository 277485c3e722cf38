import { mkdtempSync, rmSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { LazyDatabase } from './LazyDatabase';
import { loadKnex } from './loadKnex';
import { databaseFileOf, isServerUrl, openDatabase } from './openDatabase';

const scratch = mkdtempSync(join(tmpdir(), 'gitops-database-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the database of the controllers', () => {
  it('IM-4 is a file that outlives the process, for nobody else to read', async () => {
    const file = databaseFileOf(join(scratch, 'storage'));
    const row = { cluster: 'c', image: 'i', scan: 's', revision: 'r', tags: 1 };
    const first = await openDatabase(file);
    await first('gitops_image_scans').insert(row);
    await first.destroy();
    expect(statSync(file).mode % 0o1000).toBe(0o600);
    const second = await openDatabase(file);
    expect(await second('gitops_image_scans')).toEqual([row]);
    await second.destroy();
  });

  it.each(['postgres://h/d', 'postgresql://u@h/d', './x.sqlite', 'C:\\x'])(
    'is a server or a file: %s',
    location => {
      expect(isServerUrl(location)).toBe(location.startsWith('postgres'));
    },
  );

  it('says what is wrong with it', async () => {
    const file = join(scratch, 'text');
    writeFileSync(file, 'no database, but a text of some length\n'.repeat(50));
    await expect(openDatabase(file)).rejects.toMatchObject({
      name: 'DatabaseError',
      code: 'unusable',
      message: `the database ${file} can't be used: PRAGMA journal_mode = WAL - file is not a database`,
    });
  });

  it('says which packages it lacks', () => {
    expect(() => loadKnex('no-such-driver' as 'pg')).toThrow(
      'the database needs the packages knex and no-such-driver: install both beside the controllers',
    );
  });

  it('says so without the password', async () => {
    const url = 'postgres://ann:canary@127.0.0.1:1/db';
    const error = await openDatabase(url).catch(e => e);
    expect(error.message).toContain(
      "the database postgres://127.0.0.1:1/db can't be used: ",
    );
    expect(error.message).not.toContain('canary');
  });

  it('is tried again after a failure, and opened once', async () => {
    let calls = 0;
    const file = join(scratch, 'lazy.sqlite');
    const database = new LazyDatabase(async () => {
      calls += 1;
      if (calls === 1) throw new Error('not yet');
      return openDatabase(file);
    });
    await expect(database.get()).rejects.toThrow('not yet');
    const [one, two] = await Promise.all([database.get(), database.get()]);
    expect(one).toBe(two);
    expect(calls).toBe(2);
    await database.close();
  });
});
