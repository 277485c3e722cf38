import { KubeObject } from '../json';
import { Store } from './Store';

const object = (name: string, namespace?: string) =>
  ({
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: { name, namespace, uid: name },
  } as unknown as KubeObject);

describe('Store', () => {
  it('lists in the order of namespace and name', () => {
    const store = new Store();
    [object('b', 'y'), object('a', 'y'), object('c', 'x')].forEach(item =>
      store.put('things', item),
    );
    expect(store.list('things').map(({ metadata }) => metadata.name)).toEqual([
      'c',
      'a',
      'b',
    ]);
    expect(store.list('things', 'y')).toHaveLength(2);
  });

  it('gives every write the next revision and tells listeners', () => {
    const store = new Store();
    const seen: string[] = [];
    store.subscribe('things', ({ type, revision }) =>
      seen.push(`${type} ${revision}`),
    );
    store.put('things', object('a'));
    store.put('things', object('a'));
    store.remove('things', object('a'));
    expect(seen).toEqual(['ADDED 2', 'MODIFIED 3', 'DELETED 4']);
  });

  it('answers what happened since a revision while it remembers', () => {
    const store = new Store(2);
    store.put('things', object('a'));
    store.put('things', object('b'));
    store.put('things', object('c'));
    expect(
      store
        .since('things', 2)
        ?.map(({ object: { metadata } }) => metadata.name),
    ).toEqual(['b', 'c']);
    expect(store.since('things', 1)).toBeUndefined();
  });

  it('lets nobody resume from before its history was dropped', () => {
    const store = new Store();
    store.put('things', object('a'));
    store.forgetHistory();
    expect(store.since('things', 1)).toBeUndefined();
    expect(store.since('things', store.currentRevision)).toEqual([]);
  });
});
