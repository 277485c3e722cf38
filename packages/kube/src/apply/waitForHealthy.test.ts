import { FakeClock } from '../api/clock';
import { ObjectRef, UnstructuredObject } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import { HealthError, waitForHealthy, WaitOptions } from './waitForHealthy';

const MANAGER = 'kustomize-controller';
const A = ref('a');
const B = ref('b');

function ref(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'Thing', namespace: 'ns', name };
}

/** A live object; not Current until `phase` is `ready`. */
function live(
  { apiVersion, kind, namespace, name }: ObjectRef,
  { uid = 'u1', fields = ['data'], phase = 'pending' } = {},
): UnstructuredObject {
  const fieldsV1 = Object.fromEntries(fields.map(field => [`f:${field}`, {}]));
  const managedFields = [
    { manager: MANAGER, operation: 'Apply' as const, fieldsV1 },
    { manager: 'kubelet', operation: 'Update' as const, fieldsV1: { phase } },
  ];
  const metadata = { namespace, name, uid, managedFields };
  return { apiVersion, kind, metadata, status: { phase } };
}

describe('waitForHealthy', () => {
  let clock: FakeClock;
  let objects: Map<string, UnstructuredObject>;
  let nudge: (ref: ObjectRef) => void;

  beforeEach(() => {
    clock = new FakeClock();
    objects = new Map([A, B].map(found => [found.name, live(found)]));
    nudge = () => undefined;
  });

  function put(object: UnstructuredObject): void {
    objects.set(object.metadata.name ?? '', object);
  }

  /** Starts to wait; resolves to how the wait ended. */
  function start(options: Partial<WaitOptions> = {}) {
    const find = async (_: unknown, { name }: ObjectRef) => objects.get(name);
    const ended = waitForHealthy({
      client: { find } as unknown as KubeClient,
      clock,
      refs: [A, B],
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      evaluate: ({ status }) => ({
        status:
          (status as { phase?: string }).phase === 'ready'
            ? 'Current'
            : 'InProgress',
      }),
      applied: { fieldManager: MANAGER, refs: [A, B] },
      subscribe: look => {
        nudge = look;
        return () => undefined;
      },
      ...options,
    }).then(
      () => 'healthy',
      (error: HealthError) => `${error.code}: ${error.message}`,
    );
    return ended;
  }

  it('ends at the timeout, naming what is not healthy', async () => {
    put(live(A, { phase: 'ready' }));
    const ended = start();
    await clock.advance(0);
    await clock.advance(60_000);
    expect(await ended).toBe(
      "timeout: timeout waiting for: [Thing/ns/b status: 'InProgress']",
    );
  });

  it('is not ended by a new status', async () => {
    const ended = start();
    await clock.advance(1_000);
    put(live(A, { phase: 'starting' }));
    nudge(A);
    await clock.advance(10_000);
    [A, B].forEach(found => put(live(found, { phase: 'ready' })));
    await clock.advance(5_000);
    expect(await ended).toBe('healthy');
  });

  it.each([
    ['deleted', undefined],
    ['changed', live(A, { uid: 'u2' })],
    ['changed', live(A, { fields: [] })],
  ])('ends at once when an object was %s', async (what, after) => {
    put(live(A, { phase: 'ready' }));
    const ended = start();
    await clock.advance(10_000);
    if (after) put(after);
    else objects.delete('a');
    nudge(A);
    await clock.advance(0);
    expect(await ended).toBe(`changed: Thing/ns/a was ${what}`);
  });

  it('notices the same by polling', async () => {
    const ended = start();
    await clock.advance(10_000);
    objects.delete('b');
    await clock.advance(5_000);
    expect(await ended).toBe('changed: Thing/ns/b was deleted');
  });

  it('notices an applied object that is gone before the first look', async () => {
    objects.delete('a');
    expect(await start()).toBe('changed: Thing/ns/a was deleted');
  });

  it('waits for an object that nobody has applied yet', async () => {
    objects.delete('a');
    const ended = start({ applied: { fieldManager: MANAGER, refs: [] } });
    await clock.advance(20_000);
    [A, B].forEach(found => put(live(found, { phase: 'ready' })));
    await clock.advance(5_000);
    expect(await ended).toBe('healthy');
  });

  it('is cancelled at once', async () => {
    const canceled = new AbortController();
    const ended = start({ canceled: canceled.signal });
    await clock.advance(20_000);
    canceled.abort();
    await clock.advance(0);
    expect(await ended).toBe('canceled: the health check was cancelled');
    expect(clock.pending).toBe(0);
  });
});
