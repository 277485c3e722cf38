import { selectTag } from './selectTag';

describe('SC-33 the tag of a range', () => {
  it.each([
    ['*', ['1.0.0', 'v1.10.0', '1.9.0', 'latest', '2', '1.99'], 'v1.10.0'],
    ['<1.10', ['1.0.0', 'v1.10.0', '1.9.0'], '1.9.0'],
    ['*', ['1.0.0', '2.0.0-rc.1'], '1.0.0'],
    ['>=0-0', ['1.0.0', '2.0.0-rc.1'], '2.0.0-rc.1'],
    ['*', ['1.0.0', 'v1.0.0'], '1.0.0'],
    ['*', ['v1.0.0', '1.0.0'], 'v1.0.0'],
    ['2026.x', ['2026.02.0', '2026.03.01'], '2026.03.01'],
  ])('%s of %j is %s', async (semver, tags, expected) => {
    expect(await selectTag(tags, { semver })).toBe(expected);
  });

  it('is filtered by a regular expression of Go', async () => {
    const tags = ['1.0.0-staging', '1.1.0-rc', '1.2.0-staging', '2.0.0'];
    const select = (filter: string) =>
      selectTag(tags, { semver: '>=0-0', filter });
    expect(await select('.*-staging.*')).toBe('1.2.0-staging');
    expect(await select('(?i)-RC$')).toBe('1.1.0-rc');
    expect(await select('^1\\.')).toBe('1.2.0-staging');
    await expect(select('nothing')).rejects.toMatchObject({
      code: 'not-found',
      message: 'no match found for semver: >=0-0',
    });
    await expect(select('(')).rejects.toMatchObject({
      code: 'invalid-reference',
      message: 'error parsing regexp: missing closing ): `(`',
    });
  });

  it('has the build metadata of a chart behind an underscore', async () => {
    const tags = ['1.0.0', '1.1.0_build.1'];
    const semver = '>=1.0.0';
    expect(await selectTag(tags, { semver, isChart: true })).toBe(
      '1.1.0_build.1',
    );
    expect(await selectTag(tags, { semver })).toBe('1.0.0');
  });

  it('needs a range', async () => {
    await expect(selectTag(['1.0.0'], { semver: 'x y' })).rejects.toMatchObject(
      {
        code: 'invalid-reference',
        message: 'semver \'x y\' parse error: improper constraint: "x y"',
      },
    );
  });

  it('stops when it is told to', async () => {
    const tags = Array.from({ length: 100_000 }, (_, i) => `v${i}.0.0`);
    const signal = AbortSignal.abort();
    await expect(selectTag(tags, { semver: '*', signal })).rejects.toThrow();
  });

  it('takes no exponential time', async () => {
    const tags = [`${'a'.repeat(128)}`];
    await expect(
      selectTag(tags, { semver: '*', filter: '(a+)+$X' }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});
