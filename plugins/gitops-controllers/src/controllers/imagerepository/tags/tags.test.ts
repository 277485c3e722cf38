import { Random } from '@backstage-gitops/random';
import { compareStrings } from '@backstage-gitops/go-template';
import { Adler32 } from './adler32';
import { checksumOf } from './checksumOf';
import { sortDescending } from './sortDescending';

const { signal } = new AbortController();

describe('IM-2 tags of a scan', () => {
  it.each([
    ['', 1],
    ['Wikipedia', 0x11e60398],
    ['a'.repeat(100_000), 2036730701],
  ])('have the checksum of RFC 1950', (text, expected) => {
    const checksum = new Adler32();
    checksum.update(text);
    expect(checksum.value).toBe(expected);
  });

  it.each<[string[], string]>([
    [[], '18153657'],
    [['b', 'a'], '183370288'],
    [['<&>\u2028'], '1938360259'],
  ])('have the checksum of Go’s JSON', async (tags, expected) => {
    expect(await checksumOf(tags, signal)).toBe(expected);
  });

  it('have one checksum however long the list', async () => {
    const tags = Array.from({ length: 3_500 }, (_, i) => `t${i}`);
    const whole = new Adler32();
    whole.update(JSON.stringify(tags));
    expect(await checksumOf(tags, signal)).toBe(String(whole.value));
  });

  it('are sorted by their bytes, the last first', async () => {
    const random = new Random(5);
    const letters = ['a', 'b', '-', '.', '0', '9', '\uffff', '\u{1f600}'];
    for (const alphabet of [letters, letters.slice(0, 6)]) {
      const tags = Array.from({ length: 10_000 }, () =>
        Array.from({ length: 6 }, () => random.pick(alphabet)).join(''),
      );
      const expected = [...tags].sort(compareStrings).reverse();
      expect(await sortDescending(tags, signal)).toEqual(expected);
    }
    expect(await sortDescending([], signal)).toEqual([]);
  });
});
