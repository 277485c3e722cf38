import { decodeUtf8, encodeUtf8, hasRawBytes } from './bytes';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe.each<[title: string, given: Uint8Array, units: string]>([
  ['a byte that starts nothing', bytes(0x61, 0xff, 0x62), 'a\udcffb'],
  ['a continuation alone', bytes(0x80), '\udc80'],
  ['a sequence that is cut off', bytes(0xe2, 0x82), '\udce2\udc82'],
  ['an overlong sequence', bytes(0xc0, 0x80), '\udcc0\udc80'],
  ['an encoded surrogate', bytes(0xed, 0xa0, 0x80), '\udced\udca0\udc80'],
  [
    'a value past U+10FFFF',
    bytes(0xf4, 0x90, 0x80, 0x80),
    '\udcf4\udc90\udc80\udc80',
  ],
  [
    'good ones beside a bad one',
    bytes(0xc3, 0xa9, 0xff, 0xf0, 0x9f, 0x98, 0x80, 0xe2, 0x9c, 0x93),
    'é\udcff😀✓',
  ],
])('%s', (_, given, text) => {
  it('is kept and given back', () => {
    expect(decodeUtf8(given)).toBe(text);
    expect(hasRawBytes(text)).toBe(true);
    expect(encodeUtf8(text)).toEqual(given);
  });
});

it('gives back any bytes', () => {
  const given = new Uint8Array(256 * 256 * 4);
  for (let pair = 0; pair < 256 * 256; pair++) {
    given.set([0xe1, pair % 256, Math.floor(pair / 256), 0x41], pair * 4);
  }
  expect(Buffer.from(encodeUtf8(decodeUtf8(given))).equals(given)).toBe(true);
});

it('keeps a mark of byte order', () => {
  const given = bytes(0xef, 0xbb, 0xbf, 0x61);
  expect(decodeUtf8(given)).toBe('\ufeffa');
  expect(encodeUtf8('\ufeffa')).toEqual(given);
});
