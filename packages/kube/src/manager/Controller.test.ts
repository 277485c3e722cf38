import { Condition, UnstructuredObject } from '../api/types';
import { EventRecorder } from '../events/EventRecorder';
import { Informer } from '../informer/Informer';
import {
  eventually,
  startTestCluster,
  TestCluster,
} from '../../testing/startTestCluster';
import { Controller } from './Controller';
import {
  StalledError,
  SupersededError,
  TransientError,
  WaitingError,
} from './errors';
import { markProgressing } from './summarize';
import {
  ReconcileContext,
  ReconciledObject,
  ReconcileResult,
  Reconciler,
} from './types';

const TYPE = { apiVersion: 'test.example.com/v1', kind: 'Thing' };
const EVENT = { apiVersion: 'v1', kind: 'Event' };
const FINALIZER = 'finalizers.fluxcd.io';

type Behaviour = (
  ctx: ReconcileContext<ReconciledObject>,
) => Promise<ReconcileResult>;

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.test.example.com' },
  spec: {
    group: 'test.example.com',
    scope: 'Namespaced',
    names: {
      kind: 'Thing',
      plural: 'things',
      singular: 'thing',
      listKind: 'ThingList',
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                'x-kubernetes-preserve-unknown-fields': true,
              },
              status: {
                type: 'object',
                default: { observedGeneration: -1 },
                'x-kubernetes-preserve-unknown-fields': true,
              },
            },
          },
        },
      },
    ],
  },
} as UnstructuredObject;

