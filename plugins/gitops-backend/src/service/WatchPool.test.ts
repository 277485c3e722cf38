import { WatchPool } from './WatchPool';

function setUp() {
  const opened: { change: () => void; close: jest.Mock }[] = [];
  const pool = new WatchPool<{ close(): void }>();
  const share = (key: string, onChange = () => {}) =>
    pool.share(
      key,
      change => {
        const watch = { change, close: jest.fn() };
        opened.push(watch);
        return watch;
      },
      onChange,
    );
  return { opened, pool, share };
}

describe('WatchPool', () => {
  it('opens one watch for all with the same key, and closes it with the last', () => {
    const { opened, pool, share } = setUp();
    const [first, second] = [share('a'), share('a')];
    share('b');
    expect(opened).toHaveLength(2);
    expect(first.watch).toBe(second.watch);
    first.close();
    first.close();
    expect(opened[0].close).not.toHaveBeenCalled();
    second.close();
    expect(opened[0].close).toHaveBeenCalledTimes(1);
    expect(pool.size).toBe(1);
    share('a');
    expect(opened).toHaveLength(3);
  });

  it('tells every share of a change, until it is closed', () => {
    const { opened, share } = setUp();
    const listeners = [jest.fn(), jest.fn()];
    const [first] = listeners.map(listener => share('a', listener));
    opened[0].change();
    first.close();
    opened[0].change();
    expect(listeners.map(({ mock }) => mock.calls.length)).toEqual([1, 2]);
  });

  it('makes something once for all shares, and anew after a change', () => {
    const { opened, share } = setUp();
    const shares = Array.from({ length: 100 }, () => share('a'));
    const make = jest.fn(() => ({}));
    const all = () => new Set(shares.map(each => each.remember('x', make)));
    expect(all().size).toBe(1);
    expect(make).toHaveBeenCalledTimes(1);
    opened[0].change();
    expect(all().size).toBe(1);
    expect(make).toHaveBeenCalledTimes(2);
    shares[0].remember('y', make);
    expect(make).toHaveBeenCalledTimes(3);
  });

  it('makes it anew after a second, because time is part of it', () => {
    jest.useFakeTimers();
    const { share } = setUp();
    const make = jest.fn(() => ({}));
    const one = share('a');
    one.remember('x', make);
    jest.advanceTimersByTime(1_001);
    one.remember('x', make);
    expect(make).toHaveBeenCalledTimes(2);
    jest.useRealTimers();
  });
});
