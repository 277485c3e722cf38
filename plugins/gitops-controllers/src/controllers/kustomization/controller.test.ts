import type { KubeObject, UnstructuredObject } from '@backstage-gitops/kube';
import { createServer } from 'http';
import type { AddressInfo } from 'net';
import {
  KustomizationBench,
  startKustomizations,
} from '../../../testing/startKustomizations';
import type { Kustomization } from './types';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const DURATION = expect.stringMatching(/^[\d.]+(ms|s)$|^0s$/);

const configMap = (name: string, value = 'x', more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data:\n  key: ${value}\n`;
const condition = (
  type: string,
  status: string,
  reason: string,
  message: unknown,
  observedGeneration = 1,
) => ({
  type,
  status,
  reason,
  message,
  observedGeneration,
  lastTransitionTime: TIME,
});
const readyIs = (status: string) => (object: Kustomization) =>
  object.status?.conditions?.some(
    c => c.type === 'Ready' && c.status === status,
  );

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

  const read = (name: string) =>
    bench.client.find<UnstructuredObject>(CONFIG_MAP, { namespace: ns, name });
  const events = async (name = 'app') =>
    (await bench.events(ns, name)).map(text =>
      text
        .replace(/(finished|passed) in [\d.]+m?s/, '$1 in T')
        .replaceAll(`/${ns}/`, '/ns/'),
    );
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

  it('KS-5 CM-6 waits for its source with Ready=False alone, and tells a missing one once', async () => {
    await bench.create(ns, 'app', {
      sourceRef: { kind: 'GitRepository', name: 'absent' },
    });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    expect(status).toEqual({
      conditions: [
        condition(
          'Ready',
          'False',
          'ArtifactFailed',
          'GitRepository.source.toolkit.fluxcd.io "absent" not found',
        ),
      ],
      observedGeneration: -1,
    });
    await bench.request(ns, 'app');
    expect(await events()).toEqual([
      'Warning ArtifactFailed GitRepository.source.toolkit.fluxcd.io "absent" not found',
    ]);
    await bench.create(ns, 'early', {});
    const early = await bench.until(ns, 'early', readyIs('False'));
    expect(early.status?.conditions).toMatchObject([
      {
        reason: 'ArtifactFailed',
        message: 'Source artifact not found, retrying in 30s',
      },
    ]);
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.until(ns, 'early', readyIs('True'));
  });

  it('KS-9 runs after its dependency, as soon as that is ready', async () => {
    await bench.publish(ns, {
      'one/a.yaml': configMap('a'),
      'two/b.yaml': configMap('b'),
    });
    await bench.create(ns, 'app', {
      path: 'two',
      dependsOn: [{ name: 'first' }],
    });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    expect(status?.conditions).toEqual([
      condition(
        'Ready',
        'False',
        'DependencyNotReady',
        `dependency '${ns}/first' not found: kustomizations.kustomize.toolkit.fluxcd.io "first" not found`,
      ),
    ]);
    await bench.create(ns, 'first', { path: 'one' });
    await bench.until(ns, 'app', readyIs('True'));
    expect((await events())[0]).toBe(
      'Normal DependencyNotReady Dependencies do not meet ready condition, retrying in 30s',
    );
  });

  it('DB-3 names the cycle that it waits in', async () => {
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'other', { dependsOn: [{ name: 'app' }] });
    await bench.create(ns, 'app', { dependsOn: [{ name: 'other' }] });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    expect(status?.conditions).toMatchObject([
      {
        reason: 'DependencyNotReady',
        message: `dependency '${ns}/other' is not ready: circular dependency detected: ${ns}/app -> ${ns}/other -> ${ns}/app`,
      },
    ]);
  });

  it('KS-10 stalls on a readyExpr that is no expression', async () => {
    await bench.publish(ns, { 'one/a.yaml': configMap('a') });
    await bench.create(ns, 'first', { path: 'one' });
    await bench.until(ns, 'first', readyIs('True'));
    await bench.create(ns, 'app', {
      dependsOn: [{ name: 'first', readyExpr: 'dep.metadata.name ==' }],
    });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    const message = expect.stringMatching(
      /^Reconciliation failed terminally due to configuration error: terminal error: failed to evaluate dependency first: failed to parse the CEL expression 'dep.metadata.name ==': ERROR: /,
    );
    expect(status).toEqual({
      conditions: [
        condition('Stalled', 'True', 'InvalidCELExpression', message),
        condition('Ready', 'False', 'InvalidCELExpression', message),
      ],
      observedGeneration: 1,
    });
  });

  it('CM-10 CM-19 stalls, unobserved, on a feature that is off', async () => {
    await bench.create(ns, 'app', {
      decryption: { provider: 'sops', serviceAccountName: 'x' },
    });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    const message =
      'to use spec.decryption.serviceAccountName for decryption authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller';
    expect(status).toEqual({
      conditions: [
        condition('Stalled', 'True', 'FeatureGateDisabled', message),
        condition('Ready', 'False', 'FeatureGateDisabled', message),
      ],
      observedGeneration: -1,
    });
    expect(await events()).toEqual([`Warning FeatureGateDisabled ${message}`]);
  });

  it('CM-17 substitutes from a ConfigMap and follows it when it is labelled', async () => {
    await bench.client.create({
      ...CONFIG_MAP,
      metadata: {
        name: 'vars',
        namespace: ns,
        labels: { 'reconcile.fluxcd.io/watch': 'Enabled' },
      },
      data: { color: 'blue' },
    } as UnstructuredObject);
    await bench.publish(ns, {
      'a.yaml': configMap('a', '${color}-${size:=small}'),
    });
    await bench.create(ns, 'app', {
      postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'vars' }] },
    });
    await bench.until(ns, 'app', readyIs('True'));
    expect((await read('a'))?.data).toEqual({ key: 'blue-small' });
    await bench.client.patch(
      CONFIG_MAP,
      { namespace: ns, name: 'vars' },
      { data: { color: 'green' } },
    );
    await bench.until(
      ns,
      'app',
      object => (object.status?.history?.length ?? 0) > 1,
    );
    expect((await read('a'))?.data).toEqual({ key: 'green-small' });
  });

  it('KS-22 names the object and the source of a variable that is missing', async () => {
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', {
      postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'absent' }] },
    });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    expect(status?.conditions?.[1]).toMatchObject({
      reason: 'BuildFailed',
      message: `post build failed for 'ConfigMap.v1.[noGrp]/a': substitute from 'ConfigMap/absent' error: configmaps "absent" not found`,
    });
  });

  it('KS-20 DB-1 never applies ciphertext', async () => {
    const value = 'ENC[AES256_GCM,data:Zm9v,iv:YWJj,tag:ZGVm,type:str]';
    await bench.publish(ns, {
      's.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: ${value}\nsops: {mac: x}\n`,
    });
    await bench.create(ns, 'app', {});
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    expect(status?.conditions?.[1]).toMatchObject({
      reason: 'ReconciliationFailed',
      message: `Secret/${ns}/s is SOPS encrypted, configuring decryption is required for this secret to be reconciled`,
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

  it('KS-48 applies as the service account of the spec and nobody else', async () => {
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', { serviceAccountName: 'tenant' });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    expect(status?.conditions?.[1].message).toContain(
      `ConfigMap/${ns}/a dry-run failed (Forbidden): configmaps "a" is forbidden: User "system:serviceaccount:${ns}:tenant" cannot patch resource "configmaps"`,
    );
  });

  it('KS-49 reports a kubeconfig that is missing', async () => {
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', {
      kubeConfig: { secretRef: { name: 'absent' } },
    });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    const message = `unable to read KubeConfig secret '${ns}/absent' error: secrets "absent" not found`;
    expect(status?.conditions).toMatchObject([
      { message: expect.stringMatching(/^Building manifests for revision /) },
      { reason: 'ReconciliationFailed', message },
    ]);
    expect(await events()).toEqual([
      `Warning ReconciliationFailed failed to build kube client: ${message}`,
    ]);
  });

  it('KS-49 DB-22 refuses a kubeconfig that names a file of the controllers', async () => {
    const received: unknown[] = [];
    const server = createServer((request, response) => {
      received.push(request.headers);
      response.end('{}');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const value = JSON.stringify({
      clusters: [
        { name: 'c', cluster: { server: `http://127.0.0.1:${port}` } },
      ],
      users: [{ name: 'u', user: { 'token-file': __filename } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    });
    await bench.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: ns, name: 'remote' },
      stringData: { value },
    } as KubeObject);
    await bench.publish(ns, { 'a.yaml': configMap('a') });
    await bench.create(ns, 'app', {
      kubeConfig: { secretRef: { name: 'remote' } },
    });
    const { status } = await bench.until(ns, 'app', readyIs('False'));
    await new Promise(resolve => server.close(resolve));
    expect(status?.conditions).toContainEqual(
      expect.objectContaining({
        type: 'Ready',
        reason: 'ReconciliationFailed',
        message: expect.stringMatching(
          /^kubeConfig secret '.*\/remote': user "u" has "token-file"; a kubeconfig from a Secret may only hold inline data/,
        ),
      }),
    );
    expect(received).toEqual([]);
  });

  it.each(['server', 'proxy-url'])(
    'KS-49 reaches no link-local address that a kubeconfig names as %s',
    async field => {
      const cluster = {
        server: 'https://10.0.0.1',
        [field]: 'https://2852039166/', // 169.254.169.254
      };
      const value = JSON.stringify({
        clusters: [{ name: 'c', cluster }],
        contexts: [{ name: 'x', context: { cluster: 'c' } }],
        'current-context': 'x',
      });
      await bench.client.create({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { namespace: ns, name: 'remote' },
        stringData: { value },
      } as KubeObject);
      await bench.publish(ns, { 'a.yaml': configMap('a') });
      await bench.create(ns, 'app', {
        kubeConfig: { secretRef: { name: 'remote' } },
      });
      const { status } = await bench.until(ns, 'app', readyIs('False'));
      expect(status?.conditions).toContainEqual(
        expect.objectContaining({
          type: 'Ready',
          message: expect.stringContaining(
            'the network policy denies connections to 169.254.169.254 by its rule 169.254.0.0/16',
          ),
        }),
      );
    },
  );

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
