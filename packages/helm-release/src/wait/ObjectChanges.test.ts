import {
  ApiError,
  type KubeClient,
  type UnstructuredObject,
  type WatchEvent,
} from '@backstage-gitops/kube';
import { setTimeout } from 'timers/promises';
import { ObjectChanges } from './ObjectChanges';

type Event = WatchEvent<UnstructuredObject>;

/** A watch that a test feeds. */
class FakeWatch {
  #queue: (Event | Error | 'end')[] = [];
  #wake: () => void = () => undefined;

  constructor(readonly namespace: string, readonly from: string | undefined) {}

  send(...items: (Event | Error | 'end')[]): Promise<void> {
    this.#queue.push(...items);
    this.#wake();
    return setTimeout(1);
  }

  async *events(signal: AbortSignal): AsyncGenerator<Event> {
    signal.addEventListener('abort', () => {
      void this.send(new Error('aborted'));
    });
    for (;;) {
      const item = this.#queue.shift();
      if (item === 'end') return;
      if (item instanceof Error) throw item;
      if (item) yield item;
      else await new Promise<void>(resolve => (this.#wake = resolve));
    }
  }
}

const deployment = (name: string, version: string, uid = name) =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'apps', uid, resourceVersion: version },
  } as UnstructuredObject);

const modified = (...of: Parameters<typeof deployment>): Event => ({
  type: 'MODIFIED',
  object: deployment(...of),
});

describe('ObjectChanges', () => {
  let watches: FakeWatch[];
  let changes: ObjectChanges;

  beforeEach(() => {
    watches = [];
    const client = {
      watch: (
        _: unknown,
        options: {
          namespace: string;
          resourceVersion?: string;
          signal: AbortSignal;
        },
      ) => {
        const { namespace, resourceVersion, signal } = options;
        const watch = new FakeWatch(namespace, resourceVersion);
        watches.push(watch);
        return watch.events(signal);
      },
    };
    changes = new ObjectChanges(client as unknown as KubeClient, 0);
  });
  afterEach(() => changes.close());

  /** Follows an object, with what was heard of it. */
  function follow(object: UnstructuredObject) {
    const heard: string[] = [];
    const following = changes.follow(object, {
      changed: now => heard.push(now?.metadata.resourceVersion ?? 'gone'),
      missed: () => heard.push('missed'),
    });
    return { heard, following };
  }

  it('opens one watch for all objects of a kind and namespace, and lists nothing', async () => {
    const one = follow(deployment('one', '10'));
    const two = follow(deployment('two', '12'));
    expect(watches.map(({ namespace, from }) => [namespace, from])).toEqual([
      ['apps', '10'],
    ]);
    await watches[0].send(
      modified('two', '11'),
      modified('one', '13'),
      modified('three', '14'),
      { type: 'DELETED', object: deployment('two', '15') },
    );
    expect(one.heard).toEqual(['13']);
    // What it knew already is no news.
    expect(two.heard).toEqual(['gone']);
  });

  it('lets those look again who have read before the watch began', () => {
    follow(deployment('one', '10'));
    expect(follow(deployment('two', '9')).heard).toEqual(['missed']);
  });

  it('goes on where the server has ended the watch', async () => {
    const { heard } = follow(deployment('one', '10'));
    await watches[0].send(modified('one', '13'), 'end');
    expect(watches.map(({ from }) => from)).toEqual(['10', '13']);
    await watches[1].send(modified('one', '14'));
    expect(heard).toEqual(['13', '14']);
  });

  it('begins with what there is where the version is too old', async () => {
    const { heard } = follow(deployment('one', '10'));
    await watches[0].send(new ApiError(410, 'Expired', 'too old'));
    expect(watches.map(({ from }) => from)).toEqual(['10', undefined]);
    await watches[1].send(modified('one', '10'), modified('one', '20'));
    expect(heard).toEqual(['20']);
  });

  it.each([
    ['fails', new ApiError(403, 'Forbidden', 'no')],
    ['ends at once', 'end' as const],
  ])('tells followers when the watch %s, and opens another', async (_, end) => {
    const { heard, following } = follow(deployment('one', '10'));
    expect(following.isLive).toBe(true);
    await watches[0].send(end);
    expect(heard).toEqual(['missed']);
    expect(following.isLive).toBe(false);
    expect(changes.size).toBe(0);
    follow(deployment('one', '11'));
    expect(watches).toHaveLength(2);
  });

  it('does not take another object of the same name for the same', async () => {
    const { heard } = follow(deployment('one', '10'));
    await watches[0].send(modified('one', '12', 'created-anew'));
    expect(heard).toEqual(['missed']);
  });

  it('ends the watch some time after the last follower', async () => {
    const one = follow(deployment('one', '10'));
    const two = follow(deployment('two', '11'));
    one.following.stop();
    await setTimeout(5);
    expect(changes.size).toBe(1);
    two.following.stop();
    await setTimeout(5);
    expect(changes.size).toBe(0);
    await watches[0].send(modified('two', '12'));
    expect(two.heard).toEqual([]);
  });
});
