import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ImageTags } from './ImageTags';
import { migrateDatabase } from './migrateDatabase';

/** Address of a PostgreSQL server; without it, only SQLite is tried. */
const POSTGRES =
  process.env.BACKSTAGE_TEST_DATABASE_POSTGRES16_CONNECTION_STRING;
const databases = TestDatabases.create({
  ids: ['SQLITE_3', ...(POSTGRES ? (['POSTGRES_16'] as const) : [])],
});
const { signal } = new AbortController();
const IMAGE = 'registry.local/org/app';

const tagsOf = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => `v${from + count - i}`);

describe.each(databases.eachSupportedId())('IM-4 tags in %s', id => {
  let knex: Knex;
  const open = (clusterName = 'one') =>
    new ImageTags({ database: async () => knex, clusterName });

  beforeAll(async () => {
    knex = await databases.init(id);
    await migrateDatabase(knex);
  }, 60_000);
  afterEach(async () => {
    await knex('gitops_image_scans').delete();
    await knex('gitops_image_tags').delete();
  });
  afterAll(() => knex?.destroy());

  it('are those of the last scan, for every replica', async () => {
    const [first, second] = [open(), open()];
    expect(await second.read(IMAGE, signal)).toBeUndefined();
    expect(await second.count(IMAGE)).toBe(0);
    const scan = { revision: '1', tags: tagsOf(9_001) };
    await first.write(IMAGE, scan, signal);
    expect(await second.read(IMAGE, signal)).toEqual(scan);
    expect(await second.count(IMAGE)).toBe(9_001);
    const next = { revision: '2', tags: tagsOf(5, 7) };
    await second.write(IMAGE, next, signal);
    expect(await first.read(IMAGE, signal)).toEqual(next);
    expect(await knex('gitops_image_tags')).toHaveLength(1);
  });

  it('are those of one cluster, by the name of the image', async () => {
    await open().write(IMAGE, { revision: '1', tags: ['a'] }, signal);
    expect(await open('two').read(IMAGE, signal)).toBeUndefined();
    await open('two').write(IMAGE, { revision: '2', tags: ['b'] }, signal);
    await open('two').delete(IMAGE);
    expect(await open('two').read(IMAGE, signal)).toBeUndefined();
    expect((await open().read(IMAGE, signal))?.tags).toEqual(['a']);
    expect(await knex('gitops_image_tags')).toHaveLength(1);
  });

  it('are read once for all policies, and written only when new', async () => {
    const tags = open();
    const scan = { revision: '1', tags: tagsOf(10) };
    await tags.write(IMAGE, scan, signal);
    const queries: string[] = [];
    const note = ({ sql }: { sql: string }) => queries.push(sql);
    knex.on('query', note);
    await Promise.all([1, 2, 3].map(() => tags.read(IMAGE, signal)));
    await tags.write(IMAGE, scan, signal);
    knex.removeListener('query', note);
    const aboutPages = queries.filter(sql => sql.includes('image_tags'));
    expect(aboutPages.map(sql => sql.split(' ')[0])).toEqual(['select']);
  });

  it('leave nothing of a scan that was stopped', async () => {
    const stop = new AbortController();
    const stopped = open().write(
      IMAGE,
      { revision: '1', tags: tagsOf(9_000) },
      stop.signal,
    );
    stop.abort();
    await expect(stopped).rejects.toThrow();
    expect(await knex('gitops_image_tags')).toEqual([]);
    expect(await open().count(IMAGE)).toBe(0);
  });

  it('of a process that crashed go in time', async () => {
    const page = { page: 0, tags: '[]' };
    const written = Date.now();
    await knex('gitops_image_tags').insert([
      { ...page, scan: 'crashed', written: written - 7200_000 },
      { ...page, scan: 'at-work', written },
    ]);
    await open().write(IMAGE, { revision: '1', tags: [] }, signal);
    expect(await knex('gitops_image_tags').pluck('scan')).toEqual(['at-work']);
  });

  it('of which a page is lost are scanned again', async () => {
    await open().write(IMAGE, { revision: '1', tags: tagsOf(9_000) }, signal);
    await knex('gitops_image_tags').where({ page: 1 }).delete();
    expect(await open().read(IMAGE, signal)).toBeUndefined();
    expect(await open().count(IMAGE)).toBe(0);
  });

  it('are written and read in turns with other work', async () => {
    const tags = tagsOf(100_000);
    let turns = 0;
    const count = setInterval(() => (turns += 1), 1);
    try {
      await open().write(IMAGE, { revision: '1', tags }, signal);
      await open().read(IMAGE, signal);
    } finally {
      clearInterval(count);
    }
    // A turn for each page at the least; times depend on the machine.
    expect(turns).toBeGreaterThan(10);
  });
});
