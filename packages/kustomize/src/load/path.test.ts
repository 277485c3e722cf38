import {
  baseName,
  dirName,
  isInOrBelow,
  joinPath,
  normalizePath,
} from './path';

// The answers of Go's path/filepath: Clean, Join, Dir, Base.
describe('paths', () => {
  it.each([
    ['', '.'],
    ['.', '.'],
    ['a//b/./c', 'a/b/c'],
    ['a/../../b', '../b'],
    ['/../a', '/a'],
    ['a/b/..', 'a'],
    ['../..', '../..'],
    ['/', '/'],
    ['a/', 'a'],
  ])('normalize %j to %j', (path, expected) => {
    expect(normalizePath(path)).toBe(expected);
  });

  it.each([
    [['a', 'b'], 'a/b'],
    [['/a', '../b'], '/b'],
    [['', ''], ''],
    [['', 'a'], 'a'],
    [['/a', '/b'], '/a/b'],
    [['a', ''], 'a'],
  ])('join %j to %j', (parts, expected) => {
    expect(joinPath(...parts)).toBe(expected);
  });

  it.each([
    ['/a/b', '/a', 'b'],
    ['/a', '/', 'a'],
    ['a', '.', 'a'],
    ['/', '/', '/'],
    ['', '.', '.'],
    ['a/b/', 'a/b', 'b'],
  ])('split %j into %j and %j', (path, directory, base) => {
    expect([dirName(path), baseName(path)]).toEqual([directory, base]);
  });

  it.each([
    ['/a/b', '/a', true],
    ['/a', '/a', true],
    ['/ab', '/a', false],
    ['/a', '/a/b', false],
    ['/a', '/', true],
  ])('%j in or below %j: %s', (path, directory, expected) => {
    expect(isInOrBelow(path, directory)).toBe(expected);
  });
});
