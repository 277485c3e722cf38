import { FakeClock } from '../api/clock';
import { ApiError } from '../api/errors';
import { KubeObject, WatchEvent } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { ListOptions, WatchOptions } from '../client/options';
import { Informer } from './Informer';

type Script = (WatchEvent<KubeObject> | Error | 'hang' | 'end')[];

const TYPE = { apiVersion: 'v1', kind: 'ConfigMap' };

function object(
  name: string,
  resourceVersion: string,
  labels?: Record<string, string>,
): KubeObject {
  return {
    ...TYPE,
    metadata: { name, namespace: 'ns', uid: name, resourceVersion, labels },
  };
}

/** A client that answers lists and watches from a script. */
function createClient(lists: KubeObject[][], watches: Script[]) {
  const calls: string[] = [];
  let version = 100;
  const client = {
    async listAll(_type: unknown, _options: ListOptions) {
      calls.push('list');
      version += 1;
      return {
        metadata: { resourceVersion: String(version) },
        items: lists.shift() ?? [],
      };
    },
    async *watch(_type: unknown, options: WatchOptions) {
      calls.push(`watch ${options.resourceVersion}`);
      for (const step of watches.shift() ?? ['hang']) {
        if (step instanceof Error) throw step;
        if (step === 'end') return;
        if (step === 'hang') {
          await new Promise((_resolve, reject) =>
            options.signal?.addEventListener('abort', () =>
              reject(options.signal?.reason),
            ),
          );
        } else yield step;
      }
    },
  };
  return { client: client as unknown as KubeClient, calls };
}

const settle = async () => {
  for (let i = 0; i < 20; i += 1)
    await new Promise(resolve => setImmediate(resolve));
};

async function start(lists: KubeObject[][], watches: Script[]) {
  const { client, calls } = createClient(lists, watches);
  const clock = new FakeClock();
  const told: string[] = [];
  const informer = new Informer<KubeObject>({
    client,
    type: TYPE,
    clock,
    indexers: {
      color: o => (o.metadata.labels?.color ? [o.metadata.labels.color] : []),
    },
  });
  informer.addHandler({
    onAdd: o => told.push(`+${o.metadata.name}`),
    onUpdate: o =>
      told.push(`~${o.metadata.name}@${o.metadata.resourceVersion}`),
    onDelete: o => told.push(`-${o.metadata.name}`),
  });
  const stop = new AbortController();
  const done = informer.run(stop.signal);
  await settle();
  return {
    informer,
    told,
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
    expect(run.told).toEqual(['+a', '+b', '-a']);
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

  it('lists again at once after 410 and tells the differences', async () => {
    const run = await start(
      [
        [object('a', '1'), object('b', '1'), object('c', '1')],
        [object('b', '1'), object('c', '2'), object('d', '2')],
      ],
      [[new ApiError(410, 'Expired', 'too old resource version')], ['hang']],
    );
    expect(run.calls).toEqual(['list', 'watch 101', 'list', 'watch 102']);
    expect(run.told.slice(3)).toEqual(['~c@2', '+d', '-a']);
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
    expect(run.told).toEqual(['+a', '~a@120']);
    expect(run.informer.isReachable).toBe(true);
    await run.stop();
  });

  it('watches again when a connection is dead', async () => {
    const run = await start([[]], [['hang'], ['hang']]);
    await run.clock.advance(700_000);
    await settle();
    expect(run.calls).toEqual(['list', 'watch 101', 'watch 101']);
    await run.stop();
  });

  it('tells a late handler about everything that is there', async () => {
    const run = await start([[object('a', '1'), object('b', '1')]], []);
    const seen: (string | undefined)[] = [];
    run.informer.addHandler({ onAdd: o => seen.push(o.metadata.name) });
    expect(seen).toEqual(['a', 'b']);
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
    expect(run.told).toEqual(['+a']);
    await run.stop();
  });
});
