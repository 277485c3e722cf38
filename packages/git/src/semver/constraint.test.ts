import { SemVer } from 'semver';
import { parseConstraint } from './constraint';
import { selectTags } from './selectTag';

const VERSIONS = [
  '0.0.3',
  '0.2.3',
  '0.3.0',
  '1.0.0',
  '1.2.3',
  '1.2.4',
  '1.3.0-beta.1',
  '1.3.0',
  '2.0.0',
  '11.1.0',
];

// Expected values follow the rules of Masterminds/semver v3.
describe('parseConstraint', () => {
  it.each<[string, string[]]>([
    ['*', VERSIONS.filter(version => !version.includes('-'))],
    ['1.2.3', ['1.2.3']],
    ['=1.2.3', ['1.2.3']],
    ['1.2', ['1.2.3', '1.2.4']],
    ['1.x', ['1.0.0', '1.2.3', '1.2.4', '1.3.0']],
    ['>=1.2 <1.3', ['1.2.3', '1.2.4']],
    ['>=1.2, <1.3', ['1.2.3', '1.2.4']],
    ['>1', ['2.0.0', '11.1.0']],
    ['>1.2', ['1.3.0', '2.0.0', '11.1.0']],
    ['<=1.2', ['0.0.3', '0.2.3', '0.3.0', '1.0.0', '1.2.3', '1.2.4']],
    ['<1', ['0.0.3', '0.2.3', '0.3.0']],
    ['~1.2.3', ['1.2.3', '1.2.4']],
    ['~1', ['1.0.0', '1.2.3', '1.2.4', '1.3.0']],
    ['^1.2', ['1.2.3', '1.2.4', '1.3.0']],
    ['^0.2', ['0.2.3']],
    ['^0.0.3', ['0.0.3']],
    ['1.2.3 - 1.3', ['1.2.3', '1.2.4', '1.3.0']],
    ['0.3.0 || >=2', ['0.3.0', '2.0.0', '11.1.0']],
    ['!=1.x', ['0.0.3', '0.2.3', '0.3.0', '2.0.0', '11.1.0']],
    ['>=1.3.0-0 <1.4', ['1.3.0']],
    ['~1.3.0-0', ['1.3.0-beta.1', '1.3.0']],
    ['>= 1.2.4 < 2', ['1.2.4', '1.3.0']],
  ])('%s admits the right versions', (range, expected) => {
    const constraint = parseConstraint(range);
    expect(
      VERSIONS.filter(version => constraint.check(new SemVer(version))),
    ).toEqual(expected);
  });

  it.each(['', 'abc', '1.2.3.4', '>=', '1 ||', '>>1'])('refuses %j', range => {
    expect(() => parseConstraint(range)).toThrow(/improper constraint/);
  });
});

describe('selectTags', () => {
  it('takes only tags of three parts, a leading v allowed', () => {
    expect(
      selectTags(['v1.0.0', '1.2', 'v3', 'x4.0.0', 'latest'], '*'),
    ).toEqual(['v1.0.0']);
  });

  it('returns all tags of one version', () => {
    expect(selectTags(['1.0.0+a', 'v1.0.0+b', '0.9.0'], '>=0')).toEqual([
      '1.0.0+a',
      'v1.0.0+b',
    ]);
  });

  it('says that no tag matches', () => {
    expect(() => selectTags(['1.0.0-rc.1'], '>=1.0.0')).toThrow(
      'no match found for semver: >=1.0.0',
    );
  });
});
