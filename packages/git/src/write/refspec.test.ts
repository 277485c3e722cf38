import { branchReference, parseRefspec } from './refspec';

describe('parseRefspec', () => {
  it.each([
    ['HEAD:refs/for/main', 'HEAD', 'refs/for/main', false],
    ['refs/heads/a:refs/heads/b', 'refs/heads/a', 'refs/heads/b', false],
    ['+main:release/1.x', 'refs/heads/main', 'refs/heads/release/1.x', true],
    ['refs/heads/main', 'refs/heads/main', 'refs/heads/main', false],
    [':refs/heads/old', undefined, 'refs/heads/old', false],
    [`${'a'.repeat(40)}:refs/tags/v1`, 'a'.repeat(40), 'refs/tags/v1', false],
  ])('reads %s', (text, source, destination, force) => {
    expect(parseRefspec(text)).toEqual({ source, destination, force });
  });

  it.each([
    '',
    ':',
    'HEAD',
    'HEAD:',
    'HEAD:HEAD',
    'a:b:c',
    'HEAD:refs/heads/a..b',
    'HEAD:refs/heads/a b',
    'HEAD:refs/heads/a\n0000',
    'HEAD:refs/heads/.a',
    'HEAD:refs/heads/a.lock',
    'HEAD:refs/heads/a//b',
    'HEAD:refs/heads/@{1}',
    'HEAD:refs/heads/~x',
    `HEAD:refs/heads/${'x'.repeat(2000)}`,
  ])('refuses %j', text => {
    expect(() => parseRefspec(text)).toThrow(
      expect.objectContaining({ code: 'invalid-option' }),
    );
  });

  it('says that it takes no patterns', () => {
    expect(() => parseRefspec('refs/heads/*:refs/heads/*')).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });
});

describe('branchReference', () => {
  it.each(['main', 'feat/x', 'ü', 'a.b'])('takes %s', branch => {
    expect(branchReference(branch)).toBe(`refs/heads/${branch}`);
  });

  it.each(['', '-x', 'HEAD', 'a b', '../x', 'a/', 'x.lock'])(
    'refuses %j',
    branch => {
      expect(() => branchReference(branch)).toThrow(
        expect.objectContaining({ code: 'invalid-option' }),
      );
    },
  );
});
