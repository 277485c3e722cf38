import type { UnstructuredObject } from '@backstage-gitops/kube';
import { setTimeout } from 'timers/promises';
import {
  condition,
  PrerequisitesEnvironment,
} from './testing/PrerequisitesEnvironment';
import type { HelmRelease } from './types';

const HELM_CHART = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'HelmChart',
};
const HEX = 'd'.repeat(64);
const chart = {
  metadata: { labels: { team: 'web' }, annotations: { note: 'here' } },
  spec: {
    ...{ chart: 'web', version: '1.x', valuesFiles: ['values.yaml'] },
    sourceRef: { kind: 'HelmRepository', name: 'repo' },
  },
};
const chartRef = (kind: string, name: string, namespace?: string) => ({
  interval: '1h',
  chartRef: { kind, name, ...(namespace && { namespace }) },
});

describe('what a HelmRelease needs', () => {
  const env = new PrerequisitesEnvironment();
  beforeAll(() => env.start());
  afterAll(() => env.stop());
  afterEach(() => {
    env.settings.gates = {};
    env.settings.noCrossNamespaceRefs = false;
  });

  const findChart = (name: string) =>
    env.client.find<UnstructuredObject>(HELM_CHART, {
      ...{ namespace: env.namespace, name },
    });
  const seen = async (name: string) =>
    (await env.events(name)).map(
      ({ type, reason, message }) => `${type} ${reason} ${message}`,
    );
  const ready = async (name: string) => {
    const { reason, message } = (await env.condition(name)) ?? {};
    return `${reason} ${message}`;
  };
  const becomes = (name: string, text: string | RegExp) =>
    env.waitFor(name, ({ status }) => {
      const found = status?.conditions?.find(({ type }) => type === 'Ready');
      return Boolean(`${found?.reason} ${found?.message}`.match(text));
    });
  const runs = (name: string, version: string) =>
    env.waitFor(
      name,
      ({ status }) => status?.lastAttemptedRevision === version,
    );

  describe('of spec.chart', () => {
    it('HR-3 makes a HelmChart, and writes it again only when the template changes', async () => {
      await env.createObject('made', { interval: '10m', chart });
      await becomes('made', /^SourceNotReady/);
      const made = await findChart('apps-made');
      expect(made).toMatchObject({
        metadata: {
          annotations: { note: 'here' },
          labels: {
            'helm.toolkit.fluxcd.io/name': 'made',
            'helm.toolkit.fluxcd.io/namespace': 'apps',
            team: 'web',
          },
        },
      });
      expect(made?.spec).toEqual({
        ...{ chart: 'web', version: '1.x', interval: '10m0s' },
        ...{ reconcileStrategy: 'ChartVersion', valuesFiles: ['values.yaml'] },
        sourceRef: { kind: 'HelmRepository', name: 'repo' },
      });
      const fields = made?.metadata.managedFields?.map(
        ({ manager, operation }) => `${manager} ${operation}`,
      );
      expect(fields).toEqual(['helm-controller Apply']);
      const { status } = await env.read('made');
      expect(status?.helmChart).toBe('apps/apps-made');
      const artifact = await env.putChart('web', '1.0.0');
      await env.publish('HelmChart', 'apps-made', { artifact });
      await runs('made', '1.0.0');
      const before = await findChart('apps-made');
      await env.reconcile('made');
      expect(await findChart('apps-made')).toEqual(before);
      await env.patch('made', {
        spec: { chart: { spec: { version: '2.x' } } },
      });
      await becomes('made', /^SourceNotReady/);
      expect(await seen('made')).toEqual(
        expect.arrayContaining([
          "Normal HelmChartCreated Created HelmChart/apps/apps-made with SourceRef 'HelmRepository/apps/repo'",
          "Normal HelmChartConfigured Configured HelmChart/apps/apps-made with SourceRef 'HelmRepository/apps/repo'",
        ]),
      );
      expect(await seen('made')).toHaveLength(2);
    });

    it('HR-3 repairs a HelmChart that somebody has changed or deleted', async () => {
      await env.createObject('fixed', { interval: '1h', chart });
      await becomes('fixed', /^SourceNotReady/);
      const artifact = await env.putChart('web', '1.0.0');
      await env.publish('HelmChart', 'apps-fixed', { artifact });
      await runs('fixed', '1.0.0');
      const key = { namespace: env.namespace, name: 'apps-fixed' };
      await env.client.patch(HELM_CHART, key, { spec: { chart: 'other' } });
      await env.reconcile('fixed');
      const chartOf = async () =>
        ((await findChart('apps-fixed'))?.spec as { chart: string }).chart;
      expect(await chartOf()).toBe('web');
      await env.client.delete(HELM_CHART, key);
      await env.reconcile('fixed');
      expect(await chartOf()).toBe('web');
    });

    it('HR-3 removes the HelmChart when chartRef takes over, and when the HelmRelease goes', async () => {
      await env.createObject('moved', { interval: '1h', chart });
      await env.createObject('gone', { interval: '1h', chart });
      await becomes('moved', /^SourceNotReady/);
      await becomes('gone', /^SourceNotReady/);
      await env.patch('moved', {
        spec: {
          chart: null,
          chartRef: { kind: 'HelmChart', name: 'absent' },
        },
      });
      await becomes('moved', /^ArtifactFailed/);
      expect(await findChart('apps-moved')).toBeUndefined();
      expect((await env.read('moved')).status?.helmChart).toBeUndefined();
      expect(await seen('moved')).toContain(
        "Normal HelmChartDeleted deleted HelmChart 'apps/apps-moved'",
      );
      await env.delete('gone');
      const deadline = Date.now() + 10_000;
      while ((await findChart('apps-gone')) && Date.now() < deadline) {
        await setTimeout(20);
      }
      expect(await findChart('apps-gone')).toBeUndefined();
    });

    it('HR-3 moves the HelmChart with the namespace of its source, unless other namespaces are refused', async () => {
      await env.client.create({
        ...{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'infra' } },
      });
      await env.createObject('across', { interval: '1h', chart });
      await becomes('across', /^SourceNotReady/);
      const elsewhere = { sourceRef: { namespace: 'infra' } };
      await env.patch('across', { spec: { chart: { spec: elsewhere } } });
      const inInfra = () =>
        env.client.find(HELM_CHART, {
          ...{ namespace: 'infra', name: 'apps-across' },
        });
      await becomes('across', /'infra\/apps-across'/);
      expect(await findChart('apps-across')).toBeUndefined();
      expect(await inInfra()).toBeDefined();
      env.settings.noCrossNamespaceRefs = true;
      await env.reconcile('across');
      expect(await ready('across')).toBe(
        'AccessDenied cross-namespace references are not allowed: cannot access HelmChart infra/apps-across',
      );
      expect(await env.condition('across', 'Stalled')).toMatchObject({
        reason: 'AccessDenied',
      });
    });
  });

  describe('of spec.chartRef', () => {
    it('HR-10 says that there is no such object, and runs as soon as there is one', async () => {
      await env.createObject('early', chartRef('HelmChart', 'late'));
      await becomes('early', /^[A-Z]/);
      expect(await ready('early')).toBe(
        'ArtifactFailed could not get Source object: HelmChart.source.toolkit.fluxcd.io "late" not found',
      );
      expect(await seen('early')).toEqual([]);
      const artifact = await env.putChart('late', '1.0.0');
      await env.publish('HelmChart', 'late', { artifact });
      await runs('early', '1.0.0');
      await env.publish('HelmChart', 'late', {
        artifact: await env.putChart('late', '1.1.0'),
      });
      await runs('early', '1.1.0');
      expect(env.found.get('early')?.chart).toMatchObject({
        ...{ name: 'late', version: '1.1.0', ociDigest: undefined },
        chart: { metadata: { version: '1.1.0' } },
        sourceRef: { kind: 'HelmChart', namespace: 'apps', name: 'late' },
      });
    });

    it.each([
      ['has no artifact', { artifact: null }, 'does not have an artifact'],
      [
        'was not reconciled',
        { observedGeneration: 0 },
        'latest generation of object has not been reconciled',
      ],
      [
        'has failed',
        { observedGeneration: 0, conditions: [condition('False', 'it fails')] },
        'it fails',
      ],
      [
        'is stalled',
        { conditions: [{ ...condition('True', 'stuck'), type: 'Stalled' }] },
        'stuck',
      ],
    ])('HR-10 waits for a HelmChart that %s', async (what, status, message) => {
      const name = `waits-${what.replaceAll(' ', '-')}`;
      const artifact = await env.putChart(name, '1.0.0');
      await env.publish('HelmChart', name, { artifact, ...status });
      await env.createObject(name, chartRef('HelmChart', name));
      await becomes(name, /^SourceNotReady/);
      expect(await ready(name)).toBe(
        `SourceNotReady HelmChart 'apps/${name}' is not ready: ${message}`,
      );
      await env.publish('HelmChart', name, { artifact });
      await runs(name, '1.0.0');
    });

    it('HR-10 tells why a chart can not be loaded', async () => {
      const bytes = Buffer.from('no chart');
      const artifact = await env.put('bad', 'bad.tgz', {
        bytes,
        revision: '1',
      });
      await env.publish('HelmChart', 'bad', { artifact });
      await env.createObject('bad', chartRef('HelmChart', 'bad'));
      await becomes('bad', /^[A-Z]/);
      expect(await ready('bad')).toBe(
        'ArtifactFailed Could not load chart: unexpected EOF',
      );
      expect(await seen('bad')).toContain(
        'Warning ArtifactFailed unexpected EOF',
      );
      const digest = `sha256:${HEX}`;
      await env.publish('HelmChart', 'bad', {
        artifact: { ...artifact, digest, revision: '2' },
      });
      await becomes('bad', /integrity/);
      expect(await ready('bad')).toBe(
        `ArtifactFailed Could not load chart: integrity failure: computed digest doesn't match '${digest}'`,
      );
      const url = `${env.server.address}/absent.tgz`;
      await env.publish('HelmChart', 'bad', {
        artifact: {
          ...artifact,
          ...{
            path: 'absent.tgz',
            url: `http://${url}`,
            revision: '3',
            digest,
          },
        },
      });
      await becomes('bad', /Retrying/);
      expect(await ready('bad')).toBe(
        'ArtifactFailed Source not ready: artifact not found. Retrying in 200ms',
      );
    });

    it('HR-4 HR-5 tracks the digest of an OCIRepository, and runs when a tag moves', async () => {
      const artifact = await env.putChart(
        'oci',
        '1.0.0',
        '1.0.0@sha256:aaaabbbbcccc1',
      );
      await env.publish('OCIRepository', 'oci', { artifact });
      await env.createObject('oci', chartRef('OCIRepository', 'oci'));
      await runs('oci', '1.0.0+aaaabbbbcccc');
      await env.publish('OCIRepository', 'oci', {
        artifact: { ...artifact, revision: '1.0.0@sha256:ddddeeeeffff1' },
      });
      const { status } = await runs('oci', '1.0.0+ddddeeeeffff');
      expect(status?.lastAttemptedRevisionDigest).toBe('sha256:ddddeeeeffff1');
      env.settings.gates = { DisableChartDigestTracking: true };
      await env.reconcile('oci');
      const untracked = await runs('oci', '1.0.0');
      expect(untracked.status?.lastAttemptedRevisionDigest).toBe(
        'sha256:ddddeeeeffff1',
      );
      await env.publish('OCIRepository', 'oci', {
        artifact: { ...artifact, revision: '3.0.0@sha256:ddddeeeeffff1' },
      });
      await env.reconcile('oci');
      expect(await ready('oci')).toBe(
        'ChartMutateError artifact revision 3.0.0 does not match chart version 1.0.0',
      );
    });

    it('HR-4 CM-18 takes an ExternalArtifact with its gate alone', async () => {
      const artifact = await env.putChart('external', '1.0.0', '1.0.0');
      await env.publish('ExternalArtifact', 'external', { artifact });
      await env.createObject(
        'external',
        chartRef('ExternalArtifact', 'external'),
      );
      await becomes('external', /^[A-Z]/);
      expect(await ready('external')).toBe(
        "AccessDenied can't access 'ExternalArtifact/apps/external', ExternalArtifact feature gate is disabled",
      );
      env.settings.gates = { ExternalArtifact: true };
      await env.reconcile('external');
      await runs('external', '1.0.0');
      await env.publish('ExternalArtifact', 'external', {
        artifact: { ...artifact, revision: 'latest@sha256:aaaabbbbcccc1' },
      });
      const { status } = await runs('external', '1.0.0+aaaabbbbcccc');
      expect(status?.lastAttemptedRevisionDigest).toBe(
        'latest@sha256:aaaabbbbcccc1',
      );
    });

    it('CM-18 refuses a source of another namespace where the options do', async () => {
      env.settings.noCrossNamespaceRefs = true;
      await env.createObject(
        'foreign',
        chartRef('OCIRepository', 'x', 'infra'),
      );
      await becomes('foreign', /^[A-Z]/);
      expect(await ready('foreign')).toBe(
        'AccessDenied cross-namespace references are not allowed: cannot access OCIRepository infra/x',
      );
    });
  });

  describe('of others', () => {
    const withChart = async (name: string) => {
      const artifact = await env.putChart(name, '1.0.0');
      await env.publish('HelmChart', name, { artifact });
      return chartRef('HelmChart', name);
    };
    const after = (name: string, readyExpr?: string) => ({
      dependsOn: [{ name, ...(readyExpr && { readyExpr }) }],
    });

    it('HR-9 HR-10 runs after its dependency, as soon as that is ready', async () => {
      const spec = await withChart('base');
      await env.createObject('app', { ...spec, ...after('first') });
      await becomes('app', /^[A-Z]/);
      const missing = `unable to get 'apps/first' dependency: helmreleases.helm.toolkit.fluxcd.io "first" not found`;
      expect(await ready('app')).toBe(`DependencyNotReady ${missing}`);
      expect(await seen('app')).toContain(
        `Normal DependencyNotReady ${missing}`,
      );
      await env.createObject('first', chartRef('HelmChart', 'later'));
      await becomes(
        'app',
        /^DependencyNotReady dependency 'apps\/first' is not ready$/,
      );
      await withChart('later');
      await runs('app', '1.0.0');
    });

    it('HR-9 takes readyExpr instead of the built-in check, or besides it by a gate', async () => {
      const spec = await withChart('expr');
      await env.createObject('never', chartRef('HelmChart', 'nothing'));
      const expr =
        "dep.metadata.name == 'never' && self.metadata.name == 'expr'";
      await env.createObject('expr', { ...spec, ...after('never', expr) });
      await runs('expr', '1.0.0');
      env.settings.gates = { AdditiveCELDependencyCheck: true };
      await env.reconcile('expr');
      expect(await ready('expr')).toBe(
        "DependencyNotReady dependency 'apps/never' is not ready",
      );
    });

    it('HR-9 stalls on a readyExpr that is no expression', async () => {
      const spec = await withChart('wrong');
      await env.createObject('wrong', { ...spec, ...after('wrong', 'dep.') });
      await becomes('wrong', /^InvalidCELExpression/);
      const { message } = (await env.condition('wrong')) ?? {};
      const [, why] =
        /^Reconciliation failed terminally due to configuration error: (terminal error: failed to evaluate dependency wrong: .*)/s.exec(
          message ?? '',
        ) ?? [];
      expect(why).toBeDefined();
      expect(await seen('wrong')).toContain(
        `Warning InvalidCELExpression ${why}`,
      );
    });

    it('DB-3 names the cycle that it waits in', async () => {
      await env.createObject('one', {
        ...chartRef('HelmChart', 'x'),
        ...after('two'),
      });
      await env.createObject('two', {
        ...chartRef('HelmChart', 'x'),
        ...after('one'),
      });
      await becomes('two', /circular/);
      expect(await ready('two')).toBe(
        "DependencyNotReady dependency 'apps/one' is not ready: circular dependency detected: apps/two -> apps/one -> apps/two",
      );
    });

    it('CM-17 HR-6 runs when a labelled ConfigMap or Secret of its values changes', async () => {
      const labels = { 'reconcile.fluxcd.io/watch': 'Enabled' };
      const metadata = { name: 'vals', namespace: env.namespace, labels };
      const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
      await env.client.create({
        ...configMap,
        data: { 'values.yaml': 'a: 1' },
      });
      await env.client.create({
        ...{ apiVersion: 'v1', kind: 'Secret', metadata },
        data: { 'values.yaml': Buffer.from('b: 1').toString('base64') },
      });
      const spec = await withChart('configured');
      await env.createObject('configured', {
        ...spec,
        valuesFrom: [
          { kind: 'ConfigMap', name: 'vals' },
          { kind: 'Secret', name: 'vals' },
        ],
      });
      await runs('configured', '1.0.0');
      const valuesAre = async (a: number, b: number) => {
        const deadline = Date.now() + 10_000;
        const wanted = JSON.stringify({ a, b });
        const now = () =>
          JSON.stringify(
            Object.fromEntries(env.found.get('configured')?.values ?? []),
          );
        while (now() !== wanted && Date.now() < deadline) await setTimeout(20);
        expect(now()).toBe(wanted);
      };
      await valuesAre(1, 1);
      const key = { namespace: env.namespace, name: 'vals' };
      await env.client.patch({ apiVersion: 'v1', kind: 'ConfigMap' }, key, {
        data: { 'values.yaml': 'a: 2' },
      });
      await valuesAre(2, 1);
      await env.client.patch({ apiVersion: 'v1', kind: 'Secret' }, key, {
        stringData: { 'values.yaml': 'b: 2' },
      });
      await valuesAre(2, 2);
    });
  });
});

