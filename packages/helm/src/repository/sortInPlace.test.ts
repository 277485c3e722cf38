import { sortInPlace } from './sortInPlace';

/** Pairs of a rank and a place; the generator is a linear congruence. */
function pairs(length: number, ranks: number): [number, number][] {
  let state = length;
  return Array.from({ length }, (_, place) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return [Math.floor(state / 65536) % ranks, place];
  });
}

const byRank = (a: [number, number], b: [number, number]) => a[0] < b[0];

describe('sortInPlace', () => {
  it.each([0, 1, 12, 13, 49, 50, 51, 200, 2000])(
    'sorts %i items and loses none',
    length => {
      const items = pairs(length, 40);
      const sorted = [...items];
      sortInPlace(sorted, byRank);
      const ranks = sorted.map(([rank]) => rank);
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      expect(new Set(sorted)).toEqual(new Set(items));
    },
  );

  it('sorts what rises, falls or is all the same', () => {
    const rising = Array.from({ length: 300 }, (_, rank) => rank);
    const inputs = [rising, [...rising].reverse(), rising.map(() => 1)];
    for (const input of inputs) {
      const sorted = [...input];
      sortInPlace(sorted, (a, b) => a < b);
      expect(sorted).toEqual([...input].sort((a, b) => a - b));
    }
  });

  it("leaves items of equal rank where Go's sort.Sort leaves them", () => {
    const sorted = pairs(60, 4);
    sortInPlace(sorted, byRank);
    expect(sorted.map(([, place]) => place)).toEqual(GO_ORDER);
  });
});

/** Recorded with Go 1.26. */
const GO_ORDER: number[] = [
  27, 49, 2, 59, 58, 57, 1, 33, 15, 36, 52, 11, 12, 22, 19, 47, 16, 45, 41, 28,
  40, 38, 48, 23, 9, 34, 50, 56, 44, 0, 4, 5, 32, 26, 25, 6, 55, 51, 21, 10, 13,
  18, 46, 43, 7, 17, 42, 14, 20, 39, 8, 37, 29, 53, 54, 24, 35, 31, 30, 3,
];
