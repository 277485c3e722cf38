import { ApiError } from '../api/errors';
import { FakeClock } from '../api/clock';
import { KubeObject } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { Lease } from './Lease';

type Stored = KubeObject & { spec: Record<string, unknown> };

/** A server that holds one Lease, with optimistic locking. */
function createServer() {
  let stored: Stored | undefined;
  let version = 0;
  let isDown = false;
  const check = () => {
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
  ) {
    const lease = new Lease({
      client: server.client,
      namespace: 'ns',
      name: 'l',
      identity,
      clock,
    });
    const stop = new AbortController();
    const state = { isLeading: false, stop: async () => {} };
    const done = lease.run(signal => {
      state.isLeading = true;
      return new Promise(resolve =>
        signal.addEventListener('abort', () => {
          state.isLeading = false;
          resolve();
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
});
