import type { UnstructuredObject } from '@backstage-gitops/kube';
import { startKustomizations } from '../../../testing/startKustomizations';
import type { KustomizationBench } from '../../../testing/startKustomizations';
import {
  CONFIG_MAP,
  condition,
  configMap,
  eventsOf,
  findConfigMap,
  readyIs,
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
});
