/** @jest-environment node */
import type { KubeObject, UnstructuredObject } from '@backstage-gitops/kube';
import {
  startTestCluster,
  TestCluster,
  TestNamespace,
} from '../hooks/__testUtils__/startTestCluster';
import type { ActionContext } from '../actions/types';
import { WaitError } from './WaitError';
import {
  waitForDeletion,
  waitForHook,
  waitForResources,
} from './waitForResources';

const POD_TEMPLATE = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'example.org/web:1' }] },
};

function deployment(
  namespace: string,
  spec: { simulate?: string; paused?: boolean; name?: string } = {},
): KubeObject {
  const { simulate, paused, name = 'web' } = spec;
  const metadata = { ...POD_TEMPLATE.metadata };
  const annotations = simulate && { 'backstage-gitops.io/simulate': simulate };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      paused,
      selector: { matchLabels: { app: 'web' } },
      template: {
        ...POD_TEMPLATE,
        metadata: annotations ? { ...metadata, annotations } : metadata,
      },
    },
  } as KubeObject;
}

function configMap(namespace: string, finalizers?: string[]): KubeObject {
  const metadata = { name: 'map', namespace, finalizers };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata };
}

const failure = (waiting: Promise<void>): Promise<WaitError | undefined> =>
  waiting.then(
    () => undefined,
    error => error,
  );

