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

describe('SC-31 .gitmodules', () => {
  const read = (text: string) => Object.fromEntries(parseGitmodules(text));
  const lib = { 'libs/a': '../lib.git' };

  // What Flux's go-git or Git itself has filled.
  it.each([
    [
      'comments',
      '[submodule "a"] # one\n path = libs/a ; note\n url = ../lib.git # two\n',
    ],
    ['case', '[SubModule "a"]\nPATH = libs/a\nUrl = ../lib.git\n'],
    [
      'a section in two parts',
      '[submodule "a"]\npath = libs/a\n[core]\nx = y\n[submodule "a"]\nurl = ../lib.git\n',
    ],
    [
      'a continued line',
      '[submodule "a"]\npath = li\\\nbs/a\nurl = ../lib.git',
    ],
    ['quotes', '[submodule "a"]\npath = "libs"/a\nurl = "../lib.git"\n'],
    ['dots', '[submodule.a]\npath = libs/a\nurl = ../lib.git\n'],
    ['one line', '[submodule "a"] path = libs/a\nurl = ../lib.git\n'],
    ['CRLF', '[submodule "a"]\r\npath = libs/a\r\nurl = ../lib.git\r\n'],
    ['a BOM', '\ufeff[submodule "a"]\npath = libs/a\nurl = ../lib.git\n'],
    [
      'the last value',
      '[submodule "a"]\npath = z\npath = libs/a\nurl = y\nurl = ../lib.git\n',
    ],
    ['escapes', '[submodule "a\\"b\\\\c"]\npath = libs/a\nurl = ../lib.git\n'],
  ])('reads %s', (_, text) => {
    expect(read(text)).toEqual(lib);
  });

  it('tells names in another case apart', () => {
    const text =
      '[submodule "a"]\npath = x\nurl = u\n[submodule "A"]\npath = y\nurl = v';
    expect(read(text)).toEqual({ x: 'u', y: 'v' });
  });

  it.each([
    ['no subsection', '[submodule]\npath = libs/a\nurl = ../lib.git\n'],
    ['a name that leads up', '[submodule "../a"]\npath = libs/a\nurl = u\n'],
    ['a path that leads up', '[submodule "a"]\npath = libs/../a\nurl = u\n'],
    ['another section', '[other "a"]\npath = libs/a\nurl = u\n'],
  ])('leaves out %s', (_, text) => {
    expect(read(text)).toEqual({});
  });

  it.each([
    ['what is this', 'bad config line 1'],
    ['[submodule "a"]\npath\nurl = u', 'missing value for "submodule.a.path"'],
    ['[submodule "a"]\npath = libs/\\a', 'bad config line 2'],
  ])('refuses %j', (text, message) => {
    expect(() => parseGitmodules(text)).toThrow(
      expect.objectContaining({ code: 'protocol', message }),
    );
  });

  it.each(['', 'url =\n', 'url = ""\n'])(
    'refuses a submodule of the tree without an address: %j',
    url => {
      const text = `[submodule "a"]\npath = libs/a\n${url}`;
      expect(() => parseGitmodules(text, ['libs/a'])).toThrow(
        'no url found for submodule path "libs/a" in .gitmodules',
      );
      expect(() => parseGitmodules(text, ['libs/b'])).not.toThrow();
    },
  );
});

describe('resolveSubmoduleUrl', () => {
  it.each([
    ['../lib.git', 'https://example.com/org/lib.git'],
    ['../../other/lib', 'https://example.com/other/lib'],
    ['./inner', 'https://example.com/org/app.git/inner'],
    ['https://elsewhere.com/lib/', 'https://elsewhere.com/lib'],
    [
      'ssh://git@example.com:2222/lib.git',
      'ssh://git@example.com:2222/lib.git',
    ],
    ['git@example.com:org/lib.git', 'ssh://git@example.com/org/lib.git'],
    ['example.com:/srv/lib.git', 'ssh://example.com/srv/lib.git'],
  ])('takes %s to %s', (url, expected) => {
    expect(resolveSubmoduleUrl('https://example.com/org/app.git', url)).toBe(
      expected,
    );
  });

  it.each([
    ['../lib.git', 'ssh://git@example.com:2222/org/lib.git'],
    ['../../../../lib', 'ssh://git@example.com:2222/lib'],
  ])('takes %s from an address of ssh to %s', (url, expected) => {
    const base = 'ssh://git@example.com:2222/org/app.git';
    expect(resolveSubmoduleUrl(base, url)).toBe(expected);
  });

  it.each(['file:///etc', '/srv/lib', 'ext::sh -c x', 'git://example.com/a'])(
    'refuses %s',
    url => {
      expect(() => resolveSubmoduleUrl('https://example.com/a', url)).toThrow(
        expect.objectContaining({ code: 'unsupported' }),
      );
    },
  );
});
