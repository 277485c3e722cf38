import { FakeClock } from '../api/clock';
import { WorkQueue } from './WorkQueue';

function createQueue() {
  const clock = new FakeClock();
  return { clock, queue: new WorkQueue({ clock }) };
}

/** Everything that can be taken now, without waiting. */
async function drain(queue: WorkQueue): Promise<string[]> {
  const keys: string[] = [];
  while (queue.depth > 0) keys.push((await queue.take()) ?? '');
  return keys;
}

describe('WorkQueue', () => {
  it('hands out each waiting key once, in order', async () => {
    const { queue } = createQueue();
    ['a', 'b', 'a'].forEach(key => queue.add(key));
    expect(await drain(queue)).toEqual(['a', 'b']);
  });

  it('serves namespaces in turn', async () => {
    const { queue } = createQueue();
    ['a/1', 'a/2', 'a/3', 'b/1', 'c/1', 'b/2'].forEach(key => queue.add(key));
    expect(await drain(queue)).toEqual([
      'a/1',
      'b/1',
      'c/1',
      'a/2',
      'b/2',
      'a/3',
    ]);
  });

  it('tells the run of a key that something newer is to do', async () => {
    const { queue } = createQueue();
    queue.add('a');
    await queue.take();
    const superseded = queue.supersededSignal('a');
    queue.add('a');
    expect(superseded.aborted).toBe(false);
    const trigger = { kind: 'GitRepository', namespace: 'ns', name: 'source' };
    queue.add('a', trigger);
    expect(superseded.reason).toBe(trigger);
    queue.done('a');
    expect(await queue.take()).toBe('a');
    expect(queue.supersededSignal('a').aborted).toBe(false);
  });

  it('never hands out a key that is being worked on', async () => {
    const { queue } = createQueue();
    queue.add('a');
    expect(await queue.take()).toBe('a');
    queue.add('a');
    queue.add('b');
    expect(await drain(queue)).toEqual(['b']);
    queue.done('a');
    expect(await drain(queue)).toEqual(['a']);
  });

  it('gives a key to a taker that waits', async () => {
    const { queue } = createQueue();
    const taken = queue.take();
    queue.add('a');
    expect(await taken).toBe('a');
    queue.add('a');
    expect(queue.depth).toBe(0);
  });

  it('keeps the earliest of two delayed times', async () => {
    const { clock, queue } = createQueue();
    queue.addAfter('a', 1000);
    queue.addAfter('a', 5000);
    queue.addAfter('b', 5000);
    queue.addAfter('b', 2000);
    await clock.advance(1000);
    expect(await drain(queue)).toEqual(['a']);
    await clock.advance(1000);
    expect(await drain(queue)).toEqual(['b']);
    await clock.advance(10_000);
    expect(await drain(queue)).toEqual([]);
  });

  it('drops the delayed entry of a key that is added now', async () => {
    const { clock, queue } = createQueue();
    queue.addAfter('a', 1000);
    queue.add('a');
    expect(await drain(queue)).toEqual(['a']);
    queue.done('a');
    await clock.advance(2000);
    expect(queue.depth).toBe(0);
  });

  it('doubles the delay per failure from 750 ms up to 15 minutes', () => {
    const { queue } = createQueue();
    const delays = Array.from({ length: 13 }, () => queue.addRateLimited('a'));
    expect(delays.slice(0, 4)).toEqual([750, 1500, 3000, 6000]);
    expect(delays.slice(-2)).toEqual([900_000, 900_000]);
    queue.forget('a');
    expect(queue.addRateLimited('a')).toBe(750);
  });

  it('wakes takers and drops timers when shut down', async () => {
    const { clock, queue } = createQueue();
    queue.addAfter('a', 1000);
    const taken = queue.take();
    queue.shutDown();
    expect(await taken).toBeUndefined();
    expect(await queue.take()).toBeUndefined();
    expect(clock.pending).toBe(0);
    queue.add('b');
    expect(queue.depth).toBe(0);
  });

  it('waits also longer than a timer can', async () => {
    const { clock, queue } = createQueue();
    queue.addAfter('a', 2 ** 40);
    await clock.advance(2 ** 40 - 1);
    expect(queue.depth).toBe(0);
    await clock.advance(1);
    expect(queue.depth).toBe(1);
  });
});