// One file: the cases share one cluster; a second file would start another.
describe('Controller', () => {
  let cluster: TestCluster;
  let ns: string;
  let stop: AbortController;
  let done: Promise<unknown>;
  let recorder: EventRecorder;
  let runs: string[];
  let finalized: string[];
  let behaviour: Behaviour;
  let farewell: (ctx: ReconcileContext<ReconciledObject>) => Promise<void>;

  beforeAll(async () => {
    cluster = await startTestCluster();
    await cluster.client.create(crd);
    await eventually(() => cluster.client.list(TYPE).catch(() => undefined));
  });
  afterAll(() => cluster.stop());

  let controller: Controller<ReconciledObject>;
  beforeEach(async () => {
    ns = await cluster.namespace();
    stop = new AbortController();
    runs = [];
    finalized = [];
    farewell = async () => {};
    const { client } = cluster;
    const informer = new Informer<ReconciledObject>({
      client,
      type: TYPE,
      namespace: ns,
    });
    recorder = new EventRecorder({ client });
    const reconciler: Reconciler<ReconciledObject> = {
      type: TYPE,
      controllerName: 'thing-controller',
      fieldOwner: 'gotk-thing-controller',
      finalizer: FINALIZER,
      async reconcile(ctx) {
        runs.push(ctx.key.name);
        return behaviour(ctx);
      },
      async finalize(ctx) {
        finalized.push(ctx.key.name);
        await farewell(ctx);
      },
      isStatic: ({ spec }) => (spec as { static?: boolean })?.static === true,
    };
    controller = new Controller({
      reconciler,
      client,
      informer,
      recorder,
      minRetryDelayMs: 50,
    });
    done = Promise.all([
      informer.run(stop.signal),
      controller.run(stop.signal),
    ]);
  });
  afterEach(async () => {
    stop.abort();
    await done;
  });

  const create = (spec: object = {}) =>
    cluster.client.create({
      ...TYPE,
      metadata: { name: 'a', namespace: ns },
      spec,
    } as UnstructuredObject);
  const key = () => ({ namespace: ns, name: 'a' });
  const read = () => cluster.client.get<ReconciledObject>(TYPE, key());
  const ready = async (status: Condition['status']) =>
    eventually(async () => {
      const object = await read();
      return (
        object.status?.conditions?.some(
          c => c.type === 'Ready' && c.status === status,
        ) && object
      );
    });
  const events = async () => {
    await recorder.flush();
    const { items } = await cluster.client.list<UnstructuredObject>(EVENT, {
      namespace: ns,
    });
    return items;
  };

  it.each([
    [60_000, true],
    [40_000, false],
  ])(
    'requeues after %i ms within its jitter, gathered to whole seconds: %s',
    async (requeueAfterMs, isGathered) => {
      behaviour = async () => ({ requeueAfterMs });
      const spread: number[] = [];
      const delay = async () => controller.queue.delayOf(`${ns}/a`);
      for (let run = 0; run < 20; run++) {
        controller.queue.drop(`${ns}/a`);
        if (run === 0) await create();
        else controller.enqueue(key());
        const delayMs = await eventually(delay);
        expect(delayMs).toBeGreaterThan(requeueAfterMs * 0.95 - 2_000);
        expect(delayMs).toBeLessThan(requeueAfterMs * 1.05 + 1_000);
        spread.push((performance.now() + delayMs) % 1_000);
      }
      const isWhole = (ms: number) => ms < 100 || ms > 900;
      expect(spread.every(isWhole)).toBe(isGathered);
    },
  );

  it('writes the finalizer first and ends a success in Ready alone', async () => {
    behaviour = async ctx => {
      expect(ctx.object.metadata.finalizers).toEqual([FINALIZER]);
      markProgressing(ctx, 'Working');
      ctx.event({
        type: 'Normal',
        reason: 'Progressing',
        message: 'did it',
        metadata: { revision: 'r1' },
      });
      return { requeueAfterMs: 60_000 };
    };
    await create();
    const object = await ready('True');
    expect(object.metadata.finalizers).toEqual([FINALIZER]);
    expect(object.status).toEqual({
      observedGeneration: 1,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'Succeeded',
          message: 'succeeded',
          observedGeneration: 1,
          lastTransitionTime: expect.stringMatching(
            /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
          ),
        },
      ],
    });
    const owners = object.metadata.managedFields?.map(f => [
      f.manager,
      f.operation,
      f.subresource,
    ]);
    expect(owners).toContainEqual([
      'gotk-thing-controller',
      'Update',
      undefined,
    ]);
    expect(owners).toContainEqual([
      'gotk-thing-controller',
      'Update',
      'status',
    ]);
    expect(await events()).toMatchObject([
      {
        type: 'Normal',
        reason: 'Progressing',
        message: 'did it',
        count: 1,
        source: { component: 'thing-controller' },
        reportingComponent: 'thing-controller',
        metadata: { annotations: { 'test.example.com/revision': 'r1' } },
        involvedObject: {
          ...TYPE,
          name: 'a',
          namespace: ns,
          uid: object.metadata.uid,
        },
      },
    ]);
    expect(runs).toEqual(['a']);
  });

  it('keeps the last progress and -1 after a failure that is retried', async () => {
    behaviour = async ctx => {
      markProgressing(ctx, 'Building manifests');
      throw new TransientError('BuildFailed', 'no', { retryAfterMs: 60_000 });
    };
    await create();
    const { status } = await ready('False');
    expect(status?.observedGeneration).toBe(-1);
    expect(status?.conditions).toMatchObject([
      {
        type: 'Reconciling',
        status: 'True',
        reason: 'ProgressingWithRetry',
        message: 'Building manifests',
      },
      { type: 'Ready', status: 'False', reason: 'BuildFailed', message: 'no' },
    ]);
    expect(await events()).toMatchObject([
      { type: 'Warning', reason: 'BuildFailed', message: 'no' },
    ]);
  });

  it('backs off after a failure without a time, and forgets that on success', async () => {
    let left = 2;
    behaviour = async () => {
      left -= 1;
      if (left >= 0) throw new Error('flaky');
      return {};
    };
    await create();
    await ready('True');
    expect(runs).toHaveLength(3);
  });

  it('leaves only Ready=False when a run could not start', async () => {
    behaviour = async () => {
      throw new WaitingError('DependencyNotReady', 'not yet', {
        retryAfterMs: 60_000,
        event: 'Trace',
        eventMessage: 'retrying in 1m0s',
      });
    };
    await create();
    const { status } = await ready('False');
    expect(status?.conditions).toMatchObject([
      { type: 'Ready', reason: 'DependencyNotReady' },
    ]);
    expect(status?.conditions).toHaveLength(1);
    expect(await events()).toMatchObject([
      { type: 'Normal', message: 'retrying in 1m0s' },
    ]);
  });

  it.each([
    [true, 1],
    [false, -1],
  ])(
    'stalls without a retry (observed: %s)',
    async (observeGeneration, observedGeneration) => {
      behaviour = async () => {
        throw new StalledError('AccessDenied', 'never', { observeGeneration });
      };
      await create();
      const { status } = await ready('False');
      expect(status?.observedGeneration).toBe(observedGeneration);
      expect(status?.conditions).toMatchObject([
        {
          type: 'Stalled',
          status: 'True',
          reason: 'AccessDenied',
          message: 'never',
        },
        {
          type: 'Ready',
          status: 'False',
          reason: 'AccessDenied',
          message: 'never',
        },
      ]);
      await new Promise(resolve => setTimeout(resolve, 300));
      expect(runs).toHaveLength(1);
    },
  );

  it('runs again on a new generation and on a new request, and records the request', async () => {
    behaviour = async () => ({});
    await create();
    await ready('True');
    await cluster.client.patch(TYPE, key(), { spec: { x: 1 } });
    await eventually(
      async () => (await read()).status?.observedGeneration === 2,
    );
    const request = {
      metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } },
    };
    await cluster.client.patch(TYPE, key(), request);
    await eventually(
      async () => (await read()).status?.lastHandledReconcileAt === 'now',
    );
    await cluster.client.patch(TYPE, key(), {
      metadata: { labels: { any: 'thing' } },
    });
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(runs).toHaveLength(3);
  });

  it('records a request also when the run failed', async () => {
    behaviour = async () => {
      throw new TransientError('Failed', 'no', { retryAfterMs: 60_000 });
    };
    await cluster.client.create({
      ...TYPE,
      metadata: {
        ...key(),
        annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' },
      },
    } as UnstructuredObject);
    const { status } = await ready('False');
    expect(status).toMatchObject({
      lastHandledReconcileAt: 'now',
      observedGeneration: -1,
    });
  });

  it('does not run a suspended object, but keeps its finalizer and request', async () => {
    behaviour = async () => ({});
    await cluster.client.create({
      ...TYPE,
      metadata: {
        ...key(),
        annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' },
      },
      spec: { suspend: true },
    } as UnstructuredObject);
    await eventually(
      async () => (await read()).status?.lastHandledReconcileAt === 'now',
    );
    const object = await read();
    expect(object.metadata.finalizers).toEqual([FINALIZER]);
    expect(object.status).toEqual({
      observedGeneration: -1,
      lastHandledReconcileAt: 'now',
    });
    expect(runs).toEqual([]);
    await cluster.client.patch(TYPE, key(), { spec: { suspend: false } });
    await ready('True');
  });

  it('finalizes before an object goes', async () => {
    behaviour = async () => ({});
    await create();
    await ready('True');
    await cluster.client.delete(TYPE, key());
    await eventually(async () => !(await cluster.client.find(TYPE, key())));
    expect(finalized).toEqual(['a']);
  });

  it('finalizes once, whatever is written meanwhile', async () => {
    const own = { metadata: { finalizers: [FINALIZER, 'example.com/other'] } };
    behaviour = async () => ({});
    farewell = async ctx => {
      await ctx.progress('Progressing', 'Going', { flush: true });
      ctx.conditions.set('Released', 'False', 'Gone', 'all is gone');
    };
    await create();
    await ready('True');
    await cluster.client.patch(TYPE, key(), own);
    await cluster.client.delete(TYPE, key());
    await eventually(
      async () => (await read()).metadata.finalizers?.length === 1,
    );
    const { metadata, status } = await read();
    expect(metadata.finalizers).toEqual(['example.com/other']);
    expect(status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Released', status: 'False' }),
    );
    expect(finalized).toEqual(['a']);
    await cluster.client.patch(TYPE, key(), { metadata: { finalizers: [] } });
  });

  it('leaves a static object without finalizer and status', async () => {
    behaviour = async () => ({});
    await create({ static: true });
    await eventually(
      async () => (await read()).status?.observedGeneration === undefined,
    );
    const { metadata, status } = await read();
    expect(metadata.finalizers).toBeUndefined();
    expect(status).toEqual({});
    expect(runs).toEqual([]);
  });

  it('finalizes an object that becomes static, unless it is suspended', async () => {
    behaviour = async () => ({});
    await create();
    await ready('True');
    const patch = (spec: object) => cluster.client.patch(TYPE, key(), { spec });
    await patch({ static: true, suspend: true });
    await new Promise(resolve => setTimeout(resolve, 200));
    expect((await read()).metadata.finalizers).toEqual([FINALIZER]);
    await patch({ suspend: false });
    await eventually(async () => !(await read()).metadata.finalizers?.length);
    expect((await read()).status).toEqual({});
    expect(finalized).toEqual(['a']);
    await patch({ static: false });
    await ready('True');
    expect(runs).toEqual(['a', 'a']);
  });

  it('shows a step that takes its time, and no two runs of an object at once', async () => {
    let release: () => void = () => {};
    behaviour = async ctx => {
      markProgressing(ctx, 'Waiting');
      await ctx.progress('Progressing', 'Waiting', {
        flush: runs.length === 1,
      });
      if (runs.length === 1)
        await new Promise<void>(resolve => {
          release = resolve;
        });
      return {};
    };
    await create();
    const object = await ready('Unknown');
    expect(object.status?.conditions).toMatchObject([
      { type: 'Reconciling', reason: 'Progressing', message: 'Waiting' },
      {
        type: 'Ready',
        status: 'Unknown',
        reason: 'Progressing',
        message: 'Reconciliation in progress',
      },
    ]);
    await cluster.client.patch(TYPE, key(), { spec: { x: 2 } });
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(runs).toHaveLength(1);
    release();
    await eventually(
      async () => (await read()).status?.observedGeneration === 2,
    );
    expect(runs).toHaveLength(2);
  });

  it('tells what a run has done that was superseded, without a status', async () => {
    behaviour = async ctx => {
      ctx.event({ type: 'Normal', reason: 'Made', message: 'a chart' });
      ctx.conditions.set('Ready', 'True', 'Half', 'done');
      throw new SupersededError();
    };
    await create();
    const told = await eventually(async () => {
      const found = await events();
      return found.length > 0 && found;
    });
    expect(told).toMatchObject([{ reason: 'Made', message: 'a chart' }]);
    expect((await read()).status?.conditions).toBeUndefined();
  });

  it('combines repeats of an event', async () => {
    behaviour = async ctx => {
      ctx.event({ type: 'Normal', reason: 'Same', message: 'again' });
      return {};
    };
    await create();
    await ready('True');
    await cluster.client.patch(TYPE, key(), { spec: { x: 1 } });
    await eventually(
      async () => (await read()).status?.observedGeneration === 2,
    );
    expect(await events()).toMatchObject([{ message: 'again', count: 2 }]);
  });
});
