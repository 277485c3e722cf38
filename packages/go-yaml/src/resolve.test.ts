import { createNode, Style } from './node';
import { resolveScalar, shortTagOf } from './resolve';

describe('resolveScalar', () => {
  it.each([
    ['', '!!null'],
    ['~', '!!null'],
    ['true', '!!bool'],
    ['yes', '!!str'],
    ['0', '!!int'],
    ['-0b11', '!!int'],
    ['0o7', '!!int'],
    ['08', '!!float'],
    ['1_000', '!!int'],
    ['18446744073709551615', '!!int'],
    ['18446744073709551616', '!!float'],
    ['+18446744073709551615', '!!float'],
    ['1e400', '!!str'],
    ['.5', '!!float'],
    ['.nan', '!!float'],
    ['2001-02-29', '!!str'],
    ['2000-02-29', '!!timestamp'],
    ['2001-12-14 21:59:43.10', '!!timestamp'],
    ['2001-12-14T24:00:00Z', '!!str'],
    ['190:20:30', '!!str'],
    ['word', '!!str'],
  ])('%j is %s', (value, tag) => {
    expect(resolveScalar(createNode('scalar', { value })).tag).toBe(tag);
  });

  it('follows quotes and tags', () => {
    const quoted = createNode('scalar', { value: '1', style: Style.Double });
    const tagged = createNode('scalar', { value: '1', tag: '!!float' });
    expect(resolveScalar(quoted)).toEqual({ tag: '!!str', value: '1' });
    expect(resolveScalar(tagged)).toEqual({ tag: '!!float', value: 1 });
    const wrong = createNode('scalar', { value: 'x', tag: '!!int' });
    expect(() => resolveScalar(wrong)).toThrow(
      'yaml: cannot decode !!str `x` as a !!int',
    );
  });

  it('shortTagOf names the tag of any node', () => {
    const value = createNode('scalar', { value: '1' });
    const alias = createNode('alias', { value: 'x', alias: value });
    expect(shortTagOf(alias)).toBe('!!int');
    expect(shortTagOf(createNode('mapping'))).toBe('!!map');
    const long = createNode('scalar', { tag: 'tag:yaml.org,2002:str' });
    expect(shortTagOf(long)).toBe('!!str');
  });
});
