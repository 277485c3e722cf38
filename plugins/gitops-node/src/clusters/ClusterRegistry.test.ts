import { mockServices } from '@backstage/backend-test-utils';
import { FakeClock } from '@backstage-gitops/kube';
import type {
  ClusterLocator,
  ClusterTarget,
  LocatedCluster,
} from './locators/LocatedCluster';
import { ClusterRegistry } from './ClusterRegistry';
import type { ClusterMode } from './modes';
import type { OpenConnection } from './openConnection';

function located(
  name: string,
  source: LocatedCluster['source'] = 'config',
  url = `https://${name}`,
): LocatedCluster {
  const details = { name, url, authMetadata: {} };
  return { name, source, target: { type: 'details', details } };
}

/** A locator that gives the next of `answers`, and the last one for good. */
function locator(...answers: (LocatedCluster[] | Error)[]) {
  const asked = { count: 0 };
  const found: ClusterLocator & { asked: { count: number } } = {
    name: 'catalog locator',
    source: 'catalog',
    refreshMs: 60_000,
    asked,
    async locate() {
      const answer = answers[Math.min(asked.count, answers.length - 1)];
      asked.count += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return found;
}

function setUp(
  fixed: LocatedCluster[],
  modes: Record<string, ClusterMode> = {},
) {
  const events: string[] = [];
  const clock = new FakeClock();
  const logger = mockServices.logger.mock();
  const connect = (name: string, target: ClusterTarget) => {
    if (target.type === 'none') return target.problem;
    events.push(`open ${name}`);
    const closing = new AbortController();
    return {
      client: {},
      signal: closing.signal,
      close: async () => {
        events.push(`close ${name}`);
        closing.abort();
      },
    } as unknown as OpenConnection;
  };
  const registry = new ClusterRegistry({
    fixed,
    modes: new Map(Object.entries(modes)),
    connect,
    logger,
    clock,
  });
  registry.onChange(() => events.push('change'));
  const summary = () =>
    registry
      .list()
      .map(({ name, controllers, problem }) =>
        [name, controllers, problem?.code].filter(Boolean).join(' '),
      );
  return { registry, events, clock, logger, summary };
}

const settle = () => new Promise(resolve => setImmediate(resolve));

describe('ClusterRegistry', () => {
  it('observes a cluster that nothing is said about', async () => {
    const { registry, summary } = setUp([located('a'), located('b')], {
      b: { controllers: 'run' },
    });
    registry.start();
    expect(summary()).toEqual(['a observe', 'b run']);
    await registry.close();
  });

  it('lets gitops.clusters go before the mode of a section', async () => {
    const mode = { controllers: 'run' } as const;
    const clusters = [
      { ...located('a'), mode },
      { ...located('b'), mode },
    ];
    const { registry, summary } = setUp(clusters, {
      b: { controllers: 'observe' },
    });
    registry.start();
    expect(summary()).toEqual(['a run', 'b observe']);
    await registry.close();
  });

  it('reports a mode for a cluster that nobody gives, and waits for locators first', async () => {
    const { registry, summary, clock, logger } = setUp([located('a')], {
      late: { controllers: 'run' },
      never: { controllers: 'run' },
    });
    registry.start([locator(new Error('no catalog yet'), [located('late')])]);
    await settle();
    expect(summary()).toEqual([
      'a observe',
      'catalog locator observe locator-failed',
    ]);
    await clock.advance(1_000);
    expect(summary()).toEqual([
      'a observe',
      'late run',
      'never run unknown-cluster',
    ]);
    await clock.advance(300_000);
    expect(logger.warn.mock.calls.map(([message]) => message)).toEqual([
      'cluster "catalog locator": no catalog yet',
      'cluster "never": gitops.clusters names it, and no cluster locator gives it',
    ]);
    await registry.close();
  });

  it('observes a cluster whose mode is none, and says so', async () => {
    const problem = { code: 'invalid-mode', message: 'not "off"' } as const;
    const { registry, summary } = setUp([located('a')], {
      a: { controllers: 'observe', problem },
    });
    registry.start();
    expect(summary()).toEqual(['a observe invalid-mode']);
    expect(registry.get('a')?.connection).toBeDefined();
    await registry.close();
  });

  it('connects only the first of a name, and one of app-config before one of the catalog', async () => {
    const { registry, summary, events } = setUp([located('a'), located('a')]);
    registry.start([
      locator([located('a', 'catalog', 'https://evil.example.org')]),
    ]);
    await settle();
    expect(summary()).toEqual([
      'a observe',
      'a#2 observe duplicate-name',
      'a#3 observe duplicate-name',
    ]);
    expect(registry.get('a')?.source).toBe('config');
    expect(events.filter(event => event !== 'change')).toEqual(['open a']);
    await registry.close();
  });

  it('follows clusters that come, change and go, and keeps the others', async () => {
    const { registry, events, clock } = setUp([located('fixed')]);
    registry.start([
      locator(
        [located('one', 'catalog'), located('two', 'catalog')],
        [located('one', 'catalog'), located('two', 'catalog', 'https://new')],
        [{ ...located('one', 'catalog'), title: 'One' }],
      ),
    ]);
    const fixed = registry.get('fixed');
    await settle();
    const [one, two] = [registry.get('one'), registry.get('two')];
    events.length = 0;
    await clock.advance(60_000);
    expect(events).toEqual(['open two', 'close two', 'change']);
    expect(registry.get('one')).toBe(one);
    expect(two?.connection?.signal.aborted).toBe(true);
    events.length = 0;
    await clock.advance(60_000);
    expect(events).toEqual(['close two', 'change']);
    expect(registry.get('two')).toBeUndefined();
    expect(registry.get('one')?.title).toBe('One');
    expect(registry.get('one')?.connection).toBe(one?.connection);
    expect(registry.get('fixed')).toBe(fixed);
    events.length = 0;
    await clock.advance(60_000);
    expect(events).toEqual([]);
    await registry.close();
  });

  it('keeps the clusters of a locator that fails', async () => {
    const { registry, summary, clock } = setUp([]);
    registry.start([
      locator([located('one')], new Error('503'), [located('one')]),
    ]);
    await settle();
    const one = registry.get('one');
    await clock.advance(60_000);
    expect(summary()).toEqual([
      'one observe',
      'catalog locator observe locator-failed',
    ]);
    await clock.advance(1_000);
    expect(summary()).toEqual(['one observe']);
    expect(registry.get('one')).toBe(one);
    await registry.close();
  });

  it('asks a locator that fails after 1, 2, 4, … 30 seconds', async () => {
    const { registry, clock } = setUp([]);
    const failing = locator(new Error('503'));
    registry.start([failing]);
    await settle();
    const counts = [];
    for (const ms of [1_000, 2_000, 4_000, 8_000, 16_000, 29_000, 1_000]) {
      await clock.advance(ms);
      counts.push(failing.asked.count);
    }
    expect(counts).toEqual([2, 3, 4, 5, 6, 6, 7]);
    await registry.close();
  });

  it('closes everything, asks no more, and ignores what comes late', async () => {
    const { registry, events, clock } = setUp([located('a')]);
    const asked = locator([located('b')]);
    registry.start([asked]);
    await settle();
    await registry.close();
    expect(events.slice(-2)).toEqual(['close a', 'close b']);
    const count = asked.asked.count;
    await clock.advance(600_000);
    expect(asked.asked.count).toBe(count);
    expect(clock.pending).toBe(0);
  });

  it('survives a listener that throws', async () => {
    const { registry, events, logger } = setUp([located('a')]);
    registry.onChange(() => {
      throw new Error('bug');
    });
    registry.onChange(() => events.push('third'));
    registry.start();
    expect(events).toEqual(['open a', 'change', 'third']);
    expect(logger.error).toHaveBeenCalledTimes(1);
    await registry.close();
  });
});
