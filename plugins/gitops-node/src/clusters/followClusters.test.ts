import { mockServices } from '@backstage/backend-test-utils';
import { followClusters } from './followClusters';
import type { ClusterConnection, GitOpsCluster, GitOpsClusters } from './types';

interface TestCluster {
  readonly cluster: GitOpsCluster;
  readonly close: () => void;
}

function create(
  name: string,
  controllers: GitOpsCluster['controllers'] = 'run',
): TestCluster {
  const closing = new AbortController();
  const connection = {
    signal: closing.signal,
  } as unknown as ClusterConnection;
  const cluster = { name, controllers, source: 'config', connection } as const;
  return { cluster, close: () => closing.abort() };
}

function setUp(...first: TestCluster[]) {
  let now = first;
  let onChange = () => {};
  const clusters: GitOpsClusters = {
    list: () => now.map(({ cluster }) => cluster),
    get: () => undefined,
    onChange(listener) {
      onChange = listener;
      return () => {
        onChange = () => {};
      };
    },
  };
  const events: string[] = [];
  const logger = mockServices.logger.mock();
  const ends = new Map<string, () => void>();
  const follower = followClusters({
    clusters,
    filter: ({ controllers }) => controllers === 'run',
    logger,
    async run({ name }, _connection, signal) {
      events.push(`start ${name}`);
      await new Promise<void>((resolve, reject) => {
        ends.set(name, () => reject(new Error('bug')));
        signal.addEventListener('abort', () => setImmediate(resolve));
      });
      events.push(`end ${name}`);
    },
  });
  const change = (...next: TestCluster[]) => {
    now = next;
    onChange();
  };
  return { follower, events, change, logger, ends };
}

const settle = async () => {
  for (let i = 0; i < 5; i += 1) {
    await new Promise(resolve => setImmediate(resolve));
  }
};

describe('followClusters', () => {
  it('works for clusters that match, also for those that come later', async () => {
    const [a, b, c] = [create('a'), create('b', 'observe'), create('c')];
    const { follower, events, change } = setUp(a, b);
    await settle();
    change(a, b, c);
    change(a, b, c);
    await settle();
    expect(events).toEqual(['start a', 'start c']);
    await follower.stop();
    expect(events.slice(2)).toEqual(['end a', 'end c']);
  });

  it('ends the work of a cluster that goes', async () => {
    const a = create('a');
    const { follower, events, change } = setUp(a);
    await settle();
    change();
    a.close();
    await settle();
    expect(events).toEqual(['start a', 'end a']);
    await follower.stop();
  });

  it('starts again after a change, when the old work has ended', async () => {
    const [old, next] = [create('a'), create('a')];
    const { follower, events, change } = setUp(old);
    await settle();
    change(next);
    old.close();
    expect(events).toEqual(['start a']);
    await settle();
    expect(events).toEqual(['start a', 'end a', 'start a']);
    await follower.stop();
  });

  it('logs work that fails, and goes on with the others', async () => {
    const { follower, events, logger, ends } = setUp(create('a'), create('b'));
    await settle();
    ends.get('a')?.();
    await settle();
    expect(logger.error).toHaveBeenCalledWith('work for a cluster has failed', {
      cluster: 'a',
      error: 'bug',
    });
    await follower.stop();
    expect(events).toEqual(['start a', 'start b', 'end b']);
  });
});
