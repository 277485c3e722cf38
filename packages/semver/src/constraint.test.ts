import { parseConstraint } from './constraint';
import { SemverError } from './errors';
import { compareVersions, parseStrictVersion, parseVersion } from './version';

const matching = (range: string, versions: readonly string[]) =>
  versions.filter(text => parseConstraint(range).check(parseVersion(text)));

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

describe('parseConstraint', () => {
  it.each<[string, string[]]>([
    ['*', VERSIONS.filter(version => !version.includes('-'))],
    ['1.2.3', ['1.2.3']],
    ['1.2', ['1.2.3', '1.2.4']],
    ['1.x', ['1.0.0', '1.2.3', '1.2.4', '1.3.0']],
    ['>=1.2, <1.3', ['1.2.3', '1.2.4']],
    ['>1', ['2.0.0', '11.1.0']],
    ['>1.2', ['1.3.0', '2.0.0', '11.1.0']],
    ['<=1.2', ['0.0.3', '0.2.3', '0.3.0', '1.0.0', '1.2.3', '1.2.4']],
    ['~1.2.3', ['1.2.3', '1.2.4']],
    ['~1', ['1.0.0', '1.2.3', '1.2.4', '1.3.0']],
    ['^1.2', ['1.2.3', '1.2.4', '1.3.0']],
    ['^0.2', ['0.2.3']],
    ['^0.0.3', ['0.0.3']],
    ['1.2.3 - 1.3', ['1.2.3', '1.2.4', '1.3.0']],
    ['0.3.0 || >=2', ['0.3.0', '2.0.0', '11.1.0']],
    ['!=1.x', ['0.0.3', '0.2.3', '0.3.0', '2.0.0', '11.1.0']],
  ])('%s admits the right versions', (range, expected) => {
    expect(matching(range, VERSIONS)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['>=1.0.0-0 <2.0.0', ['1.4.0', '1.5.0-rc.1']],
    ['>=1.0.0 <2.0.0-0', ['1.4.0', '1.5.0-rc.1']],
    ['1.0.0-0 - 1.9.0', ['1.4.0', '1.5.0-rc.1']],
    ['1.x || >=3.0.0-0', ['1.4.0', '3.0.0-rc.1']],
    ['>=1.0.0 <2.0.0', ['1.4.0']],
  ])(
    '%s: one part with a pre-release opens its whole group',
    (range, expected) => {
      const versions = ['1.4.0', '1.5.0-rc.1', '3.0.0-rc.1'];
      expect(matching(range, versions)).toEqual(expected);
    },
  );

  it('admits pre-releases where that is asked for', () => {
    const version = parseVersion('1.5.0-rc.1');
    const range = parseConstraint('1.x');
    expect(range.check(version)).toBe(false);
    expect(range.check(version, { includePrerelease: true })).toBe(true);
  });

  it('takes leading zeros as calendar versions have them', () => {
    const versions = ['2025.11.1', '2026.02.0', 'v2026.03.01'];
    expect(matching('2026.x', versions)).toEqual(['2026.02.0', 'v2026.03.01']);
    expect(matching('>=2026.03.1', versions)).toEqual(['v2026.03.01']);
  });

  it('tells numbers apart that are equal as floating point', () => {
    expect(
      matching('>1.0.9007199254740992', [
        '1.0.9007199254740992',
        '1.0.9007199254740993',
      ]),
    ).toEqual(['1.0.9007199254740993']);
  });

  it('says why a version is outside', () => {
    const reasons = parseConstraint('<1 || ~3.1').reasons(parseVersion('2'));
    expect(reasons).toEqual([
      '"2.0.0" is greater than or equal to "1"',
      '"2.0.0" is less than "3.1"',
    ]);
  });

  it.each([
    ['', 'improper constraint: ""'],
    ['latest', 'improper constraint: "latest"'],
    ['1.2.3.4 || 2', 'improper constraint: "1.2.3.4 "'],
    ['>1 <', 'improper constraint: ">1 <"'],
    ['1x', 'constraint parser error'],
  ])('refuses %j', (range, message) => {
    expect(() => parseConstraint(range)).toThrow(
      expect.objectContaining({ code: 'invalid-constraint', message }),
    );
  });

  it('bounds the length and the alternatives of a range', () => {
    expect(() => parseConstraint(`>=${'1'.repeat(511)}`)).toThrow(
      expect.objectContaining({
        code: 'limit',
        message: 'constraint string is too long (max 512 bytes)',
      }),
    );
    expect(() => parseConstraint('ü'.repeat(257))).toThrow('too long');
    expect(() => parseConstraint(Array(33).fill('1').join('||'))).toThrow(
      'too many constraint groups (max 32)',
    );
    expect(() => parseConstraint(Array(32).fill('1').join('||'))).not.toThrow();
  });

  it('refuses no text slowly', () => {
    const started = performance.now();
    for (const piece of [' ', '1', '1 ', '1-', '1 - ', ',', '1.', 'v1-a+']) {
      const text = `1${piece.repeat(600)}`.slice(0, 510);
      expect(() => parseConstraint(`${text}!`)).toThrow(SemverError);
    }
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('versions', () => {
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
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
  });

  it('are equal whatever their metadata', () => {
    const [a, b] = ['1.0.0+a', '1.0.0+b'].map(parseVersion);
    expect(compareVersions(a, b)).toBe(0);
  });

  it.each(['', 'x', '1.2.3.4', '1.2.3-', '1.02.3-01', 'V1', '1'.repeat(257)])(
    'refuse %j',
    text => {
      expect(() => parseVersion(text)).toThrow(SemverError);
    },
  );

  it.each([
    ['v1.2.3', 'invalid characters in version'],
    ['1.2', 'invalid semantic version'],
    ['1.02.3', 'version segment starts with 0'],
    ['', 'version string empty'],
    ['1.2.99999999999999999999', 'value out of range'],
  ])('are strict where that is asked for: %j', (text, message) => {
    expect(() => parseStrictVersion(text)).toThrow(message);
  });
});
