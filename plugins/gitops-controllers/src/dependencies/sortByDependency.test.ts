import { sortByDependency } from './sortByDependency';
import { kustomization } from '../controllers/kustomization/testing/objects';

const on = (...names: string[]) => ({
  dependsOn: names.map(name => ({ name })),
});

function sort(...objects: ReturnType<typeof kustomization>[]) {
  const { sorted, cycles } = sortByDependency(objects);
  return { sorted: sorted.map(object => object.metadata.name), cycles };
}

describe('sortByDependency', () => {
  it('KS-7 puts every object after what it depends on', () => {
    expect(
      sort(
        kustomization('c', on('b')),
        kustomization('b', on('a')),
        kustomization('a'),
      ),
    ).toEqual({ sorted: ['a', 'b', 'c'], cycles: [] });
  });

  it('keeps the given order where nothing depends', () => {
    expect(sort(kustomization('b'), kustomization('a')).sorted).toEqual([
      'b',
      'a',
    ]);
  });

  it('does not mind dependencies that are not in the list', () => {
    expect(sort(kustomization('a', on('elsewhere'))).sorted).toEqual(['a']);
  });

  it('KS-7 DB-3 names a cycle and still starts everybody', () => {
    const result = sort(
      kustomization('a', on('b')),
      kustomization('b', on('a')),
      kustomization('free'),
      kustomization('after', on('free')),
    );
    expect(result.cycles).toEqual([['ns/a', 'ns/b', 'ns/a']]);
    expect([...result.sorted].sort()).toEqual(['a', 'after', 'b', 'free']);
    expect(result.sorted.indexOf('free')).toBeLessThan(
      result.sorted.indexOf('after'),
    );
  });

  it('names an object that depends on itself', () => {
    expect(sort(kustomization('a', on('a'))).cycles).toEqual([
      ['ns/a', 'ns/a'],
    ]);
  });

  it('takes a namespace of its own in a dependency', () => {
    const other = kustomization('b');
    other.metadata.namespace = 'other';
    const first = kustomization('a', {
      dependsOn: [{ name: 'b', namespace: 'other' }],
    });
    expect(sort(first, other).sorted).toEqual(['b', 'a']);
  });
});
