import { ApiError, ConnectionError } from '../api/errors';
import { FakeClock } from '../api/clock';
import { KubeObject } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { Lease, LeaseOptions } from './Lease';

type Stored = KubeObject & { spec: Record<string, unknown> };

/** A server that holds one Lease, with optimistic locking. */
function createServer() {
  let stored: Stored | undefined;
  let version = 0;
  let isDown = false;
  let requests = 0;
  let hang = async () => {};
  const check = () => {
    requests += 1;
    if (isDown) throw new Error('connect ECONNREFUSED');
  };
  const save = (object: KubeObject) => {
    version += 1;
    stored = structuredClone(object) as Stored;
    stored.metadata.resourceVersion = String(version);
    return stored;
  };
  const client = {
    async find() {
      check();
      await hang();
      return stored && structuredClone(stored);
    },
    async create(object: KubeObject) {
      check();
      if (stored) throw new ApiError(409, 'AlreadyExists', 'exists');
      return save(object);
    },
    async update(object: KubeObject) {
      check();
      const isStale =
        object.metadata.resourceVersion !== stored?.metadata.resourceVersion;
      if (isStale) throw new ApiError(409, 'Conflict', 'conflict');
      return save(object);
    },
  } as unknown as KubeClient;
  return {
    client,
    get requests() {
      return requests;
    },
    /** Requests end only by their time limit. */
    hang(ms: number, clock: FakeClock) {
      hang = async () => {
        await new Promise<void>(done => clock.after(ms, done));
        throw new ConnectionError('timeout', 'timed out');
      };
    },
    get spec() {
      return stored?.spec;
    },
    fail(down: boolean) {
      isDown = down;
    },
  };
}

const settle = async () => {
  for (let i = 0; i < 10; i += 1)
    await new Promise(resolve => setImmediate(resolve));
};

