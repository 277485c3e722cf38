import { FairQueue } from './FairQueue';

function drain(queue: FairQueue<string>): string[] {
  const items: string[] = [];
  while (queue.size > 0) items.push(queue.take() ?? '');
  return items;
}

describe('FairQueue', () => {
  it('takes one of each group in turn, in order within a group', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) {
      queue.add(item[0], item);
    }
    expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('serves a group that comes late after one turn of the others', () => {
    const queue = new FairQueue<string>();
    for (let i = 0; i < 1000; i++) queue.add('a', `a${i}`);
    queue.take();
    queue.add('b', 'b1');
    expect([queue.take(), queue.take()]).toEqual(['a1', 'b1']);
  });

  it('keeps the place of an item that is added again, and forgets a deleted one', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a1']) queue.add('a', item);
    expect(queue.size).toBe(2);
    expect(queue.delete('a', 'a1')).toBe(true);
    expect(queue.delete('a', 'a1')).toBe(false);
    expect(drain(queue)).toEqual(['a2']);
  });

  it('passes over what may not leave yet', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'b1']) queue.add(item[0], item);
    expect(queue.take(item => item !== 'a1')).toBe('a2');
    expect(queue.take(() => false)).toBeUndefined();
    expect(drain(queue)).toEqual(['b1', 'a1']);
  });
});
