import { decodeName, encodeName, hasRawBytes, showName } from './names';

const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes);

describe('names', () => {
  it.each<[string, string, Uint8Array]>([
    ['ASCII', 'a\\b', bytesOf(0x61, 0x5c, 0x62)],
    ['UTF-8', 'ü𝄞', new TextEncoder().encode('ü𝄞')],
    ['a byte order mark', '\ufeffa', bytesOf(0xef, 0xbb, 0xbf, 0x61)],
    ['bytes that are none', 'a\udcff\udcfe', bytesOf(0x61, 0xff, 0xfe)],
    ['a character that is cut', 'a\udcc3', bytesOf(0x61, 0xc3)],
    ['a surrogate in UTF-8', '\udced\udca0\udc80', bytesOf(0xed, 0xa0, 0x80)],
    ['both', '\udcffü', bytesOf(0xff, 0xc3, 0xbc)],
  ])('keep %s', (_, text, bytes) => {
    expect(decodeName(bytes)).toBe(text);
    expect(encodeName(text)).toEqual(bytes);
  });

  it('keep every pair of bytes', () => {
    for (let pair = 0; pair < 65536; pair += 7) {
      const bytes = bytesOf(pair >> 8, pair & 0xff);
      expect(encodeName(decodeName(bytes))).toEqual(bytes);
    }
  });

  it('are shown without what messages can not hold', () => {
    expect(showName('a"\udcff\n\u{1f480}')).toBe('"a\\"\\xff\\n\u{1f480}"');
  });

  it('tell raw bytes from halves of pairs', () => {
    expect(hasRawBytes('a\udc80')).toBe(true);
    expect(hasRawBytes('\u{1f480}')).toBe(false);
  });
});
