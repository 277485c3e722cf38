import { FakeClock } from '../api/clock';
import { ApiError, NoMatchError } from '../api/errors';
import { Logger, silentLogger } from '../api/logger';
import { KubeObject } from '../api/types';
import { Informer } from './Informer';
import { InformerProblem } from './InformerProblem';
import {
  configMap as object,
  createScriptedClient,
  ListStep,
  settle,
  TYPE,
  WatchScript,
} from './testing/createScriptedClient';

async function start(
  lists: ListStep[],
  watches: WatchScript[],
  logger: Logger = silentLogger,
) {
  const clock = new FakeClock();
  const { client, calls } = createScriptedClient(lists, watches, clock);
  const changes: string[] = [];
  const problems: (InformerProblem | undefined)[] = [];
  const informer = new Informer<KubeObject>({
    client,
    type: TYPE,
    clock,
    logger,
    indexers: {
      color: o => (o.metadata.labels?.color ? [o.metadata.labels.color] : []),
    },
  });
  informer.addHandler({
    onAdd: o => changes.push(`+${o.metadata.name}`),
    onUpdate: o =>
      changes.push(`~${o.metadata.name}@${o.metadata.resourceVersion}`),
    onDelete: o => changes.push(`-${o.metadata.name}`),
    onProblem: problem => problems.push(problem),
  });
  const stop = new AbortController();
  const done = informer.run(stop.signal);
  await settle();
  return {
    informer,
    changes,
    problems,
    calls,
    clock,
    stop: async () => {
      stop.abort();
      await done;
    },
  };
}

const added = (o: KubeObject) => ({ type: 'ADDED' as const, object: o });
const modified = (o: KubeObject) => ({ type: 'MODIFIED' as const, object: o });
const deleted = (o: KubeObject) => ({ type: 'DELETED' as const, object: o });