describe('waits of a release', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster();
  });

  afterAll(() => cluster.stop());

  async function create(
    name: string,
    ...make: ((namespace: string) => KubeObject)[]
  ): Promise<TestNamespace & { objects: KubeObject[] }> {
    const space = await cluster.createNamespace(name);
    const objects = make.map(one => one(name));
    for (const object of objects) await cluster.client.create(object);
    return { ...space, objects };
  }

  it.each(['watcher', 'legacy'] as const)(
    'waits until a Deployment is rolled out: %s',
    async waitStrategy => {
      const { context, objects } = await create(
        `ready-${waitStrategy}`,
        deployment,
        configMap,
      );
      await waitForResources(context, objects, { waitStrategy });
      const [{ metadata }] = objects;
      const key = { namespace: metadata.namespace, name: 'web' };
      const live = await cluster.client.get<UnstructuredObject>(
        objects[0],
        key,
      );
      expect(live.status).toMatchObject({ readyReplicas: 1 });
    },
  );

  it('names what is not ready at the end of its time, and why', async () => {
    const { context, objects } = await create(
      'late',
      namespace => deployment(namespace, { simulate: 'never-ready' }),
      configMap,
    );
    const wait = (acting: ActionContext, waitStrategy: 'watcher' | 'legacy') =>
      failure(
        waitForResources(acting, objects, { timeoutMs: 900, waitStrategy }),
      );
    const [watcher, legacy, flux] = await Promise.all([
      wait(context, 'watcher'),
      wait(context, 'legacy'),
      wait({ ...context, fluxWaits: {} }, 'watcher'),
    ]);
    expect(watcher).toMatchObject({
      code: 'timeout',
      message:
        'resource Deployment/late/web not ready. status: InProgress, message: Available: 0/1\ncontext deadline exceeded',
      objects: [{ status: 'InProgress', ref: { kind: 'Deployment' } }],
    });
    expect(legacy).toMatchObject({
      code: 'timeout',
      message: 'context deadline exceeded',
      objects: [{ ref: { kind: 'Deployment', name: 'web' } }],
    });
    expect(flux).toMatchObject({
      code: 'timeout',
      message: `timeout waiting for: [Deployment/late/web status: 'InProgress']`,
    });
    await waitForResources(context, objects, { waitStrategy: 'hookOnly' });
    await waitForResources(context, objects, {});
  });

  it.each(['watcher', 'legacy', 'flux'] as const)(
    'HR-28 does not wait for a paused Deployment: %s',
    async waiting => {
      const { context, objects } = await create(
        `paused-${waiting}`,
        namespace =>
          deployment(namespace, { paused: true, simulate: 'never-ready' }),
      );
      const isFlux = waiting === 'flux';
      const acting = isFlux ? { ...context, fluxWaits: {} } : context;
      const waitStrategy = isFlux ? 'watcher' : waiting;
      await expect(
        waitForResources(acting, objects, {
          timeoutMs: 2_000,
          waitStrategy,
        }),
      ).resolves.toBeUndefined();
    },
  );

  it('waits for a Job that runs, and with waitForJobs for its end', async () => {
    const job = (namespace: string) =>
      ({
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'work', namespace },
        spec: {
          backoffLimit: 0,
          template: {
            metadata: {
              annotations: { 'backstage-gitops.io/simulate': 'fail' },
            },
            spec: { ...POD_TEMPLATE.spec, restartPolicy: 'Never' },
          },
        },
      } as KubeObject);
    const { context, objects } = await create('jobs', job);
    const settings = { timeoutMs: 5_000, waitForJobs: true } as const;
    const watcher = await failure(
      waitForResources(context, objects, {
        ...settings,
        waitStrategy: 'watcher',
      }),
    );
    expect(watcher).toMatchObject({
      code: 'failed',
      message:
        'resource Job/jobs/work not ready. status: Failed, message: Job Failed. failed: 1/1',
    });
    const flux = await failure(
      waitForResources({ ...context, fluxWaits: {} }, objects, {
        ...settings,
        waitStrategy: 'watcher',
      }),
    );
    expect(flux?.message).toBe(
      `failed early due to stalled resources: [Job/jobs/work status: 'Failed']`,
    );
    // Helm 3 never looked at Jobs unless it was asked to.
    await waitForResources(context, objects, { waitStrategy: 'legacy' });
  });

  it('does not wait for a suspended Job as Flux, and does as Helm', async () => {
    const job = (namespace: string) =>
      ({
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'later', namespace },
        spec: {
          suspend: true,
          template: { spec: { ...POD_TEMPLATE.spec, restartPolicy: 'Never' } },
        },
      } as KubeObject);
    const { context, objects } = await create('suspended', job);
    const acting = { ...context, fluxWaits: {} };
    const settings = { timeoutMs: 400, waitForJobs: true } as const;
    const waits = [acting, context].flatMap(one => [
      failure(
        waitForResources(one, objects, {
          ...settings,
          waitStrategy: 'watcher',
        }),
      ),
      failure(waitForHook(one, objects, settings)),
    ]);
    const codes = (await Promise.all(waits)).map(error => error?.code);
    expect(codes).toEqual([undefined, undefined, 'timeout', 'timeout']);
  });

  it('waits until objects are gone, also where they were gone before', async () => {
    const { context, objects } = await create('deletion', configMap);
    await cluster.client.delete(objects[0], {
      namespace: 'deletion',
      name: 'map',
    });
    await waitForDeletion(context, objects, {
      timeoutMs: 60_000,
      waitStrategy: 'watcher',
    });
    await waitForDeletion(context, objects, { waitStrategy: 'legacy' });
    const kind = { apiVersion: 'example.org/v1', kind: 'Nothing' };
    await expect(
      waitForDeletion(context, [{ ...objects[0], ...kind }], {
        timeoutMs: 60_000,
        waitStrategy: 'watcher',
      }),
    ).resolves.toBeUndefined();
  });

  it('names what is still there, and sees at once when it goes', async () => {
    const { context, objects } = await create('finalized', namespace =>
      configMap(namespace, ['example.org/keep']),
    );
    const key = { namespace: 'finalized', name: 'map' };
    await cluster.client.delete(objects[0], key);
    const texts = {
      watcher:
        'resource ConfigMap/finalized/map still exists. status: Terminating, message: Resource scheduled for deletion\ncontext deadline exceeded',
      legacy: 'context deadline exceeded',
      flux: 'ConfigMap/finalized/map termination timeout: context deadline exceeded',
    };
    const wait = (acting: ActionContext, strategy: 'watcher' | 'legacy') =>
      failure(
        waitForDeletion(acting, objects, {
          timeoutMs: 300,
          waitStrategy: strategy,
        }),
      );
    const [watcher, legacy, flux] = await Promise.all([
      wait(context, 'watcher'),
      wait(context, 'legacy'),
      wait({ ...context, fluxWaits: {} }, 'watcher'),
    ]);
    expect(watcher?.message).toBe(texts.watcher);
    expect(legacy?.message).toBe(texts.legacy);
    expect(flux?.message).toBe(texts.flux);
    const waiting = waitForDeletion(context, objects, {
      timeoutMs: 60_000,
      waitStrategy: 'watcher',
    });
    const free = { metadata: { finalizers: null } };
    await cluster.client.patch(objects[0], key, free);
    await waiting;
  });

  it('ends at once where watching is denied', async () => {
    const { context, objects } = await create('denied', configMap);
    const client = await cluster.as('denied', []);
    const error = await failure(
      waitForResources({ ...context, client }, objects, {
        waitStrategy: 'watcher',
      }),
    );
    expect(error).toMatchObject({ code: 'failed' });
    expect(error?.message).toMatch(
      /^failed to list \*unstructured.Unstructured: configmaps is forbidden: User "system:serviceaccount:denied:limited" cannot list resource "configmaps"/,
    );
  });

  it('ends at an abort', async () => {
    const { abort, context, objects } = await create('aborted', namespace =>
      deployment(namespace, { simulate: 'never-ready' }),
    );
    const waits = [
      waitForResources(context, objects, { waitStrategy: 'watcher' }),
      waitForResources(context, objects, { waitStrategy: 'legacy' }),
      waitForResources({ ...context, fluxWaits: {} }, objects, {
        waitStrategy: 'watcher',
      }),
    ].map(failure);
    setTimeout(abort, 400);
    for (const error of await Promise.all(waits)) {
      expect(error?.code).toBe('canceled');
      expect(error?.message).toMatch(/context canceled$/);
    }
    const late = await failure(
      waitForDeletion(context, objects, { waitStrategy: 'watcher' }),
    );
    expect(late?.code).toBe('canceled');
  });

  it("HR-35 judges by Flux's health expressions, and ends when interrupted", async () => {
    const { context, objects } = await create('health', configMap);
    const interrupt = new AbortController();
    const fluxWaits = {
      interrupt: interrupt.signal,
      readStatus: () => ({ status: 'InProgress', message: '' } as const),
    };
    const waiting = failure(
      waitForResources({ ...context, fluxWaits }, objects, {
        waitStrategy: 'watcher',
      }),
    );
    setTimeout(() => interrupt.abort(), 200);
    expect(await waiting).toMatchObject({
      name: 'WaitError',
      code: 'canceled',
      message: 'the health check was cancelled',
    });
  });
});
