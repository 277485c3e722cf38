import { WriterQueue } from './WriterQueue';
import type { WriterPlace } from './WriterQueue';

const target = { url: 'https://example.com/a.git', branch: 'main' };
const never = new AbortController().signal;

/** Work that ends when it is told to. */
function held() {
  let release = () => {};
  const released = new Promise<void>(resolve => {
    release = resolve;
  });
  return { work: () => released, release };
}

describe('WriterQueue', () => {
  it('does the work of a branch one after another, in order', async () => {
    const queue = new WriterQueue();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await new Promise(resolve => setTimeout(resolve, 2));
      seen.push(`${name} ends`);
      return name;
    };
    const results = ['a', 'b', 'c'].map(name =>
      queue.run(target, never, work(name)),
    );
    expect(queue.waiting(target)).toBe(2);
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
    expect(seen).toEqual(
      ['a', 'b', 'c'].flatMap(name => [`${name} begins`, `${name} ends`]),
    );
    expect(queue.waiting(target)).toBe(0);
  });

  it.each<[string, string]>([
    ['https://example.com/a.git', 'https://EXAMPLE.com/a'],
    ['https://example.com/a.git', 'https://user:secret@example.com/a.git/'],
    ['ssh://git@example.com/a', 'ssh://git@Example.com/a.git'],
  ])('takes %s and %s for one repository', async (one, other) => {
    const queue = new WriterQueue();
    const { work, release } = held();
    const first = queue.run({ url: one, branch: 'main' }, never, work);
    const second = queue.run(
      { url: other, branch: 'main' },
      never,
      async () => 2,
    );
    expect(queue.waiting({ url: one, branch: 'main' })).toBe(1);
    release();
    await first;
    expect(await second).toBe(2);
  });

  it.each([
    { url: target.url, branch: 'other' },
    { url: 'https://example.com/A.git', branch: 'main' },
  ])('lets %j go by', async other => {
    const queue = new WriterQueue();
    const { work, release } = held();
    const first = queue.run(target, never, work);
    expect(await queue.run(other, never, async () => 'done')).toBe('done');
    release();
    await first;
  });

  it('goes on after work that failed', async () => {
    const queue = new WriterQueue();
    const first = queue.run(target, never, async () => {
      throw new Error('no');
    });
    const second = queue.run(target, never, async () => 'done');
    await expect(first).rejects.toThrow('no');
    expect(await second).toBe('done');
  });

  it('lets a waiting one leave', async () => {
    const queue = new WriterQueue();
    const { work, release } = held();
    const leaving = new AbortController();
    const first = queue.run(target, never, work);
    const second = queue.run(target, leaving.signal, async () => 'second');
    const third = queue.run(target, never, async () => 'third');
    leaving.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    release();
    await first;
    expect(await third).toBe('third');
    await expect(
      queue.run(target, leaving.signal, async () => 'late'),
    ).rejects.toMatchObject({ code: 'aborted' });
    await expect(
      queue.run(target, AbortSignal.timeout(0), async () => {
        await new Promise(resolve => setTimeout(resolve, 5));
        return 'begun before it ended';
      }),
    ).resolves.toBe('begun before it ended');
  });

  it('refuses one more than it holds', async () => {
    const queue = new WriterQueue({ maxWaiting: 1 });
    const { work, release } = held();
    const first = queue.run(target, never, work);
    const second = queue.run(target, never, async () => 'second');
    await expect(
      queue.run(target, never, async () => 'third'),
    ).rejects.toMatchObject({
      code: 'limit',
      message:
        "1 writers wait for branch 'main' of 'https://example.com/a.git' already",
    });
    release();
    await first;
    expect(await second).toBe('second');
  });

  it('hands on what is left, and closes what nobody takes', async () => {
    const queue = new WriterQueue();
    const closed: string[] = [];
    const leave = (name: string) => async (place: WriterPlace) => {
      const { heritage, hasNext } = place;
      await heritage?.close();
      place.heritage = {
        close: async () => {
          closed.push(name);
        },
      };
      return hasNext;
    };
    const [first, second] = ['first', 'second'].map(name =>
      queue.run(target, never, leave(name)),
    );
    expect(await first).toBe(true);
    expect(await second).toBe(false);
    expect(closed).toEqual(['first', 'second']);
    const alone = queue.run(target, never, async place => place.heritage);
    expect(await alone).toBeUndefined();
  });
});