describe('Informer', () => {
  it('lists, then watches from the version of the list', async () => {
    const run = await start(
      [[object('a', '1')]],
      [[added(object('b', '102')), deleted(object('a', '103')), 'hang']],
    );
    expect(run.calls).toEqual(['list', 'watch 101']);
    expect(run.changes).toEqual(['+a', '+b', '-a']);
    expect(run.informer.store.keys()).toEqual(['ns/b']);
    await run.stop();
  });

  it('continues a watch that the server ended at the last version seen', async () => {
    const bookmark = { type: 'BOOKMARK' as const, object: object('', '150') };
    const run = await start(
      [[]],
      [[added(object('a', '110')), bookmark, 'end'], ['hang']],
    );
    expect(run.calls).toEqual(['list', 'watch 101', 'watch 150']);
    await run.stop();
  });

  it('lists again at once after 410 and reports the differences', async () => {
    const run = await start(
      [
        [object('a', '1'), object('b', '1'), object('c', '1')],
        [object('b', '1'), object('c', '2'), object('d', '2')],
      ],
      [[new ApiError(410, 'Expired', 'too old resource version')], ['hang']],
    );
    expect(run.calls).toEqual(['list', 'watch 101', 'list', 'watch 102']);
    expect(run.changes.slice(3)).toEqual(['~c@2', '+d', '-a']);
    await run.stop();
  });

  it('backs off while the server is away and then goes on', async () => {
    const lost = () => [new Error('connect ECONNREFUSED')];
    const run = await start(
      [[object('a', '1')]],
      [lost(), lost(), [modified(object('a', '120')), 'hang']],
    );
    expect(run.calls).toEqual(['list', 'watch 101']);
    expect(run.informer.isReachable).toBe(false);
    await run.clock.advance(700);
    await settle();
    expect(run.calls).toEqual(['list', 'watch 101', 'watch 101']);
    await run.clock.advance(1500);
    await settle();
    expect(run.changes).toEqual(['+a', '~a@120']);
    expect(run.informer.isReachable).toBe(true);
    await run.stop();
  });

  it('watches again when a connection is half-open, without a problem', async () => {
    const run = await start(
      [[]],
      [
        ['open', 'hang'],
        ['open', 'hang'],
      ],
    );
    await run.clock.advance(149_000);
    expect(run.calls).toEqual(['list', 'watch 101']);
    await run.clock.advance(1_000);
    await settle();
    expect(run.calls).toEqual(['list', 'watch 101', 'watch 101']);
    expect(run.problems).toEqual([]);
    await run.stop();
  });

  it('keeps a connection that brings bookmarks, and replaces it when they end', async () => {
    const bookmark = { type: 'BOOKMARK' as const, object: object('', '150') };
    const run = await start(
      [[]],
      [[bookmark, { pauseMs: 100_000 }, bookmark, 'hang'], ['hang']],
    );
    await run.clock.advance(100_000);
    await run.clock.advance(149_000);
    expect(run.calls).toEqual(['list', 'watch 101']);
    await run.clock.advance(1_000);
    await settle();
    expect(run.calls).toEqual(['list', 'watch 101', 'watch 150']);
    await run.stop();
  });

  it('calls a late handler for everything that is there', async () => {
    const run = await start([[object('a', '1'), object('b', '1')]], []);
    const seen: unknown[] = [];
    run.informer.addHandler({
      onAdd: (o, isInInitialList) =>
        seen.push([o.metadata.name, isInInitialList]),
    });
    expect(seen).toEqual([
      ['a', true],
      ['b', true],
    ]);
    await run.stop();
  });

  it('keeps its indexes through changes', async () => {
    const run = await start(
      [[object('a', '1', { color: 'red' })]],
      [
        [
          modified(object('a', '102', { color: 'blue' })),
          added(object('b', '103', { color: 'blue' })),
          'hang',
        ],
      ],
    );
    const names = (color: string) =>
      run.informer.store.byIndex('color', color).map(o => o.metadata.name);
    expect(names('red')).toEqual([]);
    expect(names('blue')).toEqual(['a', 'b']);
    await run.stop();
  });

  it('survives a handler that throws', async () => {
    const run = await start([[]], [[added(object('a', '102')), 'hang']]);
    run.informer.addHandler({
      onAdd: () => {
        throw new Error('bug');
      },
    });
    expect(run.changes).toEqual(['+a']);
    await run.stop();
  });

  it('indexes what is already stored, and refuses an unknown index', async () => {
    const run = await start(
      [[object('a', '1', { color: 'red' })]],
      [[added(object('b', '102')), 'hang']],
    );
    const { informer } = run;
    const find = (value: string) =>
      informer.store.byIndex('first-letter', value).map(o => o.metadata.name);
    expect(() => find('a')).toThrow(
      expect.objectContaining({ code: 'unknown-index' }),
    );
    informer.addIndexer('first-letter', o => [o.metadata.name?.[0] ?? '']);
    expect([find('a'), find('b'), find('c')]).toEqual([['a'], ['b'], []]);
    informer.addIndexer('first-letter', () => ['x']);
    expect([find('a'), find('x')]).toEqual([[], ['a', 'b']]);
    informer.removeIndexer('first-letter');
    expect(() => find('x')).toThrow('no index "first-letter"');
    await run.stop();
  });

  it('marks what the first list brings', async () => {
    const { client } = createScriptedClient(
      [[object('a', '1')]],
      [[added(object('b', '102')), 'hang']],
    );
    const informer = new Informer({ client, type: TYPE });
    const seen: unknown[] = [];
    informer.addHandler({
      onAdd: (o, isInInitialList) =>
        seen.push([o.metadata.name, isInInitialList]),
    });
    const stop = new AbortController();
    const done = informer.run(stop.signal);
    await settle();
    expect(seen).toEqual([
      ['a', true],
      ['b', false],
    ]);
    stop.abort();
    await done;
  });

  it('says why it has no data, logs it once, and finds the kind later', async () => {
    const missing = () => new NoMatchError('', 'v1', 'ConfigMap');
    const logged: unknown[] = [];
    const logger: Logger = {
      ...silentLogger,
      info: (_message, meta) => logged.push(meta?.reason),
      warn: (_message, meta) => logged.push(meta?.reason),
    };
    const lists = [...Array(12)].map(missing);
    const run = await start([...lists, [object('a', '1')]], [], logger);
    await run.informer.waitUntilSettled();
    expect(run.informer.hasSynced).toBe(false);
    expect(run.informer.isReachable).toBe(true);
    expect(run.informer.problem).toEqual({
      reason: 'kind-not-found',
      message: 'no matches for kind "ConfigMap" in version "v1"',
    });
    for (let i = 0; i < 11; i += 1) {
      await run.clock.advance(30_000);
      await settle();
    }
    expect(run.calls.filter(call => call === 'list').length).toBeGreaterThan(
      11,
    );
    await run.clock.advance(30_000);
    await settle();
    expect(run.informer.hasSynced).toBe(true);
    expect(run.informer.problem).toBeUndefined();
    expect(run.problems.map(problem => problem?.reason)).toEqual([
      'kind-not-found',
      undefined,
    ]);
    // Once missing, once there.
    expect(logged).toEqual(['kind-not-found', undefined]);
    await run.stop();
  });

  it('says that the CRD of a kind that it has read is gone, and when it is back', async () => {
    const lines: string[] = [];
    const log = (level: string) => (message: string) =>
      lines.push(`${level} ${message}`);
    const logger = { ...silentLogger, info: log('info'), warn: log('warn') };
    const gone = new ApiError(404, 'NotFound', '404 page not found');
    const missing = () => new NoMatchError('', 'v1', 'ConfigMap');
    const watches: WatchScript[] = [
      [deleted(object('a', '2')), gone],
      ...[...Array(3)].map(() => [missing()]),
    ];
    const run = await start([[object('a', '1')], missing()], watches, logger);
    for (let i = 0; i < 12; i += 1) {
      await run.clock.advance(30_000);
      await settle();
    }
    expect(run.changes).toEqual(['+a', '-a']);
    expect(lines).toEqual([
      'warn the CRD of ConfigMap is gone: work on its objects rests until it is back',
      'info the CRD of ConfigMap is there',
    ]);
    expect(run.informer.problem).toBeUndefined();
    await run.stop();
  });

  it.each([
    [new ApiError(403, 'Forbidden', 'no list'), 'forbidden', true],
    [new ApiError(401, 'Unauthorized', 'Unauthorized'), 'unauthorized', true],
    [new ApiError(404, 'NotFound', 'no such path'), 'kind-not-found', true],
    [new ApiError(500, 'InternalError', 'etcd'), 'failed', true],
    [new Error('connect ECONNREFUSED'), 'unreachable', false],
  ])('classifies %s as %s', async (error, reason, isReachable) => {
    const run = await start([error], []);
    expect(run.informer.problem).toEqual({ reason, message: error.message });
    expect(run.informer.isReachable).toBe(isReachable);
    await run.stop();
  });

  it('stops waiting when the signal aborts', async () => {
    const run = await start([new ApiError(403, 'Forbidden', 'no')], []);
    const stop = new AbortController();
    const synced = run.informer.waitForSync(stop.signal);
    stop.abort(new Error('enough'));
    await expect(synced).rejects.toThrow('enough');
    await expect(run.informer.waitForSync(stop.signal)).rejects.toThrow(
      'enough',
    );
    await run.informer.waitUntilSettled();
    await run.stop();
  });

  it('takes the opening of a watch for an answer', async () => {
    const run = await start([[]], [[new Error('lost')], ['open', 'hang']]);
    expect(run.informer.problem?.reason).toBe('unreachable');
    await run.clock.advance(600);
    await settle();
    expect(run.informer.problem).toBeUndefined();
    await run.stop();
  });

  it('logs another failure, and the same one after events again', async () => {
    const logged: unknown[] = [];
    const logger: Logger = {
      ...silentLogger,
      warn: (_message, meta) => logged.push(meta?.error),
    };
    const run = await start(
      [new Error('one'), new Error('two'), []],
      [
        [added(object('a', '110')), new Error('lost')],
        [new Error('lost')],
        [added(object('b', '120')), new Error('lost')],
      ],
      logger,
    );
    for (let i = 0; i < 5; i += 1) {
      await run.clock.advance(30_000);
      await settle();
    }
    expect(logged).toEqual(['one', 'two', 'lost', 'lost']);
    await run.stop();
  });

  it('backs off from watches that end at once', async () => {
    const run = await start([[]], [['end'], ['end'], ['end'], ['end']]);
    await run.clock.advance(0);
    await settle();
    expect(run.calls).toEqual(['list', 'watch 101']);
    expect(run.informer.problem?.message).toBe('the watch ended at once');
    await run.stop();
  });
});
