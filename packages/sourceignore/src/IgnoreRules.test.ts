import { IgnoreRules, readPatterns, sourceRules } from './IgnoreRules';
import { compileGlob } from './compileGlob';
import { parsePattern } from './pattern';

function verdict(line: string, path: string, isDirectory = false): string {
  return parsePattern(line).match(path.split('/'), isDirectory);
}

describe('parsePattern', () => {
  it.each<[line: string, path: string, isDirectory: boolean, expected: string]>(
    [
      ['*.txt', 'a.txt', false, 'exclude'],
      ['*.txt', 'deep/er/a.txt', false, 'exclude'],
      ['*.txt', 'a.txt/inside', false, 'exclude'],
      ['*.txt', 'a.yaml', false, 'none'],
      ['!*.txt', 'a.txt', false, 'include'],
      ['docs/', 'docs', true, 'exclude'],
      ['docs/', 'docs', false, 'none'],
      ['docs/', 'docs/readme', false, 'exclude'],
      ['docs/', 'x/docs/readme', false, 'exclude'],
      ['/docs', 'docs', true, 'exclude'],
      ['/docs', 'docs/readme', false, 'exclude'],
      ['/docs', 'x/docs', true, 'none'],
      ['a/b', 'a/b', false, 'exclude'],
      ['a/b', 'x/a/b', false, 'none'],
      ['a/*', 'a/b/c', false, 'exclude'],
      ['**/b', 'a/x/b', false, 'exclude'],
      ['**/b', 'b', false, 'exclude'],
      ['a/**', 'a/x/y', false, 'exclude'],
      ['a/**/z', 'a/x/y/z', false, 'exclude'],
      ['a/**/z', 'a/z', false, 'exclude'],
      ['a/**/z', 'b/z', false, 'none'],
      ['a**b/c', 'axb/c', false, 'none'],
      ['deploy/**/*.yaml', 'deploy/a/b.yaml', false, 'exclude'],
      ['trailing  ', 'trailing', false, 'exclude'],
      ['[ab].txt', 'b.txt', false, 'exclude'],
      ['[^ab].txt', 'b.txt', false, 'none'],
      ['\\!x', '!x', false, 'exclude'],
      ['[broken', '[broken', false, 'none'],
    ],
  )('%j on %s (directory %s): %s', (line, path, isDirectory, expected) => {
    expect(verdict(line, path, isDirectory)).toBe(expected);
  });

  it('says nothing about paths outside the directory of its file', () => {
    const pattern = parsePattern('img.png', ['sub']);
    expect(pattern.match(['sub', 'img.png'], false)).toBe('exclude');
    expect(pattern.match(['img.png'], false)).toBe('none');
    expect(pattern.match(['sub'], true)).toBe('none');
  });
});

describe('compileGlob', () => {
  it('takes time in proportion to the lengths, whatever the pattern', () => {
    const glob = compileGlob(`${'*a'.repeat(40)}b`);
    const started = performance.now();
    expect(glob('a'.repeat(250))).toBe(false);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('sourceRules', () => {
  const ignored = (own: string, paths: string[]) => {
    const rules = sourceRules(readPatterns(own));
    return paths.filter(path => rules.isIgnored(path.split('/'), false));
  };
  const paths = [
    '.gitignore',
    'a.jpg',
    'x/b.tar.gz',
    '.github/w.yml',
    'x/.sops.yaml',
    'a.yaml',
  ];

  it('has defaults while nobody gives a pattern', () => {
    expect(ignored('', paths)).toEqual(paths.slice(0, 5));
    expect(ignored('# only a comment\n\n', paths)).toEqual(paths.slice(0, 5));
  });

  it('keeps only those of version control with a pattern of the user', () => {
    expect(ignored('a.yaml', paths)).toEqual(['.gitignore', 'a.yaml']);
  });

  it('lets the last pattern win', () => {
    expect(ignored('*.yaml\n!a.yaml', ['a.yaml', 'b.yaml'])).toEqual([
      'b.yaml',
    ]);
    expect(ignored('!.gitignore', ['.gitignore'])).toEqual([]);
  });
});

describe('IgnoreRules', () => {
  it('has no patterns but those given', () => {
    const rules = new IgnoreRules(readPatterns('*.txt'));
    expect(rules.isIgnored(['.gitignore'], false)).toBe(false);
    expect(rules.isIgnored(['a.txt'], false)).toBe(true);
  });
});
