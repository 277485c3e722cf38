import { unusable } from './locators/LocatedCluster';
import type { LocatedCluster } from './locators/LocatedCluster';
import { mergeClusters } from './mergeClusters';

const named = (name: string): LocatedCluster =>
  unusable({ name, source: 'config' }, 'missing-credentials', 'no token');

const namesOf = (names: string[], modes: string[] = []) =>
  mergeClusters(
    names.map(named),
    new Map(modes.map(name => [name, { controllers: 'run' as const }])),
    true,
  ).map(({ name, located }) => [
    name,
    located.target.type === 'none' ? located.target.problem.code : undefined,
  ]);

describe('mergeClusters', () => {
  it.each([
    [['a', 'a', 'a#2']],
    [['a#2', 'a', 'a']],
    [['a', 'a', 'a#2', 'a#2', 'a#2#2', 'a']],
  ])('gives each of %j a name of its own, and hides no problem', names => {
    const merged = namesOf(names);
    expect(new Set(merged.map(([name]) => name)).size).toBe(names.length);
    const duplicates = merged.filter(([, code]) => code === 'duplicate-name');
    expect(duplicates).toHaveLength(names.length - new Set(names).size);
  });

  it('keeps apart a duplicate and a mode of its name', () => {
    expect(namesOf(['a', 'a'], ['a#2'])).toEqual([
      ['a', 'missing-credentials'],
      ['a#3', 'duplicate-name'],
      ['a#2', 'unknown-cluster'],
    ]);
  });
});
