import { TestDatabases } from '@backstage/backend-test-utils';
import { mockServices } from '@backstage/backend-test-utils';
import { ActionLog } from '../database/ActionLog';
import { InboxStore } from './InboxStore';

describe('InboxStore', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  it('tells who was first to add and to remove', async () => {
    const knex = await databases.init('SQLITE_3');
    const database = mockServices.database.mock({
      getClient: async () => knex,
    });
    await ActionLog.open(database);
    const store = await InboxStore.open(database);
    expect(await store.add('a')).toBe(true);
    expect(await store.add('a')).toBe(false);
    expect(await store.list()).toEqual(['a']);
    expect(await store.remove('a')).toBe(true);
    expect(await store.remove('a')).toBe(false);
    expect(await store.list()).toEqual([]);
  });
});