describe('Lease', () => {
  function contend(
    server: ReturnType<typeof createServer>,
    clock: FakeClock,
    identity: string,
    more: Partial<LeaseOptions> = {},
  ) {
    const lease = new Lease({
      client: server.client,
      namespace: 'ns',
      name: 'l',
      identity,
      clock,
      ...more,
    });
    const stop = new AbortController();
    const state = {
      isLeading: false,
      /** What it does yet before it ends. */
      drain: async () => {},
      stop: async () => {},
    };
    const done = lease.run(signal => {
      state.isLeading = true;
      return new Promise(resolve =>
        signal.addEventListener('abort', () => {
          void state.drain().then(() => {
            state.isLeading = false;
            resolve();
          });
        }),
      );
    }, stop.signal);
    state.stop = async () => {
      stop.abort();
      await done;
    };
    return { state, lease };
  }

  it('has one leader, who gives the lease back when stopped', async () => {
    const [server, clock] = [createServer(), new FakeClock()];
    const a = contend(server, clock, 'a');
    await settle();
    const b = contend(server, clock, 'b');
    await settle();
    expect([a.state.isLeading, b.state.isLeading]).toEqual([true, false]);
    expect(server.spec).toMatchObject({
      holderIdentity: 'a',
      leaseDurationSeconds: 35,
      leaseTransitions: 0,
    });
    expect(await b.lease.holder()).toBe('a');
    await clock.advance(60_000);
    expect([a.state.isLeading, b.state.isLeading]).toEqual([true, false]);
    await a.state.stop();
    expect(server.spec).toMatchObject({ holderIdentity: '' });
    await clock.advance(5_000);
    await settle();
    expect(b.state.isLeading).toBe(true);
    expect(server.spec).toMatchObject({
      holderIdentity: 'b',
      leaseTransitions: 1,
    });
    await b.state.stop();
  });

  it('takes over from a holder that has died, after its duration and no sooner', async () => {
    const [server, clock] = [createServer(), new FakeClock()];
    await server.client.create({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'l', namespace: 'ns' },
      spec: {
        holderIdentity: 'dead',
        leaseDurationSeconds: 35,
        renewTime: '2020-01-01T00:00:00.000000Z',
      },
    } as KubeObject);
    const b = contend(server, clock, 'b');
    await settle();
    await clock.advance(34_000);
    await settle();
    expect(b.state.isLeading).toBe(false);
    await clock.advance(10_000);
    await settle();
    expect(b.state.isLeading).toBe(true);
    await b.state.stop();
  });

  it('stops leading when it could not renew in time', async () => {
    const [server, clock] = [createServer(), new FakeClock()];
    const a = contend(server, clock, 'a');
    await settle();
    server.fail(true);
    await clock.advance(20_000);
    expect(a.state.isLeading).toBe(true);
    await clock.advance(20_000);
    await settle();
    expect(a.state.isLeading).toBe(false);
  });

  it('stops leading in time where a renewal gets no answer', async () => {
    const [server, clock] = [createServer(), new FakeClock()];
    const a = contend(server, clock, 'a');
    await settle();
    server.hang(10_000, clock);
    await clock.advance(55_000);
    await settle();
    expect(a.state.isLeading).toBe(false);
    await expect(a.lease.requireHeld()).rejects.toThrow('is lost');
  });

  it('is not free to others before the holder expects it', async () => {
    const [server, clock] = [createServer(), new FakeClock()];
    const times = { durationMs: 1400, renewDeadlineMs: 1200, retryMs: 300 };
    const a = contend(server, clock, 'a', times);
    await settle();
    expect(server.spec).toMatchObject({ leaseDurationSeconds: 2 });
    await a.state.stop();
  });

  it('is renewed until what it leads has ended', async () => {
    const [server, clock] = [createServer(), new FakeClock()];
    const a = contend(server, clock, 'a');
    await settle();
    const b = contend(server, clock, 'b');
    let end: () => void = () => undefined;
    a.state.drain = () => new Promise(resolve => (end = resolve));
    const stopped = a.state.stop();
    await clock.advance(120_000);
    expect([a.state.isLeading, b.state.isLeading]).toEqual([true, false]);
    await a.lease.requireHeld();
    end();
    await stopped;
    await clock.advance(5_000);
    await settle();
    expect(b.state.isLeading).toBe(true);
    await b.state.stop();
  });

  /** A holds the lease, and B waits for it, each by a clock of its own. */
  async function contest() {
    const server = createServer();
    const [clockOfA, clockOfB] = [new FakeClock(), new FakeClock()];
    const a = contend(server, clockOfA, 'a');
    await settle();
    const b = contend(server, clockOfB, 'b');
    await settle();
    return { server, a, b, clockOfA, clockOfB };
  }

  it('is not taken by one whose wall clock is set forward, nor kept by one whose is set back', async () => {
    const { server, a, b, clockOfA, clockOfB } = await contest();
    clockOfB.jump(3_600_000);
    await clockOfB.advance(6_000);
    expect(b.state.isLeading).toBe(false);
    clockOfA.jump(-3_600_000);
    server.fail(true);
    await clockOfA.advance(31_000);
    await settle();
    expect(a.state.isLeading).toBe(false);
    server.fail(false);
    await a.state.stop();
    await b.state.stop();
  });

  describe('asked whether it is held after a standstill', () => {
    /** A leads, and then neither its timers nor its requests move for a minute. */
    async function standStill() {
      const started = await contest();
      started.clockOfA.jump(60_000);
      return started;
    }

    it('renews where nobody has taken it, and goes on', async () => {
      const { server, a, b } = await standStill();
      const before = server.spec?.renewTime;
      await Promise.all([a.lease.requireHeld(), a.lease.requireHeld()]);
      expect(server.spec?.renewTime).not.toBe(before);
      const requests = server.requests;
      await a.lease.requireHeld();
      expect(server.requests).toBe(requests);
      expect(a.state.isLeading).toBe(true);
      await a.state.stop();
      await b.state.stop();
    });

    it('refuses where another has taken it, and leads no more', async () => {
      const { a, b, clockOfB } = await standStill();
      await clockOfB.advance(41_000);
      await settle();
      expect([a.state.isLeading, b.state.isLeading]).toEqual([true, true]);
      await expect(a.lease.requireHeld()).rejects.toThrow(
        'the lease l is lost',
      );
      expect([a.state.isLeading, b.state.isLeading]).toEqual([false, true]);
      await b.state.stop();
    });

    it('refuses where another has taken it and given it back', async () => {
      const { a, b, clockOfB } = await standStill();
      await clockOfB.advance(41_000);
      await settle();
      await b.state.stop();
      await expect(a.lease.requireHeld()).rejects.toMatchObject({
        code: 'aborted',
      });
    });

    it('refuses where nobody answers', async () => {
      const { server, a, b } = await standStill();
      server.fail(true);
      await expect(a.lease.requireHeld()).rejects.toThrow('is lost');
      server.fail(false);
      await b.state.stop();
    });
  });
});
