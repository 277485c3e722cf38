import { FakeClock } from '@backstage-gitops/kube';
import { Lanes } from './Lanes';
import type { Lane, LanePass } from './Lanes';

const settle = () => new Promise(resolve => setImmediate(resolve));

describe('Lanes', () => {
  let clock: FakeClock;
  let lanes: Lanes;
  let started: string[];
  const { signal } = new AbortController();

  beforeEach(() => {
    clock = new FakeClock();
    started = [];
    lanes = new Lanes({ source: 2, archive: 1, build: 2, slowBuild: 1 }, clock);
  });

  /** Enters a lane; the pass once it is the turn of `namespace/name`. */
  async function enter(lane: Lane, key: string): Promise<LanePass> {
    const pass = await lanes.enter(lane, key.split('/')[0], signal);
    started.push(key);
    return pass;
  }

  it('keeps kinds of work apart', async () => {
    ['a/1', 'b/1', 'c/1'].forEach(key => void enter('build', key));
    void enter('slowBuild', 'a/slow');
    await enter('source', 'd/source');
    await enter('archive', 'd/archive');
    expect(started).toEqual([
      ...['a/1', 'b/1', 'a/slow', 'd/source', 'd/archive'],
    ]);
  });

  it('runs no more than it may, whatever comes while a place is handed on', async () => {
    const first = await enter('archive', 'a/1');
    void enter('archive', 'a/2');
    first.leave();
    first.leave();
    void enter('archive', 'b/1');
    await settle();
    expect(started).toEqual(['a/1', 'a/2']);
  });

  it('serves the namespace first that has used least', async () => {
    const first = await enter('archive', 'a/1');
    const passes = ['a/2', 'a/3', 'b/1'].map(key => enter('archive', key));
    await clock.advance(1_000);
    first.leave();
    (await passes[2]).leave();
    (await passes[0]).leave();
    await passes[1];
    expect(started).toEqual(['a/1', 'b/1', 'a/2', 'a/3']);
  });

  it('lets a long build give way to those that wait, and only then', async () => {
    const long = await enter('build', 'a/1');
    const later = await enter('build', 'a/2');
    await clock.advance(60_000);
    expect(long.preempted.aborted).toBe(false);
    const waiting = enter('build', 'b/1');
    await settle();
    expect(long.preempted.aborted).toBe(true);
    long.leave();
    await waiting;
    expect(later.preempted.aborted).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('gives a build its slice first', async () => {
    const passes = [await enter('build', 'a/1'), await enter('build', 'a/2')];
    void enter('build', 'b/1');
    await clock.advance(9_999);
    expect(passes.map(pass => pass.preempted.aborted)).toEqual([false, false]);
    await clock.advance(1);
    expect(passes.map(pass => pass.preempted.aborted)).toEqual([true, false]);
    lanes.close();
    expect(clock.pending).toBe(0);
  });

  it('forgets who no longer waits', async () => {
    const first = await enter('archive', 'a/1');
    const gaveUp = new AbortController();
    const second = lanes.enter('archive', 'a', gaveUp.signal);
    gaveUp.abort('enough');
    await expect(second).rejects.toBe('enough');
    first.leave();
    await enter('archive', 'b/1');
    expect(started).toEqual(['a/1', 'b/1']);
  });
});
