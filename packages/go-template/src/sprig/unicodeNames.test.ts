import { withShortUnicodeNames } from './unicodeNames';

describe('withShortUnicodeNames', () => {
  it.each([
    ['\\p{Letter}', '\\p{L}'],
    ['[\\P{decimal number}x]', '[\\P{Nd}x]'],
    ['\\p{^Uppercase_Letter}', '\\p{^Lu}'],
    ['\\p{L}\\p{Greek}\\pN', '\\p{L}\\p{Greek}\\pN'],
    ['\\p{Nonsense}', '\\p{Nonsense}'],
    ['\\\\p{Letter}', '\\\\p{Letter}'],
    ['p{Letter}', 'p{Letter}'],
  ])('%s becomes %s', (pattern, expected) => {
    expect(withShortUnicodeNames(pattern)).toBe(expected);
  });
});
