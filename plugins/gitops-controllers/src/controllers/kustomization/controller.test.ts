import { startKustomizations } from '../../../testing/startKustomizations';
import type { KustomizationBench } from '../../../testing/startKustomizations';
import {
  CONFIG_MAP,
  condition,
  configMap,
  DURATION,
  eventsOf,
  findConfigMap,
  readyIs,
  TIME,
} from './testing/benchTexts';

// Waits are for a server that may share its machine with a whole test run.
describe('Kustomization controller', () => {
  let bench: KustomizationBench;
  let ns: string;

  beforeAll(async () => {
    bench = await startKustomizations();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    ns = await bench.namespace();
  });

  const read = (name: string) => findConfigMap(bench, ns, name);
  const events = (name = 'app') => eventsOf(bench, ns, name);
  const gone = async (name: string) => {
    while (await read(name))
      await new Promise(resolve => setTimeout(resolve, 30));
  };

  it('KS-2 KS-38 CM-22 applies a source and ends in Ready, inventory and history', async () => {
    const revision = await bench.publish(ns, {
      'a.yaml': configMap('a'),
      'b.yaml': configMap('b'),
    });
    await bench.create(ns, 'app', {});
    const { status, metadata } = await bench.until(ns, 'app', readyIs('True'));
    expect(metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
    expect(status).toEqual({
      conditions: [
        condition(
          'Ready',
          'True',
          'ReconciliationSucceeded',
          `Applied revision: ${revision}`,
        ),
      ],
      history: [
        {
          digest: expect.stringMatching(/^sha256:/),
          firstReconciled: TIME,
          lastReconciled: TIME,
          lastReconciledDuration: DURATION,
          lastReconciledStatus: 'ReconciliationSucceeded',
          metadata: { revision },
          totalReconciliations: 1,
        },
      ],
      inventory: {
        entries: [
          { id: `${ns}_a__ConfigMap`, v: 'v1' },
          { id: `${ns}_b__ConfigMap`, v: 'v1' },
        ],
      },
      lastAppliedRevision: revision,
      lastAttemptedRevision: revision,
      observedGeneration: 1,
    });
    expect((await read('a'))?.metadata.labels).toEqual({
      'kustomize.toolkit.fluxcd.io/name': 'app',
      'kustomize.toolkit.fluxcd.io/namespace': ns,
    });
    expect(await events()).toEqual([
      'Normal Progressing ConfigMap/ns/a created\nConfigMap/ns/b created',
      'Normal ReconciliationSucceeded Reconciliation finished in T, next run in 1h0m0s',
    ]);
  });

  it('KS-16 puts the common metadata over the labels of the owner, not on pod templates', async () => {
    await bench.publish(ns, {
      'p.yaml':
        'apiVersion: v1\nkind: PodTemplate\nmetadata: {name: p, labels: {team: mine}}\ntemplate:\n  metadata: {labels: {app: web}}\n  spec: {containers: [{name: a, image: nginx}]}\n',
    });
    await bench.create(ns, 'app', {
      commonMetadata: {
        labels: { team: 'all', 'kustomize.toolkit.fluxcd.io/name': 'other' },
        annotations: { note: 'x' },
      },
    });
    await bench.until(ns, 'app', readyIs('True'));
    const applied = await bench.client.find(
      { apiVersion: 'v1', kind: 'PodTemplate' },
      { namespace: ns, name: 'p' },
    );
    expect(applied).toMatchObject({
      metadata: {
        labels: {
          team: 'all',
          'kustomize.toolkit.fluxcd.io/name': 'other',
          'kustomize.toolkit.fluxcd.io/namespace': ns,
        },
        annotations: { note: 'x' },
      },
      template: { metadata: { labels: { app: 'web' } } },
    });
  });

  it('KS-31 CM-22 writes nothing to objects when nothing changed, and counts the run', async () => {
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', {});
    await bench.until(ns, 'app', readyIs('True'));
    const before = await read('a');
    const { status } = await bench.request(ns, 'app');
    expect((await read('a'))?.metadata.resourceVersion).toBe(
      before?.metadata.resourceVersion,
    );
    expect(status?.history).toMatchObject([{ totalReconciliations: 2 }]);
  });

  it('KS-39 follows a new revision and prunes what it no longer has', async () => {
    await bench.publish(ns, {
      'a.yaml': configMap('a'),
      'b.yaml': configMap('b'),
      'k.yaml': configMap(
        'k',
        'x',
        '  annotations: {kustomize.toolkit.fluxcd.io/prune: disabled}\n',
      ),
    });
    await bench.create(ns, 'app', {});
    await bench.until(ns, 'app', readyIs('True'));
    const revision = await bench.publish(ns, { 'a.yaml': configMap('a', 'y') });
    const { status } = await bench.until(
      ns,
      'app',
      object => object.status?.lastAppliedRevision === revision,
    );
    expect(status?.inventory?.entries).toEqual([
      { id: `${ns}_a__ConfigMap`, v: 'v1' },
    ]);
    expect((await read('a'))?.data).toEqual({ key: 'y' });
    expect(await read('b')).toBeUndefined();
    expect(await read('k')).toBeDefined();
    expect(await events()).toEqual(
      expect.arrayContaining([
        'Normal Progressing ConfigMap/ns/a configured',
        'Normal Progressing ConfigMap/ns/k skipped\nConfigMap/ns/b deleted',
      ]),
    );
  });

  it('reverts drift by itself: an edit, and a deletion', async () => {
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', {});
    await bench.until(ns, 'app', readyIs('True'));
    const key = { namespace: ns, name: 'a' };
    await bench.client.patch(
      CONFIG_MAP,
      key,
      { data: { key: 'drift' } },
      { fieldManager: 'kubectl-edit' },
    );
    while (
      (await read('a'))?.data &&
      ((await read('a'))?.data as { key: string }).key !== 'x'
    ) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    await bench.client.delete(CONFIG_MAP, key);
    while (!(await read('a')))
      await new Promise(resolve => setTimeout(resolve, 50));
    const { status } = await bench.until(
      ns,
      'app',
      object => (object.status?.history?.[0].totalReconciliations ?? 0) >= 3,
    );
    expect(status?.history).toHaveLength(1);
    expect((await read('a'))?.data).toEqual({ key: 'x' });
  });

  it('KS-3 KS-12 keeps what runs when the next revision is broken', async () => {
    const good = await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', {});
    await bench.until(ns, 'app', readyIs('True'));
    const bad = await bench.publish(ns, { 'a.yaml': 'a: [\n' });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    expect(status).toMatchObject({
      conditions: [
        condition(
          'Reconciling',
          'True',
          'ProgressingWithRetry',
          `Building manifests for revision ${bad} with a timeout of 59m30s`,
        ),
        condition(
          'Ready',
          'False',
          'BuildFailed',
          expect.stringContaining(
            'failed to decode Kubernetes YAML from /artifact/a.yaml: MalformedYAMLError: yaml: line',
          ),
        ),
      ],
      lastAppliedRevision: good,
      lastAttemptedRevision: bad,
      observedGeneration: 1,
    });
    expect(status?.history).toHaveLength(1);
    expect(await read('a')).toBeDefined();
    expect(await events()).toContainEqual(
      expect.stringMatching(/^Warning BuildFailed failed to decode/),
    );
  });

  it('KS-3 KS-11 says that the path is missing, and does not call that attempted', async () => {
    const revision = await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', { path: './nope', retryInterval: '10m' });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    expect(status).toEqual({
      conditions: [
        condition(
          'Reconciling',
          'True',
          'ProgressingWithRetry',
          `Fetching manifests for revision ${revision} with a timeout of 59m30s`,
        ),
        condition(
          'Ready',
          'False',
          'ArtifactFailed',
          'kustomization path not found: stat /artifact/nope: no such file or directory',
        ),
      ],
      observedGeneration: -1,
    });
  });

  it('KS-42 KS-43 waits for health and reports what is not there', async () => {
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', { wait: true });
    const { status } = await bench.until(ns, 'app', readyIs('True'));
    expect(status?.conditions?.[1]).toEqual(
      condition(
        'Healthy',
        'True',
        'Succeeded',
        expect.stringMatching(/^Health check passed in /),
      ),
    );
    expect(await events()).toContain(
      'Normal Progressing Health check passed in T',
    );
    await bench.create(ns, 'failing', {
      namePrefix: 'f-',
      wait: true,
      healthCheckExprs: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          current: 'false',
          failed: "data.key == 'x'",
        },
      ],
    });
    const failing = await bench.until(ns, 'failing', readyIs('False'));
    const text = `failed early due to stalled resources: [ConfigMap/${ns}/f-a status: 'Failed']`;
    expect(failing.status?.conditions).toEqual([
      condition(
        'Reconciling',
        'True',
        'ProgressingWithRetry',
        expect.stringMatching(/^Running health checks for revision /),
      ),
      condition(
        'Ready',
        'False',
        'HealthCheckFailed',
        expect.stringMatching(
          /^health check failed after .*: failed early due to stalled resources/,
        ),
      ),
      condition('Healthy', 'False', 'HealthCheckFailed', text),
    ]);
    expect(failing.status?.inventory?.entries).toHaveLength(1);
    expect(failing.status?.history).toMatchObject([
      { lastReconciledStatus: 'HealthCheckFailed' },
    ]);
  });

  it('CM-5 does nothing while suspended, and goes on afterwards', async () => {
    const first = await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', {});
    await bench.until(ns, 'app', readyIs('True'));
    const type = {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
    };
    await bench.client.patch(
      type,
      { namespace: ns, name: 'app' },
      { spec: { suspend: true } },
    );
    await bench.until(
      ns,
      'app',
      object => object.status?.observedGeneration === 2,
    );
    const second = await bench.publish(ns, { 'a.yaml': configMap('a', 'y') });
    const suspended = await bench.request(ns, 'app');
    expect(suspended.status?.lastAppliedRevision).toBe(first);
    await bench.client.patch(
      type,
      { namespace: ns, name: 'app' },
      { spec: { suspend: false } },
    );
    await bench.until(
      ns,
      'app',
      object => object.status?.lastAppliedRevision === second,
    );
  });

  it.each([
    ['deletes what it applied', {}, false],
    ['leaves all with prune off', { prune: false }, true],
    [
      'deletes with policy Delete though prune is off',
      { prune: false, deletionPolicy: 'Delete' },
      false,
    ],
    ['leaves all with policy Orphan', { deletionPolicy: 'Orphan' }, true],
  ])('KS-41 when it is deleted: %s', async (_what, spec, isLeft) => {
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', spec);
    await bench.until(ns, 'app', readyIs('True'));
    const type = {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
    };
    await bench.client.delete(type, { namespace: ns, name: 'app' });
    while (await bench.client.find(type, { namespace: ns, name: 'app' })) {
      await new Promise(resolve => setTimeout(resolve, 30));
    }
    if (!isLeft) await gone('a');
    expect((await read('a')) !== undefined).toBe(isLeft);
    expect(await events()).toContain(
      'Normal ReconciliationSucceeded Reconciliation finished in T, next run in 1h0m0s',
    );
  });
});
