import { Random } from './index';

describe('Random', () => {
  it('repeats itself', () => {
    const draw = (seed: number | string) => {
      const random = new Random(seed);
      return random.times(50, random.next);
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw('seed')).toEqual(draw('seed'));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw('seed')).not.toEqual(draw('seeds'));
  });

  it('stays within the bounds and reaches them', () => {
    const random = new Random(1);
    const numbers = random.times(1000, () => random.between(-1, 2));
    expect([...new Set(numbers)].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2]);
    expect(random.bytes(3)).toHaveLength(3);
  });

  it('takes different members of a list', () => {
    const random = new Random(2);
    for (let i = 0; i < 100; i++) {
      const some = random.some(['a', 'b', 'c'], 1, 5);
      expect(new Set(some).size).toBe(some.length);
      expect(some.length).toBeGreaterThan(0);
    }
  });

  it('never chooses what has no weight', () => {
    const random = new Random(3);
    const chosen = random.times(200, () =>
      random.weighted([
        [0, 'never'],
        [1, 'rarely'],
        [9, 'often'],
      ]),
    );
    const count = (word: string) => chosen.filter(one => one === word).length;
    expect(count('never')).toBe(0);
    expect(count('rarely')).toBeGreaterThan(0);
    expect(count('often')).toBeGreaterThan(count('rarely'));
  });
});
