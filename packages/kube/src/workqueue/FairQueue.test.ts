import { FairQueue } from './FairQueue';

function drain(queue: FairQueue<string>): string[] {
  const items: string[] = [];
  while (queue.size > 0) items.push(queue.take() ?? '');
  return items;
}

const LONG: [string, number] = ['long', 30];
const SHORT: [string, number] = ['short', 10];

describe('FairQueue', () => {
  it('takes one of each group in turn, in order within a group', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) {
      queue.add(item[0], item);
    }
    expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('serves a group that comes late before more of the others', () => {
    const queue = new FairQueue<string>();
    for (let i = 0; i < 1000; i++) queue.add('a', `a${i}`);
    queue.take();
    queue.add('b', 'b1');
    expect([queue.take(), queue.take()]).toEqual(['b1', 'a1']);
  });

  it('keeps the place of an item that is added again, and forgets a deleted one', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a1']) queue.add('a', item);
    expect(queue.size).toBe(2);
    expect(queue.delete('a', 'a1')).toBe(true);
    expect(queue.delete('a', 'a1')).toBe(false);
    expect(drain(queue)).toEqual(['a2']);
  });

  it('serves those first who have had least time', () => {
    const queue = new FairQueue<string>();
    for (let i = 0; i < 5; i++) {
      queue.add('long', `long${i}`);
      queue.add('short', `short${i}`);
    }
    const order: string[] = [];
    for (let i = 0; i < 6; i++) {
      const item = queue.take(0) ?? '';
      order.push(item);
      queue.charge(...(item.startsWith('long') ? LONG : SHORT));
    }
    expect(order).toEqual([
      ...['long0', 'short0', 'short1', 'short2', 'long1', 'short3'],
    ]);
  });

  it('gives no credit for having been away', () => {
    const queue = new FairQueue<string>();
    for (let i = 0; i < 9; i++) queue.add('busy', `busy${i}`);
    for (let i = 0; i < 5; i++) queue.take();
    ['late1', 'late2', 'late3'].forEach(item => queue.add('late', item));
    expect(drain(queue).slice(0, 4)).toEqual([
      ...['late1', 'busy5', 'late2', 'busy6'],
    ]);
  });
});
