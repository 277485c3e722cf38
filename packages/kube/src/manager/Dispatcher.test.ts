import { FakeClock } from '../api/clock';
import { silentLogger } from '../api/logger';
import { WorkQueue } from '../workqueue/WorkQueue';
import { Dispatcher } from './Dispatcher';
import { SupersededError } from './errors';
import { RunPermit, WaitPlace } from './RunPermit';

const gates: (() => void)[] = [];

/** A promise that the test resolves; its end does at the latest. */
function createGate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  gates.push(open);
  return { open, opened };
}

const settle = () => new Promise(resolve => setImmediate(resolve));

describe('Dispatcher', () => {
  let queue: WorkQueue;
  let log: string[];
  let stop: AbortController;
  let done: Promise<void>;
  let process: (key: string, permit: RunPermit) => Promise<void>;

  function start(concurrency: number): void {
    const clock = new FakeClock();
    queue = new WorkQueue({ clock });
    stop = new AbortController();
    log = [];
    done = new Dispatcher({
      queue,
      clock,
      concurrency,
      logger: silentLogger,
      process: (key, permit) => process(key, permit),
    }).run(stop.signal);
  }

  afterEach(async () => {
    stop.abort();
    gates.splice(0).forEach(open => open());
    await done;
  });

  /** Lets runs wait for a place until the returned function is called. */
  function waitAt(place: (key: string) => WaitPlace | undefined): () => void {
    const { open, opened } = createGate();
    process = async (key, permit) => {
      const at = place(key);
      log.push(`${key} starts`);
      if (at) {
        await permit.waitFor(at, async () => {
          log.push(`${key} waits`);
          await opened;
        });
      }
      log.push(`${key} ends`);
    };
    return open;
  }

  it('runs others while one waits', async () => {
    start(1);
    const open = waitAt(key => (key === 'ns/slow' ? {} : undefined));
    ['ns/slow', 'ns/a', 'ns/b'].forEach(key => queue.add(key));
    await settle();
    expect(log).toEqual([
      ...['ns/slow starts', 'ns/slow waits'],
      ...['ns/a starts', 'ns/a ends', 'ns/b starts', 'ns/b ends'],
    ]);
    open();
    await settle();
    expect(log.at(-1)).toBe('ns/slow ends');
  });

  it('lets as many work at once as it may, those that have waited first', async () => {
    start(1);
    const open = waitAt(key => (key === 'ns/slow' ? {} : undefined));
    const waiting = process;
    const busy = createGate();
    process = async (key, permit) => {
      if (key !== 'ns/busy') return waiting(key, permit);
      log.push('busy');
      await busy.opened;
      log.push('idle');
      return undefined;
    };
    ['ns/slow', 'ns/busy', 'ns/a'].forEach(key => queue.add(key));
    await settle();
    open();
    await settle();
    expect(log).toEqual(['ns/slow starts', 'ns/slow waits', 'busy']);
    busy.open();
    await settle();
    expect(log.slice(3)).toEqual([
      ...['idle', 'ns/slow ends', 'ns/a starts', 'ns/a ends'],
    ]);
  });

  it('counts waiting per host and namespace', async () => {
    start(2);
    const open = waitAt(key => ({
      on: key.includes('good') ? 'good:443' : 'hangs:443',
      atOnce: 2,
    }));
    for (let i = 0; i < 300; i++) queue.add(`ns/bad${i}`);
    ['ns/good', 'other/bad'].forEach(key => queue.add(key));
    await settle();
    expect(log.filter(line => line.endsWith('waits'))).toEqual([
      ...['ns/bad0 waits', 'other/bad waits', 'ns/bad1 waits'],
      'ns/good waits',
    ]);
    open();
    while (log.filter(line => line.endsWith('ends')).length < 302) {
      await settle();
    }
    expect(new Set(log).size).toBe(3 * 302);
  });

  it('does not run an object twice at once, and leaves the line for something newer', async () => {
    start(2);
    const open = waitAt(() => ({ on: 'host', atOnce: 1 }));
    const failures: unknown[] = [];
    const waiting = process;
    process = (key, permit) =>
      waiting(key, permit).catch(error => {
        failures.push(error);
        throw error;
      });
    ['ns/first', 'ns/second'].forEach(key => queue.add(key));
    await settle();
    const trigger = { kind: 'Thing', namespace: 'ns', name: 'any' };
    ['ns/first', 'ns/second'].forEach(key => queue.add(key, trigger));
    await settle();
    // What has had its turn goes on; it decides itself whether to end early.
    expect(log).toEqual([
      ...['ns/first starts', 'ns/first waits'],
      ...['ns/second starts', 'ns/second starts'],
    ]);
    expect(failures).toEqual([expect.any(SupersededError)]);
    open();
    await settle();
    expect(log.slice(4).sort()).toEqual([
      ...['ns/first ends', 'ns/first ends', 'ns/first starts'],
      ...['ns/first waits', 'ns/second ends', 'ns/second waits'],
    ]);
  });
});
