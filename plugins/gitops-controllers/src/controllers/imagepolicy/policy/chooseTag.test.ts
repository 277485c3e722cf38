import { readPolicy } from './chooseTag';

type Spec = Parameters<typeof readPolicy>[0];

const { signal } = new AbortController();

/** Chooses as the controller does: among tags in descending order. */
const choose = (tags: readonly string[], spec: Spec) =>
  readPolicy(spec)([...tags].sort().reverse(), signal);

const semver = (range: string) => ({ semver: { range } });
const asc = { alphabetical: { order: 'asc' } } as const;
const byNumber = { numerical: { order: 'asc' } } as const;

describe('IM-5 the policy of an ImagePolicy', () => {
  it.each<[string, Spec['policy'], string[], string]>([
    ['range', semver('1.x'), ['1.2.3', '1.10.0', '2.0.0', 'main'], '1.10.0'],
    ['a v in front', semver('>=1.0.0'), ['v1.0.1', '1.0.0'], 'v1.0.1'],
    ['no pre-release', semver('>=1.0.0'), ['1.0.0', '1.1.0-rc.1'], '1.0.0'],
    [
      'pre-releases',
      semver('>=1.0.0-0'),
      ['1.0.0', '1.1.0-rc.1'],
      '1.1.0-rc.1',
    ],
    ['TR-19 three parts', semver('*'), ['1.2', '5', '1.1.0'], '1.1.0'],
    ['equal versions', semver('*'), ['1.0.0', 'v1.0.0'], 'v1.0.0'],
    ['no order', { alphabetical: {} }, ['a', 'b'], 'b'],
    ['ascending', asc, ['a', 'B', '10', '9'], 'a'],
    ['descending', { alphabetical: { order: 'desc' } }, ['a', 'b'], 'a'],
    ['bytes', asc, ['\uffff', '\u{1f600}'], '\u{1f600}'],
    ['numbers', byNumber, ['9', '10', '1e1', '-3'], '10'],
    ['TR-19 floats', byNumber, ['0x1p4', '15.5', '15'], '0x1p4'],
    ['least number', { numerical: { order: 'desc' } }, ['9', '-3'], '-3'],
    ['equal numbers', byNumber, ['1', '1.0', '01'], '01'],
    [
      'the first of several',
      { ...asc, ...semver('1.x') },
      ['1.0.0', 'x'],
      '1.0.0',
    ],
  ])('chooses by %s', async (_, policy, tags, expected) => {
    expect(await choose(tags, { policy })).toBe(expected);
  });

  it.each<[string, Spec, string[], string, string]>([
    [
      'a tag that is no number',
      { policy: byNumber },
      ['1', 'x'],
      'TagError',
      "failed to parse invalid numeric value 'x'",
    ],
    [
      'no tag in the range',
      { policy: semver('>9') },
      ['1.0.0'],
      'TagError',
      'unable to determine latest version from provided list',
    ],
    [
      'no tag that matches',
      { policy: asc, filterTags: { pattern: '^x' } },
      ['a'],
      'TagError',
      'version list argument cannot be empty',
    ],
    [
      'a number out of range',
      { policy: byNumber },
      ['1e999'],
      'TagError',
      "failed to parse invalid numeric value '1e999'",
    ],
    [
      'a pattern that is none',
      { policy: asc, filterTags: { pattern: '(' } },
      ['a'],
      'InvalidPolicyError',
      "failed to filter tags: invalid regular expression pattern '(': error parsing regexp: missing closing ): `(`",
    ],
    [
      'look-ahead',
      { policy: asc, filterTags: { pattern: '(?=a)' } },
      ['a'],
      'InvalidPolicyError',
      "failed to filter tags: invalid regular expression pattern '(?=a)': error parsing regexp: invalid or unsupported Perl syntax: `(?=`",
    ],
  ])('refuses %s', async (_, spec, tags, name, message) => {
    await expect(choose(tags, spec)).rejects.toMatchObject({ name, message });
  });

  it.each<[string, Spec['policy'], string]>([
    ['nothing', {}, 'given ImagePolicyChoice object is invalid'],
    ['no range', semver('a'), 'improper constraint: "a"'],
  ])('refuses %s before tags are read', (_, policy, message) => {
    expect(() => readPolicy({ policy })).toThrow(`invalid policy: ${message}`);
  });
});

describe('IM-6 the filter of an ImagePolicy', () => {
  const builds = ['main-1-7', 'main-2-5', 'dev-9-9'];
  it.each<[string, Spec['filterTags'], Spec['policy'], string[], string]>([
    ['no filter', undefined, asc, builds, 'main-2-5'],
    ['a pattern', { pattern: '^dev-' }, asc, builds, 'dev-9-9'],
    [
      'a group by number',
      { pattern: '^main-\\d-(\\d)$', extract: '$1' },
      byNumber,
      builds,
      'main-1-7',
    ],
    [
      'a group by name',
      { pattern: '^main-(?P<n>\\d)-(\\d)$', extract: '$n' },
      byNumber,
      builds,
      'main-2-5',
    ],
    [
      'names in braces',
      { pattern: '^main-(?<n>\\d)-(\\d)$', extract: '${n}0.${2}' },
      byNumber,
      builds,
      'main-2-5',
    ],
    [
      'the longest name',
      { pattern: '(\\d)-(\\d)', extract: '$1x$2' },
      asc,
      builds,
      'dev-9-9',
    ],
    [
      'a name like 01',
      { pattern: '(\\d)', extract: 'a$01' },
      asc,
      builds,
      'dev-9-9',
    ],
    ['a dollar', { pattern: 'n-', extract: '$$' }, asc, builds, 'main-1-7'],
    ['no pattern', { extract: '' }, asc, builds, 'main-2-5'],
    [
      'equal extracts',
      { pattern: '^main', extract: 'x' },
      asc,
      builds,
      'main-1-7',
    ],
    [
      'an extract that is a version',
      { pattern: '^app-(.*)$', extract: '$1' },
      semver('1.x'),
      ['app-1.2.0', 'app-1.10.0', '1.99.0'],
      'app-1.10.0',
    ],
  ])('takes %s', async (_, filterTags, policy, tags, expected) => {
    expect(await choose(tags, { filterTags, policy })).toBe(expected);
  });

  it('gives other work its turn', async () => {
    const tags = Array.from({ length: 60_000 }, (_, i) => `build-${i}`);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    try {
      const spec = {
        filterTags: { pattern: '^build-(\\d+)$', extract: '$1' },
        policy: byNumber,
      };
      expect(await readPolicy(spec)(tags, signal)).toBe('build-59999');
    } finally {
      clearInterval(timer);
    }
    expect(turns).toBeGreaterThan(1);
  });
});