it('CM-17 watches no ConfigMaps where the gate says so', async () => {
  const env = new PrerequisitesEnvironment({
    ...{ gates: { DisableConfigWatchers: true }, noCrossNamespaceRefs: false },
  });
  await env.start();
  try {
    const artifact = await env.putChart('web', '1.0.0');
    await env.publish('HelmChart', 'web', { artifact });
    const labels = { 'reconcile.fluxcd.io/watch': 'Enabled' };
    const key = { namespace: env.namespace, name: 'vals' };
    const type = { apiVersion: 'v1', kind: 'ConfigMap' };
    await env.client.create({
      ...{
        ...type,
        metadata: { ...key, labels },
        data: { 'values.yaml': 'a: 1' },
      },
    });
    const valuesFrom = [{ kind: 'ConfigMap', name: 'vals' }];
    await env.createObject('web', {
      ...chartRef('HelmChart', 'web'),
      valuesFrom,
    });
    const isDone = ({ status }: HelmRelease) =>
      status?.lastAttemptedRevision === '1.0.0';
    await env.waitFor('web', isDone);
    await env.client.patch(type, key, { data: { 'values.yaml': 'a: 2' } });
    await setTimeout(300);
    expect(env.found.get('web')?.values).toEqual(new Map([['a', 1]]));
    await env.reconcile('web');
    expect(env.found.get('web')?.values).toEqual(new Map([['a', 2]]));
  } finally {
    await env.stop();
  }
});
