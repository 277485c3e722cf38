import {
  AutomationEnvironment,
  deployment,
} from './testing/AutomationEnvironment';

const env = new AutomationEnvironment();
const AUTHOR = { email: 'flux@example.com', name: 'Flux' };

beforeAll(async () => {
  await env.start();
}, 60_000);
afterAll(() => env.stop());

/** Subjects of a branch, oldest first. */
function historyOf(repository: string): string[] {
  const log = env.inServer(
    repository,
    'log',
    '--reverse',
    '--format=%s',
    'main',
  );
  return log.split('\n');
}

describe('several writers of one branch', () => {
  it('IM-12 never replaces what somebody else has pushed', async () => {
    await env.choose('web', { name: 'acme/web', tag: '1' });
    await env.createRepository('shared', {
      'a/web.yaml': deployment('acme/web:0'),
      'b/web.yaml': deployment('acme/web:0'),
    });
    for (const path of ['a', 'b']) {
      await env.automate(
        `shared-${path}`,
        {
          git: { commit: { author: AUTHOR, messageTemplate: path } },
          update: { path, strategy: 'Setters' },
        },
        'shared',
      );
    }
    const person = (async () => {
      for (let index = 1; index <= 3; index++) {
        env.repositories.git(
          'shared',
          'pull',
          '-q',
          '--rebase',
          'origin',
          'main',
        );
        try {
          env.repositories.git(
            'shared',
            'commit',
            '-q',
            '--allow-empty',
            '-m',
            `person ${index}`,
          );
          env.repositories.git('shared', 'push', '-q', 'origin', 'main');
        } catch {
          env.repositories.git('shared', 'reset', '-q', '--hard', 'HEAD~1');
          index -= 1;
        }
        await new Promise(resolve => setTimeout(resolve, 30));
      }
    })();
    await Promise.all([
      person,
      env.waitReady('shared-a'),
      env.waitReady('shared-b'),
    ]);
    const history = historyOf('shared');
    expect([...history].sort()).toEqual(
      ['a', 'b', 'first', 'person 1', 'person 2', 'person 3'].sort(),
    );
    for (const path of ['a', 'b']) {
      expect(env.inServer('shared', 'show', `main:${path}/web.yaml`)).toBe(
        deployment('acme/web:1').trimEnd(),
      );
    }
  }, 30_000);

  it('IM-16 tells of a push that the server refuses, and tries again', async () => {
    await env.choose('web', { name: 'acme/web', tag: '2' });
    await env.createRepository('denied', {
      'a.yaml': deployment('acme/web:0'),
    });
    env.hook('denied', 'echo "not on Fridays" >&2; exit 1');
    await env.automate('denied');
    const object = await env.waitReady('denied', 'False');
    const ready = object.status?.conditions?.find(
      ({ type }) => type === 'Ready',
    );
    expect(ready?.reason).toBe('GitOperationFailed');
    expect(ready?.message).toMatch(
      /^failed to update source: .*not on Fridays/s,
    );
    expect(object.status?.lastPushCommit).toBeUndefined();
    env.hook('denied', 'exit 0');
    await env.waitReady('denied');
    expect(historyOf('denied')).toHaveLength(2);
  });

  it('stays in the repository, whatever links and paths say', async () => {
    await env.choose('web', { name: 'acme/web', tag: '3' });
    env.repositories.create('links');
    env.repositories.commit('links', {
      'apps/a.yaml': deployment('acme/web:0'),
    });
    const { path } = { path: env.repositories.path('links', '') };
    for (const [name, target] of [
      ['out', '../../../../etc'],
      ['inside', 'apps'],
      ['round', 'round'],
    ]) {
      env.repositories.git(
        'links',
        '-C',
        path,
        'config',
        'core.symlinks',
        'true',
      );
      const hash = env.repositories.gitInput(
        'links',
        Buffer.from(target),
        'hash-object',
        '-w',
        '--stdin',
      );
      env.repositories.git(
        'links',
        'update-index',
        '--add',
        '--cacheinfo',
        `120000,${hash},${name}`,
      );
    }
    env.repositories.git('links', 'commit', '-q', '-m', 'links');
    env.repositories.push('links');
    await env.createRepository('links-source', {}, { url: env.urlOf('links') });
    const automate = (name: string, update: string) =>
      env.automate(
        name,
        { update: { path: update, strategy: 'Setters' } },
        'links-source',
      );
    for (const [name, update] of [
      ['out', 'out'],
      ['up', 'nowhere/../../x'],
      ['round', 'round'],
    ]) {
      await automate(name, update);
      const { status } = await env.waitReady(name, 'False');
      expect(
        status?.conditions?.find(({ type }) => type === 'Ready'),
      ).toMatchObject({
        reason: 'UpdateFailed',
      });
      await env.delete(name);
    }
    await automate('inside', '../../inside');
    await env.waitReady('inside');
    expect(env.inServer('links', 'show', 'main:apps/a.yaml')).toBe(
      deployment('acme/web:3').trimEnd(),
    );
  });
});
