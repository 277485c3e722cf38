import { FakeClock } from '../api/clock';
import { silentLogger } from '../api/logger';
import { KubeClient } from '../client/KubeClient';
import { EventRecorder } from '../events/EventRecorder';
import { ReconcileRequest } from './ReconcileRequest';
import { RunPermit } from './RunPermit';
import { Slots } from './Slots';
import { ReconciledObject, Reconciler } from './types';
import { WaitLimits } from './WaitLimits';

const TYPE = { apiVersion: 'example.com/v1', kind: 'Thing' };
const PLACE = { on: 'builds', atOnce: 1 };

/** Lets promises settle. */
const settle = () => new Promise(resolve => setImmediate(resolve));

describe('ReconcileRequest', () => {
  it('writes the progress of a step at work, not of one in line for its place or its slot', async () => {
    const clock = new FakeClock();
    const slots = new Slots(1);
    const limits = new WaitLimits();
    const { signal } = new AbortController();
    const writes: unknown[] = [];
    const client: KubeClient = {
      withOwnLimit: () => client,
      patch: async (_type: unknown, _key: unknown, body: unknown) => {
        writes.push(body);
        return {};
      },
    } as unknown as KubeClient;
    const run = new ReconcileRequest<ReconciledObject>(
      { ...TYPE, metadata: { name: 'a', namespace: 'x', generation: 1 } },
      {
        reconciler: { type: TYPE } as Reconciler<ReconciledObject>,
        client,
        writer: client,
        recorder: new EventRecorder({ client }),
        clock,
        logger: silentLogger,
        signal,
        permit: new RunPermit({
          ...{ slots, limits, namespace: 'x', signal, superseded: signal },
        }),
        onWritten: () => undefined,
      },
    );
    const leave = await limits.enter('x/builds', 1, signal);
    await slots.take();
    await run.progress('Progressing', 'Building');
    await clock.advance(400);
    let finish: () => void = () => undefined;
    const waited = run.waitFor(
      PLACE,
      () =>
        new Promise<void>(resolve => {
          finish = resolve;
        }),
    );
    await clock.advance(60_000);
    leave();
    await settle();
    await clock.advance(500);
    // Another run has taken the slot when the work ends.
    await slots.take();
    finish();
    await settle();
    await clock.advance(60_000);
    expect(writes).toEqual([]);
    slots.release();
    await waited;
    await clock.advance(99);
    expect(writes).toEqual([]);
    await clock.advance(1);
    expect(writes).toHaveLength(1);
  });
});
