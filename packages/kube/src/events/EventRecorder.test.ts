import { FakeClock } from '../api/clock';
import { UnstructuredObject } from '../api/types';
import { startTestCluster, TestCluster } from '../../testing/startTestCluster';
import { EventRecorder, RecordedEvent } from './EventRecorder';

const TRACE = {
  type: 'Normal',
  reason: 'ArtifactUpToDate',
  message: 'artifact up-to-date',
  trace: true,
} as const;
const MINUTE_MS = 60_000;

interface StoredEvent {
  readonly count: number;
  readonly message: string;
  readonly lastTimestamp: string;
}

describe('EventRecorder', () => {
  let cluster: TestCluster;
  let namespace: string;
  let clock: FakeClock;
  let recorder: EventRecorder;
  let sunk: RecordedEvent[];
  let object: UnstructuredObject;

  beforeAll(async () => {
    cluster = await startTestCluster();
  });
  afterAll(() => cluster.stop());

  beforeEach(async () => {
    namespace = await cluster.namespace();
    clock = new FakeClock();
    sunk = [];
    recorder = new EventRecorder({
      client: cluster.client,
      clock,
      sink: event => sunk.push(event),
    });
    object = {
      apiVersion: 'example.com/v1',
      kind: 'Thing',
      metadata: { name: 'web', namespace, uid: 'u-1' },
    };
  });

  const record = (
    event: Parameters<EventRecorder['record']>[2],
    isRequested = false,
  ) => recorder.record(object, 'thing-controller', event, { isRequested });

  async function stored(): Promise<StoredEvent[]> {
    await recorder.flush();
    const { items } = await cluster.client.listAll(
      { apiVersion: 'v1', kind: 'Event' },
      { namespace },
    );
    return items as unknown as StoredEvent[];
  }

  it('raises the count of a repeat', async () => {
    const event = { type: 'Warning', reason: 'Failed', message: 'no' } as const;
    for (let time = 0; time < 3; time++) {
      record(event);
      await recorder.flush();
    }
    expect(await stored()).toMatchObject([{ count: 3, message: 'no' }]);
    expect(sunk).toHaveLength(3);
  });

  it('writes a long message whole', async () => {
    const message = 'é'.repeat(2000);
    record({ type: 'Warning', reason: 'Failed', message });
    expect(await stored()).toMatchObject([{ message }]);
  });

  it('gathers the repeats of a trace for five minutes', async () => {
    record(TRACE);
    expect(await stored()).toMatchObject([{ count: 1 }]);
    for (let minute = 1; minute < 5; minute++) {
      await clock.advance(MINUTE_MS);
      record(TRACE);
      expect(await stored()).toMatchObject([{ count: 1 }]);
    }
    await clock.advance(MINUTE_MS);
    record(TRACE);
    expect(await stored()).toMatchObject([{ count: 6 }]);
    await clock.advance(MINUTE_MS);
    record(TRACE);
    expect(await stored()).toMatchObject([{ count: 6 }]);
    expect(sunk).toEqual([]);
  });

  it('writes the repeat of a trace that somebody has asked for', async () => {
    record(TRACE);
    await recorder.flush();
    record(TRACE);
    record(TRACE, true);
    expect(await stored()).toMatchObject([{ count: 3 }]);
  });

  it('writes a trace with another message, and that of another object, at once', async () => {
    record(TRACE);
    record({ ...TRACE, message: 'another' });
    object = { ...object, metadata: { ...object.metadata, uid: 'u-2' } };
    record(TRACE);
    expect((await stored()).map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  it('begins a new event when the old one is gone', async () => {
    record(TRACE);
    await recorder.flush();
    const type = { apiVersion: 'v1', kind: 'Event' };
    const { items } = await cluster.client.listAll(type, { namespace });
    for (const { metadata } of items) {
      await cluster.client.delete(type, {
        namespace,
        name: metadata.name ?? '',
      });
    }
    record(TRACE, true);
    expect(await stored()).toMatchObject([{ count: 1 }]);
  });
});
