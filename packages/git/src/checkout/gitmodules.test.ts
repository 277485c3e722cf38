import { parseGitmodules, resolveSubmoduleUrl } from './gitmodules';

describe('parseGitmodules', () => {
  it('reads paths and addresses, quoted or not', () => {
    const text = [
      '[submodule "lib"]',
      '\tpath = vendor/lib',
      '\turl = ../lib.git',
      '\tbranch = main',
      '[submodule "odd"]',
      '  url="https://example.com/a \\"b\\".git"',
      '  path = "with space"',
      '[submodule "incomplete"]',
      '  path = nowhere',
    ].join('\n');
    expect([...parseGitmodules(text)]).toEqual([
      ['vendor/lib', '../lib.git'],
      ['with space', 'https://example.com/a "b".git'],
    ]);
  });
});

describe('resolveSubmoduleUrl', () => {
  it.each([
    ['../lib.git', 'https://example.com/org/lib.git'],
    ['../../other/lib', 'https://example.com/other/lib'],
    ['./inner', 'https://example.com/org/app.git/inner'],
    ['https://elsewhere.com/lib/', 'https://elsewhere.com/lib'],
  ])('takes %s to %s', (url, expected) => {
    expect(resolveSubmoduleUrl('https://example.com/org/app.git', url)).toBe(
      expected,
    );
  });

  it.each(['git@example.com:lib.git', 'file:///etc', '/srv/lib'])(
    'refuses %s',
    url => {
      expect(() => resolveSubmoduleUrl('https://example.com/a', url)).toThrow(
        expect.objectContaining({ code: 'unsupported' }),
      );
    },
  );
});
