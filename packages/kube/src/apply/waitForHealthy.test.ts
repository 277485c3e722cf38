import { FakeClock } from '../api/clock';
import { ObjectRef, UnstructuredObject } from '../api/types';
import { KubeClient } from '../client/KubeClient';
import {
  HealthError,
  HealthFollower,
  waitForHealthy,
  WaitOptions,
} from './waitForHealthy';

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

  describe('followed objects', () => {
    let followers: Map<string, HealthFollower>;
    let asked: string[];
    let isLive: boolean;

    beforeEach(() => {
      followers = new Map();
      asked = [];
      isLive = true;
    });

    /** Waits with an object that changes are told of, and counts reads. */
    function startFollowed(options: Partial<WaitOptions> = {}) {
      const find = async (_: unknown, { name }: ObjectRef) => {
        asked.push(name);
        return objects.get(name);
      };
      return start({
        client: { find } as unknown as KubeClient,
        refs: [A],
        applied: undefined,
        follow: (object, follower) => {
          followers.set(object.metadata.name ?? '', follower);
          return {
            get isLive() {
              return isLive;
            },
            stop: () => followers.delete(object.metadata.name ?? ''),
          };
        },
        ...options,
      });
    }

    const at = (version: string, phase: string): UnstructuredObject => {
      const object = live(A, { phase });
      object.metadata.resourceVersion = version;
      return object;
    };

    it('are judged by their changes, without another read', async () => {
      put(at('10', 'pending'));
      const ended = startFollowed();
      await clock.advance(1_000);
      followers.get('a')?.changed(at('11', 'starting'));
      await clock.advance(1_000);
      followers.get('a')?.changed(at('12', 'ready'));
      await clock.advance(0);
      expect(await ended).toBe('healthy');
      expect(asked).toEqual(['a']);
      expect(followers.size).toBe(0);
    });

    it('are not read at all where they are known', async () => {
      const ended = startFollowed({ known: () => at('10', 'ready') });
      expect(await ended).toBe('healthy');
      expect(asked).toEqual([]);
    });

    it('keep a later state when an earlier one arrives after it', async () => {
      put(at('10', 'pending'));
      const ended = startFollowed();
      await clock.advance(1_000);
      followers.get('a')?.changed(at('9', 'ready'));
      await clock.advance(1_000);
      expect(followers.size).toBe(1);
      followers.get('a')?.changed(at('11', 'ready'));
      await clock.advance(0);
      expect(await ended).toBe('healthy');
    });

    it('are read when something was missed, and often when nothing is heard', async () => {
      put(at('10', 'pending'));
      const ended = startFollowed();
      await clock.advance(1_000);
      followers.get('a')?.missed();
      await clock.advance(0);
      expect(asked).toEqual(['a', 'a']);
      isLive = false;
      await clock.advance(5_000);
      const reads = asked.length;
      await clock.advance(2_000);
      expect(asked.length).toBeGreaterThan(reads);
      put(at('11', 'ready'));
      await clock.advance(5_000);
      expect(await ended).toBe('healthy');
    });

    it('that are gone are waited for as if they had never been', async () => {
      put(at('10', 'pending'));
      const ended = startFollowed();
      await clock.advance(1_000);
      objects.clear();
      followers.get('a')?.changed(undefined);
      await clock.advance(60_000);
      expect(await ended).toBe(
        "timeout: timeout waiting for: [Thing/ns/a status: 'NotFound']",
      );
    });
  });
});
