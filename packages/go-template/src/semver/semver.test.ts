import { parseConstraint, satisfies } from './constraint';
import { compareVersions, parseVersion, versionText } from './version';

const check = (constraint: string, version: string) =>
  satisfies(parseVersion(version), parseConstraint(constraint));

describe('versions', () => {
  it.each([
    ['1.2.3', '1.2.3'],
    ['v1.2', '1.2.0'],
    ['4', '4.0.0'],
    ['1.2.3-rc.1+build.5', '1.2.3-rc.1+build.5'],
  ])('%s is %s', (text, full) => {
    expect(versionText(parseVersion(text))).toBe(full);
  });

  it.each(['', 'x', '1.2.3.4', '1.2.3-', '1.02.3-01', 'V1'])(
    'refuses %j',
    text => {
      expect(() => parseVersion(text)).toThrow();
    },
  );

  it('are in order, releases after their pre-releases', () => {
    const ordered = [
      '1.0.0-1',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0',
      '1.0.1',
      '1.10.0',
    ].map(parseVersion);
    const shuffled = [...ordered].reverse().sort(compareVersions);
    expect(shuffled).toEqual(ordered);
  });

  it('are equal whatever their metadata', () => {
    const [a, b] = ['1.0.0+a', '1.0.0+b'].map(parseVersion);
    expect(compareVersions(a, b)).toBe(0);
  });
});

describe('constraints', () => {
  it.each([
    ['^1.2', '1.9.0'],
    ['^0.2.3', '0.2.9'],
    ['~1.2', '1.2.9'],
    ['~1', '1.9.9'],
    ['1.x', '1.5.0'],
    ['1.2 - 1.4', '1.4.0'],
    ['>=1.0 <2.0', '1.5.0'],
    ['>=1.0, <2.0', '1.5.0'],
    ['<1 || >=2', '2.0.0'],
    ['*', '3.2.1'],
    ['!=1.2.3', '1.2.4'],
    ['>=1.0.0-0', '1.2.0-rc.1'],
  ])('%s takes %s', (constraint, version) => {
    expect(check(constraint, version)).toBe(true);
  });

  it.each([
    ['^1.2', '2.0.0'],
    ['^0.2.3', '0.3.0'],
    ['~1.2', '1.3.0'],
    ['1.2 - 1.4', '1.5.0'],
    ['*', '3.2.1-rc.1'],
    ['>=1.0.0', '1.2.0-rc.1'],
    ['!=1.x', '1.4.0'],
    ['>1.2', '1.2.9'],
  ])('%s refuses %s', (constraint, version) => {
    expect(check(constraint, version)).toBe(false);
  });

  it.each(['', 'latest', '>=', '1.2.3.4 || 2', '>1 <'])(
    '%j is none',
    constraint => {
      expect(() => parseConstraint(constraint)).toThrow('improper constraint');
    },
  );
});
