import { readFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';
import { GitRepositoryEnvironment } from '../../__testUtils__/GitRepositoryEnvironment';
import {
  conditionsOf,
  readyOf,
} from '../../__testUtils__/SourceTestEnvironment';

const env = new GitRepositoryEnvironment();

beforeAll(async () => {
  await env.start();
  env.repositories.create('app');
  env.repositories.commit('app', { 'a.yaml': 'a: 1\n' }, 'first');
}, 60_000);
afterAll(() => env.stop());

/** Names of the files in a stored archive. */
function namesIn(file: string): string[] {
  const tar = gunzipSync(readFileSync(file));
  const names: string[] = [];
  for (let at = 0; tar[at] !== 0; ) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    names.push(tar.toString('latin1', at, at + 100).replace(/\0.*$/, ''));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return names;
}

describe('a GitRepository', () => {
  it('SC-10 SC-25 archives again when spec.ignore changes', async () => {
    env.repositories.create('ignoring');
    const head = env.repositories.commit('ignoring', {
      'keep.yaml': 'a: 1\n',
      'docs/readme.md': 'x\n',
      'pic.png': 'x',
    });
    await env.create('ignoring', { url: env.urlOf('ignoring') });
    await env.waitReady('ignoring');
    const file = join(
      env.storage,
      `gitrepository/apps/ignoring/${head}.tar.gz`,
    );
    expect(namesIn(file)).toEqual(['.', 'docs', 'docs/readme.md', 'keep.yaml']);
    await env.patch('ignoring', { spec: { ignore: 'docs/\n' } });
    await env.waitFor(
      'ignoring',
      ({ status }) => status?.observedIgnore === 'docs/\n',
    );
    expect(namesIn(file)).toEqual(['.', 'keep.yaml', 'pic.png']);
  });

  it('SC-30 DB-7 adds included repositories and follows them at once', async () => {
    env.repositories.create('library');
    env.repositories.commit('library', { 'lib/base.yaml': 'b: 1\n' });
    await env.create('including', {
      url: env.urlOf('app'),
      include: [
        { repository: { name: 'library' }, fromPath: 'lib', toPath: 'in/x' },
      ],
    });
    const waiting = await env.waitReady('including', 'False');
    expect(readyOf(waiting)).toMatchObject({
      reason: 'NotFound',
      message: `could not get resource for include 'library': GitRepository.source.toolkit.fluxcd.io "library" not found`,
    });
    await env.create('library', { url: env.urlOf('library') });
    const ready = await env.waitReady('including');
    const stored = () =>
      namesIn(join(env.storage, ready.status?.artifact?.path ?? ''));
    expect(stored()).toEqual(['.', 'a.yaml', 'in', 'in/x', 'in/x/base.yaml']);
    env.repositories.commit('library', { 'lib/more.yaml': 'b: 2\n' });
    const library = await env.reconcile('library');
    await env.waitFor(
      'including',
      ({ status }) =>
        status?.includedArtifacts?.[0].digest ===
        library.status?.artifact?.digest,
    );
    expect(stored()).toContain('in/x/more.yaml');
  });

  it('SC-31 fills submodules at their commits when asked to', async () => {
    env.repositories.create('sub');
    const pinned = env.repositories.commit('sub', { 'sub.yaml': 's: 1\n' });
    env.repositories.commit('sub', { 'later.yaml': 's: 2\n' });
    env.repositories.create('super');
    env.repositories.commit('super', {
      '.gitmodules':
        '[submodule "sub"]\n\tpath = vendor/sub\n\turl = ../sub.git\n',
      'a.yaml': 'a: 1\n',
    });
    env.repositories.git(
      'super',
      'update-index',
      '--add',
      '--cacheinfo',
      `160000,${pinned},vendor/sub`,
    );
    env.repositories.git('super', 'commit', '-q', '-m', 'pin');
    env.repositories.push('super');
    await env.create('super', { url: env.urlOf('super') });
    const plain = await env.waitReady('super');
    const stored = (object: typeof plain) =>
      namesIn(join(env.storage, object.status?.artifact?.path ?? ''));
    expect(stored(plain)).toEqual(['.', 'a.yaml', 'vendor', 'vendor/sub']);
    await env.patch('super', { spec: { recurseSubmodules: true } });
    const filled = await env.waitFor('super', ({ status }) =>
      Boolean(status?.observedRecurseSubmodules),
    );
    expect(stored(filled)).toContain('vendor/sub/sub.yaml');
    expect(stored(filled)).not.toContain('vendor/sub/later.yaml');
  });

  it('reaches no address that the network policy denies, by a submodule either', async () => {
    const url = 'http://2852039166/latest/meta-data.git'; // 169.254.169.254
    env.repositories.create('outer');
    const head = env.repositories.commit('outer', {
      '.gitmodules': `[submodule "sub"]\n\tpath = sub\n\turl = ${url}\n`,
    });
    env.repositories.git(
      ...['outer', 'update-index', '--add', '--cacheinfo'],
      `160000,${head},sub`,
    );
    env.repositories.git('outer', 'commit', '-q', '-m', 'pin');
    env.repositories.push('outer');
    await env.create('direct', { url });
    const outer = { url: env.urlOf('outer'), recurseSubmodules: true };
    await env.create('outer', outer);
    for (const name of ['direct', 'outer']) {
      const failed = await env.waitReady(name, 'False');
      expect(conditionsOf(failed)).toContainEqual({
        type: 'FetchFailed',
        status: 'True',
        reason: 'GitOperationFailed',
        observedGeneration: 1,
        message: expect.stringContaining(
          'the network policy denies connections to 169.254.169.254 by its rule 169.254.0.0/16',
        ),
      });
    }
  });
});
