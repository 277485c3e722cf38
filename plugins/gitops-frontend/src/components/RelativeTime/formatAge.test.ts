import { formatAge } from './formatAge';

describe('formatAge', () => {
  it.each([
    [0, '0 s'],
    [999, '0 s'],
    [5_400, '5 s'],
    [12 * 60_000 + 30_000, '12 min'],
    [3_600_000, '1 h'],
    [49 * 3_600_000, '2 d'],
  ])('%d ms is %s', (ms, text) => expect(formatAge(ms)).toBe(text));
});
