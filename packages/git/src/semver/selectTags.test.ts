import { goProgram } from '@backstage-gitops/oracle';
import { execFileSync } from 'child_process';
import { selectTags, versionOfTag } from './selectTags';

const toReferences = (tags: readonly string[]) =>
  tags.map(tag => ({ name: `refs/tags/${tag}` }));

async function select(tags: readonly string[], range: string) {
  const found = await selectTags(toReferences(tags), range);
  return found.map(({ name }) => name.replace('refs/tags/', ''));
}

const TAGS = [
  ...['1.2.3', 'v1.2.3', 'vv1.2.3', 'V1.2.3', '1.2', 'v1', '1.2.3.4', '1..2'],
  ...['2026.02.0', 'v2026.03.01', '1.2-rc.1', '1-a.b.c', '1.2.3-01', '1.2.3-'],
  ...['1.2.3+a.b', 'x.y.z', 'release/1.2.3', '1.2.18446744073709551616', ''],
  ...['1.2.3 ', '1.2.9007199254740993', `1.2.3-${'a'.repeat(260)}`],
];

describe('CM-24 the version of a tag', () => {
  it('has three parts, a leading v and zeros allowed', () => {
    expect(TAGS.filter(versionOfTag)).toEqual([
      ...['1.2.3', 'v1.2.3', '2026.02.0', 'v2026.03.01', '1.2-rc.1', '1-a.b.c'],
      ...['1.2.3+a.b', '1.2.9007199254740993'],
    ]);
  });
});

const program = goProgram('semver');
const describeWithGo = program ? describe : describe.skip;

describeWithGo('CM-24 the version of a tag (skipped without Go)', () => {
  it('is what Flux takes for one', () => {
    const question = JSON.stringify({ constraint: '*', versions: TAGS });
    const answer = JSON.parse(
      execFileSync(program!, [], { input: question }).toString(),
    ) as { versions: { isTag: boolean }[] };
    expect(answer.versions.map(({ isTag }) => isTag)).toEqual(
      TAGS.map(tag => versionOfTag(tag) !== undefined),
    );
  });
});

describe('SC-23 the tag of a semver range', () => {
  it('is the highest version inside it', async () => {
    const tags = ['v1.0.0', '1.10.0', '1.9.0', '2.0.0', '1.2', 'x4.0.0'];
    expect(await select(tags, '<2')).toEqual(['1.10.0']);
    expect(await select(['v1.0.0', '1.2', 'v3', 'latest'], '*')).toEqual([
      'v1.0.0',
    ]);
  });

  it('may be several tags of one version', async () => {
    expect(await select(['1.0.0+a', 'v1.0.0+b', '0.9.0'], '>=0')).toEqual([
      '1.0.0+a',
      'v1.0.0+b',
    ]);
  });

  it('counts no other references', async () => {
    const references = [
      { name: 'refs/heads/2.0.0' },
      ...toReferences(['1.0.0']),
    ];
    expect(await selectTags(references, '*')).toEqual([
      { name: 'refs/tags/1.0.0' },
    ]);
  });
});

describe('CM-24 pre-releases', () => {
  it('are chosen only by a range that names one', async () => {
    const tags = ['1.4.0', '1.5.0-rc.1'];
    expect(await select(tags, '>=1.0.0 <2.0.0')).toEqual(['1.4.0']);
    expect(await select(tags, '>=1.0.0-0 <2.0.0')).toEqual(['1.5.0-rc.1']);
    await expect(select(['1.0.0-rc.1'], '>=1.0.0')).rejects.toThrow(
      'no match found for semver: >=1.0.0',
    );
  });
});

describe('CM-24 calendar versions', () => {
  it('count with their leading zeros', async () => {
    const tags = ['2025.11.1', '2026.02.0', 'v2026.03.01'];
    expect(await select(tags, '2026.x')).toEqual(['v2026.03.01']);
  });
});

describe('a range', () => {
  it.each([
    ['latest', 'semver parse error: improper constraint: "latest"'],
    ['>=1.2 ||', 'semver parse error: improper constraint: ""'],
    [
      Array(4000).fill('1.x').join('||'),
      'semver parse error: constraint string is too long (max 512 bytes)',
    ],
    [
      Array(33).fill('1').join('||'),
      'semver parse error: too many constraint groups (max 32)',
    ],
  ])('is refused when it is none: %.20j', async (range, message) => {
    await expect(select(['1.0.0'], range)).rejects.toMatchObject({
      code: 'reference-not-found',
      message,
    });
  });

  it('leaves the event loop turning over very many tags', async () => {
    const tags = Array.from({ length: 60_000 }, (_, i) => `v${i}.0.0`);
    const range = `${'>0.1 '.repeat(100)}<0`;
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await expect(select(tags, range)).rejects.toThrow('no match found');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(4);
  });

  it('is given up when the signal aborts', async () => {
    const tags = Array.from({ length: 60_000 }, (_, i) => `v${i}.0.0`);
    await expect(
      selectTags(
        toReferences(tags),
        `${'>0.1 '.repeat(100)}<0`,
        AbortSignal.timeout(1),
      ),
    ).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
