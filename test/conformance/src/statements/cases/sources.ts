import { expectEqual } from '../../expect';
import { contentOf } from '../artifactOf';
import { Bench } from '../Bench';
import { conditionsOf, expectFailure } from '../readObjects';
import type { Statement } from '../Statement';

const FILES = { 'a.yaml': 'a: 1\n' };
const SOURCE = 'GitRepository';

/** A history with tags: `v1.0.0`, annotated `v1.1.0`, `v2.0.0-rc.1`, and main. */
function withTags(bench: Bench) {
  const first = bench.commit({ 'a.yaml': 'a: 1\n' }, 'first');
  bench.git('tag', 'v1.0.0');
  const second = bench.commit({ 'a.yaml': 'a: 2\n' }, 'second');
  bench.git('tag', '-a', '-m', 'release', 'v1.1.0');
  const third = bench.commit({ 'a.yaml': 'a: 3\n' }, 'third');
  bench.git('tag', 'v2.0.0-rc.1');
  bench.git('branch', 'other', first);
  bench.pushAll();
  return { first, second, third };
}

async function revisionsOf(
  bench: Bench,
  refs: Readonly<Record<string, object>>,
): Promise<Record<string, string>> {
  for (const [name, ref] of Object.entries(refs)) {
    await bench.source(name, { ref });
  }
  const found = await Promise.all(
    Object.keys(refs).map(async name => {
      const { status } = await bench.ready(SOURCE, name);
      return [name, status.artifact.revision] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** GitRepositories and their artifacts. */
export const sourceStatements: readonly Statement[] = [
  {
    name: 'SC-5 a GitRepository has no status.url',
    async run(bench) {
      await bench.push(FILES);
      await bench.source();
      expectEqual((await bench.ready(SOURCE)).status.url, undefined, 'url');
    },
  },
  {
    name: 'SC-6 SC-22 SC-23 TR-13 revisions by kind of reference, and which of several counts',
    async run(bench) {
      const { first, second, third } = withTags(bench);
      const revisions = await revisionsOf(bench, {
        branch: { branch: 'other' },
        tag: { tag: 'v1.0.0' },
        annotated: { tag: 'v1.1.0' },
        semver: { semver: '>=1.0.0' },
        prerelease: { semver: '>=1.0.0-0' },
        name: { name: 'refs/heads/other' },
        tagname: { name: 'refs/tags/v1.0.0' },
        commit: { commit: second },
        'branch-commit': { branch: 'main', commit: second },
        'name-commit': { name: 'refs/heads/main', commit: second },
        'tag-semver': { tag: 'v1.0.0', semver: '>=1.1.0' },
        'semver-branch': { semver: '1.1.x', branch: 'main' },
        'name-tag': { name: 'refs/heads/main', tag: 'v1.0.0' },
      });
      expectEqual(
        revisions,
        {
          branch: `other@sha1:${first}`,
          tag: `v1.0.0@sha1:${first}`,
          annotated: `v1.1.0@sha1:${second}`,
          semver: `v1.1.0@sha1:${second}`,
          prerelease: `v2.0.0-rc.1@sha1:${third}`,
          name: `refs/heads/other@sha1:${first}`,
          tagname: `refs/tags/v1.0.0@sha1:${first}`,
          commit: `sha1:${second}`,
          'branch-commit': `main@sha1:${second}`,
          'name-commit': `refs/heads/main@sha1:${second}`,
          'tag-semver': `v1.0.0@sha1:${first}`,
          'semver-branch': `v1.1.0@sha1:${second}`,
          'name-tag': `refs/heads/main@sha1:${third}`,
        },
        'revisions',
      );
    },
  },
  {
    name: 'SC-22 without a reference the branch is master',
    async run(bench) {
      await bench.push(FILES);
      await bench.source('app', { ref: undefined });
      expectFailure(
        await bench.failed('GitOperationFailed', SOURCE),
        'GitOperationFailed',
        `failed to checkout and determine revision: unable to clone '${bench.url}': couldn't find remote ref "refs/heads/master"`,
      );
    },
  },
  {
    name: 'SC-15 SC-18 SC-32 CM-6 CM-10 a first run that fails: conditions, event and generation',
    async run(bench) {
      await bench.push(FILES);
      await bench.source('app', { ref: { branch: 'nope' } });
      const object = await bench.failed('GitOperationFailed', SOURCE);
      const message = `failed to checkout and determine revision: unable to clone '${bench.url}': couldn't find remote ref "refs/heads/nope"`;
      expectEqual(
        conditionsOf(object),
        [
          ['Reconciling', 'True', 'ProgressingWithRetry', 'building artifact'],
          ['Ready', 'False', 'GitOperationFailed', message],
          ['FetchFailed', 'True', 'GitOperationFailed', message],
        ],
        'conditions',
      );
      expectEqual(object.status.observedGeneration, -1, 'observedGeneration');
      const [event] = await bench.events(message, 'app', SOURCE);
      expectEqual(
        [event.type, event.reason, event.annotations],
        ['Warning', 'GitOperationFailed', {}],
        'event',
      );
    },
  },
  {
    name: 'SC-17 SC-18 a configuration that can not work stalls: Ready, Stalled and FetchFailed agree',
    async run(bench) {
      await bench.push(FILES);
      await bench.source('app', { provider: 'github' });
      const object = await bench.failed('InvalidProviderConfiguration', SOURCE);
      const reason = 'InvalidProviderConfiguration';
      const message =
        'secretRef with github app data must be specified when provider is set to github';
      expectEqual(
        conditionsOf(object),
        [
          ['Stalled', 'True', reason, message],
          ['Ready', 'False', reason, message],
          ['FetchFailed', 'True', reason, message],
        ],
        'conditions',
      );
      expectEqual(object.status.observedGeneration, 1, 'observedGeneration');
    },
  },
  {
    name: 'SC-20 NewArtifact comes with a new digest only, its text with fifty characters of the commit',
    async run(bench) {
      const subject = 'a'.repeat(60);
      const revision = await bench.push(FILES, `${subject}\n\nbody`);
      await bench.source();
      const { status } = await bench.ready(SOURCE);
      const text = `stored artifact for commit '${'a'.repeat(50)}...'`;
      const [event] = await bench.events(text, 'app', SOURCE);
      const key = 'source.toolkit.fluxcd.io';
      expectEqual(
        [event.type, event.reason, event.message, event.annotations],
        [
          'Normal',
          'NewArtifact',
          text,
          {
            [`${key}/revision`]: revision,
            [`${key}/digest`]: status.artifact.digest,
          },
        ],
        'event',
      );
      const same = await bench.push({ 'pic.png': 'x' }, 'ignored file');
      await bench.ready(SOURCE, 'app', same);
      const all = await bench.listEvents('app', SOURCE);
      expectEqual(
        all.filter(({ reason }) => reason === 'NewArtifact').length,
        1,
        'an equal digest gives none',
      );
    },
  },
  {
    name: 'SC-21 SC-25 an unchanged upstream is told by a trace and rewrites nothing',
    async run(bench) {
      const revision = await bench.push(FILES);
      bench.git('tag', 'v1.0.0');
      bench.pushAll();
      await bench.source();
      await bench.source('semver', { ref: { semver: '1.x' } });
      for (const [name, reason, text] of [
        [
          'app',
          'GitOperationSucceeded',
          `no changes since last reconciliation: observed revision '${revision}'`,
        ],
        [
          'semver',
          'ArtifactUpToDate',
          `artifact up-to-date with remote revision: 'v1.0.0@${revision.slice(
            5,
          )}'`,
        ],
      ] as const) {
        const before = await bench.ready(SOURCE, name);
        const after = await bench.request(SOURCE, name);
        expectEqual(after.status.artifact, before.status.artifact, name);
        expectEqual(after.status.conditions, before.status.conditions, name);
        const events = await bench.events(text, name, SOURCE);
        const trace = events.find(({ message }) => message === text);
        expectEqual([trace?.type, trace?.reason], ['Normal', reason], name);
      }
    },
  },
  {
    name: 'SC-24 URLs are http, https or ssh; the short form of scp is refused',
    async run(bench) {
      for (const url of ['git@example.com:org/repo.git', 'file:///etc']) {
        const error = await bench
          .source('bad', { url })
          .then(() => undefined)
          .catch((reason: Error) => reason.message);
        expectEqual(/spec\.url/.test(error ?? ''), true, `${url}: ${error}`);
      }
    },
  },
  {
    name: 'SC-26 SC-19 a missing Secret is an authentication that failed',
    async run(bench) {
      await bench.push(FILES);
      await bench.source('app', { secretRef: { name: 'nosec' } });
      const secret = `${bench.namespace}/nosec`;
      expectFailure(
        await bench.failed('AuthenticationFailed', SOURCE),
        'AuthenticationFailed',
        `failed to get secret '${secret}': failed to get secret '${secret}': secrets "nosec" not found`,
      );
    },
  },
  {
    name: 'SC-30 DB-7 an included repository is copied to its place and followed',
    async run(bench) {
      bench.commit({ 'lib/base.yaml': 'b: 1\n', 'a.yaml': 'a: 1\n' });
      await bench.source('app', {
        include: [
          { repository: { name: 'lib' }, fromPath: 'lib', toPath: 'in/x' },
        ],
      });
      const waiting = await bench.failed('NotFound', SOURCE);
      const message =
        'could not get resource for include \'lib\': GitRepository.source.toolkit.fluxcd.io "lib" not found';
      expectFailure(waiting, 'NotFound', message);
      const [event] = await bench.events(message, 'app', SOURCE);
      expectEqual([event.type, event.reason], ['Normal', 'NotFound'], 'event');
      await bench.source('lib');
      const object = await bench.ready(SOURCE);
      expectEqual(
        await contentOf(object),
        ['.', 'a.yaml', 'in', 'in/x', 'in/x/base.yaml', 'lib', 'lib/base.yaml'],
        'entries',
      );
      const { includedArtifacts, observedInclude, artifact } = object.status;
      expectEqual(
        [
          includedArtifacts.length,
          observedInclude.length,
          /\+|,/.test(artifact.revision),
        ],
        [1, 1, false],
        'status',
      );
    },
  },
  {
    name: 'SC-31 a sparse checkout has its folders only, and they have to exist',
    async run(bench) {
      await bench.push({ 'a/x.yaml': 'x: 1\n', 'b/y.yaml': 'y: 1\n' });
      await bench.source('app', { sparseCheckout: ['a'] });
      const object = await bench.ready(SOURCE);
      expectEqual(await contentOf(object), ['.', 'a', 'a/x.yaml'], 'entries');
      expectEqual(object.status.observedSparseCheckout, ['a'], 'observed');
      await bench.source('absent', { sparseCheckout: ['none'] });
      await bench.failed('GitOperationFailed', SOURCE, 'absent');
    },
  },
  {
    name: 'SC-32 what can not be found in a repository is said in the words of its reference',
    async run(bench) {
      const url = bench.url;
      const prefix = 'failed to checkout and determine revision: ';
      const commit = '1'.repeat(40);
      await bench.push(FILES);
      const cases: readonly (readonly [string, object, string])[] = [
        [
          'tag',
          { ref: { tag: 'nope' } },
          `unable to clone '${url}': couldn't find remote ref "refs/tags/nope"`,
        ],
        [
          'name',
          { ref: { name: 'refs/heads/x' } },
          `unable to resolve ref 'refs/heads/x' to a specific commit`,
        ],
        [
          'semver',
          { ref: { semver: '>=5' } },
          'no match found for semver: >=5',
        ],
        [
          'commit',
          { ref: { commit } },
          `unable to resolve commit object for '${commit}': object not found`,
        ],
        [
          'gone',
          { url: url.replace('.git', '-gone.git') },
          `unable to clone '${url.replace(
            '.git',
            '-gone.git',
          )}': repository not found: `,
        ],
      ];
      for (const [name, spec] of cases) await bench.source(name, spec);
      for (const [name, , message] of cases) {
        const object = await bench.failed('GitOperationFailed', SOURCE, name);
        expectFailure(object, 'GitOperationFailed', prefix + message);
      }
    },
  },
  {
    name: 'SC-32 a repository without commits is empty',
    async run(bench) {
      await bench.source();
      expectFailure(
        await bench.failed('EmptyGitRepository', SOURCE),
        'EmptyGitRepository',
        'git repository is empty',
      );
    },
  },
];
