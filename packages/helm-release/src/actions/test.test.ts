/** @jest-environment node */
import {
  configMapManifest,
  podManifest,
  testHook,
  testRelease as storedRelease,
} from '../hooks/__testUtils__/releases';
import {
  startTestCluster,
  TestCluster,
  TestNamespace,
} from '../hooks/__testUtils__/startTestCluster';
import type { ReleaseHook } from '../release/release';
import { readTestLogs, testRelease } from './test';
import type { TestOptions } from './types';

const test = (
  name: string,
  behaviour = {},
  changes: Partial<ReleaseHook> = {},
) =>
  testHook(name, podManifest(name, behaviour), {
    events: ['test'],
    ...changes,
  });

describe('testRelease', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster();
  });

  afterAll(() => cluster.stop());

  const prepare = (namespace: string, hooks: readonly ReleaseHook[]) =>
    cluster.createNamespace(namespace, storedRelease({ hooks }));

  const run = (
    { context, name }: TestNamespace,
    options: Partial<TestOptions> = {},
  ) =>
    testRelease(context, {
      name: 'app',
      namespace: name,
      timeoutMs: 10_000,
      ...options,
    });

  const stored = async ({ storage }: TestNamespace) => {
    const { hooks } = await storage.get('app', 1);
    return hooks.map(({ name, lastRun }) => `${name} ${lastRun.phase || '-'}`);
  };

  it('runs the tests, and stores how each ended', async () => {
    const install = testHook('install', configMapManifest('install'), {
      events: ['pre-install'],
    });
    const space = await prepare('fine', [install, test('one'), test('two')]);
    const release = await run(space);
    expect(await stored(space)).toEqual([
      'install -',
      'one Succeeded',
      'two Succeeded',
    ]);
    expect(release).toEqual(await space.storage.get('app', 1));
    expect(release.info.status).toBe('deployed');
  });

  it('stores a failed test, and does not run those after it', async () => {
    const space = await prepare('sad', [
      test('one'),
      test('two', { simulate: 'fail' }),
      test('three', {}, { weight: 1 }),
    ]);
    await expect(run(space)).rejects.toMatchObject({
      name: 'ActionError',
      code: 'hook',
      message:
        'resource Pod/sad/two not ready. status: Failed, message: pod two failed',
      release: {
        hooks: [{ name: 'one' }, { lastRun: { phase: 'Failed' } }, {}],
      },
    });
    expect(await stored(space)).toEqual([
      'one Succeeded',
      'two Failed',
      'three -',
    ]);
  });

  it('HR-19 selects tests by name, and stores those passed over first', async () => {
    const hooks = ['a', 'b', 'c'].map(name => test(name));
    const space = await prepare('filters', hooks);
    await run(space, { filters: [{ name: 'b' }] });
    expect(await stored(space)).toEqual(['a -', 'c -', 'b Succeeded']);
    const filters = [
      { name: 'c', exclude: true },
      { name: 'a' },
      { name: 'c' },
    ];
    await run(space, { filters });
    expect(await stored(space)).toEqual(['c -', 'b Succeeded', 'a Succeeded']);
    await run(space, { filters: [{ name: 'nothing' }] });
    expect(await stored(space)).toEqual(['c -', 'b Succeeded', 'a Succeeded']);
  });

  it('shows what the tests printed before their Pods go', async () => {
    const gone = { deletePolicies: ['hook-succeeded', 'hook-failed'] };
    const space = await prepare('logs', [
      test('b', { log: 'second\n' }, { ...gone, weight: 2 }),
      test('a', { log: 'first\n' }, { ...gone, weight: 1 }),
      test('c', { log: 'last', simulate: 'fail' }, { ...gone, weight: 3 }),
    ]);
    const options = { name: 'app', namespace: 'logs' };
    const logs: string[] = [];
    const running = run(space, {
      beforeCleanup: async release => {
        const found = await readTestLogs(space.context, release, options);
        logs.push(...found.map(({ hook, text }) => `${hook}: ${text}`));
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'hook' });
    expect(logs).toEqual(['a: first\n', 'b: second\n', 'c: last']);
    for (const name of ['a', 'b', 'c']) {
      expect(await cluster.exists('Pod', { namespace: 'logs', name })).toBe(
        false,
      );
    }
  });

  it('says which test has no log', async () => {
    const space = await prepare('no-logs', [test('quiet')]);
    const options = { name: 'app', namespace: 'no-logs' };
    const running = run(space, {
      beforeCleanup: async release => {
        await readTestLogs(space.context, release, options);
      },
    });
    await expect(running).rejects.toThrow(
      /^unable to get pod logs for quiet: /,
    );
    expect(await stored(space)).toEqual(['quiet Succeeded']);
  });

  it('names what is missing or no name', async () => {
    const space = await cluster.createNamespace('empty');
    await expect(run(space)).rejects.toMatchObject({
      code: 'not-found',
      message: 'release: not found',
    });
    await expect(run(space, { name: '-' })).rejects.toThrow(
      'releaseTest: Release name is invalid: -',
    );
  });

  it('stores that nobody knows how an aborted test ended', async () => {
    const space = await prepare('aborted', [
      test('stuck', { simulate: 'never-ready' }),
    ]);
    setTimeout(space.abort, 300);
    await expect(run(space)).rejects.toMatchObject({
      code: 'aborted',
      message: 'context canceled',
    });
    expect(await stored(space)).toEqual(['stuck Unknown']);
  });
});
