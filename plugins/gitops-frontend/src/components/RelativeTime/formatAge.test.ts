import { textsIn } from '../../__testUtils__/textsIn';
import { formatAge } from './formatAge';

describe('formatAge', () => {
  it.each([
    [0, '0 s', '0 s'],
    [999, '0 s', '0 s'],
    [5_400, '5 s', '5 s'],
    [12 * 60_000 + 30_000, '12 min', '12 Min.'],
    [3_600_000, '1 h', '1 Std.'],
    [49 * 3_600_000, '2 d', '2 T.'],
  ])('%d ms is %s', async (ms, english, german) => {
    expect(formatAge(ms, (await textsIn('en')).t)).toBe(english);
    expect(formatAge(ms, (await textsIn('de')).t)).toBe(german);
  });
});
