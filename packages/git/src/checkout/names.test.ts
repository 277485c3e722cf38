import { isGitmodules, isUnsafeName } from './names';

// What Flux's go-git 5.19.1 has written, and what it has refused.
describe('isUnsafeName', () => {
  it.each([
    ...['.gitignore', '.github', '.gitmodules', 'git', 'a.git', '...', '~'],
    ...[
      'mnt-my\\x2ddata.mount',
      'back\\slash',
      '\\x',
      'x\\',
      'git~2',
      'GIT~10',
    ],
    ...['git~1 x', 'raw\udcff', 'a:b', 'C:', ' ', 'trailing.', 'a*b?', '-x'],
    ...['console', 'nullable.txt', 'com10', '.g\u200citmodules', '\ufeffbom'],
  ])('takes %j', name => {
    expect(isUnsafeName(name)).toBe(false);
  });

  it.each([
    ...['', '.', '..', 'a/b', '\\', 'x\\..\\y', 'x\\.\\y', '..\\x'],
    ...['.git', '.GIT', '.git.', '.git ', '.git:x', '.git::$INDEX', 'git~1'],
    ...['GIT~1.', 'x\\.git', 'x\\.git\\c', '.g\u200cit', '\ufeff.git'],
    ...['a\nb', 'a\tb', 'a\0b', 'a\x7f', 'CON', 'nul.txt', 'com1', 'aux '],
  ])('refuses %j', name => {
    expect(isUnsafeName(name)).toBe(true);
  });
});

describe('isGitmodules', () => {
  it.each([
    '.gitmodules',
    '.GITMODULES',
    '.gitmodules .',
    'gitmod~1',
    'GI7EBA~1',
  ])('knows %j', name => {
    expect(isGitmodules(name)).toBe(true);
  });

  it.each(['.gitmodule', 'gitmodules', 'gitmod~5', '.gitmodules2'])(
    'does not take %j for it',
    name => {
      expect(isGitmodules(name)).toBe(false);
    },
  );
});
