import { globMatcher } from './globMatcher';
import { pathMatch, PatternError } from './pathMatch';
import { goQuote } from './goQuote';

describe('pathMatch', () => {
  it.each([
    ['*.yaml', 'a.yaml', true],
    ['*.yaml', 'a/b.yaml', false],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['[^a-c]x', 'dx', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['templates/.?*', 'templates/.x', true],
    ['', '', true],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(pathMatch(pattern, name)).toBe(expected);
  });

  it.each(['[', '[a', '[]a]', 'a\\', '[-]', '[a-]'])(
    '%s is malformed',
    pattern => {
      expect(() => pathMatch(pattern, 'a')).toThrow(PatternError);
    },
  );
});

describe('globMatcher', () => {
  it.each([
    ['conf/*', 'conf/a.ini', true],
    ['conf/*', 'conf/deep/a.ini', false],
    ['**.ini', 'conf/deep/a.ini', true],
    ['conf/**', 'conf/deep/a.ini', true],
    ['{a,b}.txt', 'b.txt', true],
    ['{a,b*/{c,d}}', 'bx/d', true],
    ['[!a-c].txt', 'd.txt', true],
    ['[abc].txt', 'b.txt', true],
    ['a\\*', 'a*', true],
    ['a.b', 'axb', false],
    ['{unclosed', 'anything', true],
    ['[', 'anything', true],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(globMatcher(pattern)(name)).toBe(expected);
  });

  it('takes no time for a hostile pattern', () => {
    const started = performance.now();
    globMatcher(`${'*a'.repeat(12)}b`)('a'.repeat(60));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('goQuote', () => {
  it.each([
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['\n\t\x07\x7f', '"\\n\\t\\a\\x7f"'],
    ['é😀\u200b', '"é😀\\u200b"'],
  ])('%j', (text, expected) => {
    expect(goQuote(text)).toBe(expected);
  });
});
