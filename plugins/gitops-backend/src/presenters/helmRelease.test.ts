import type { KubeObject } from '@backstage-gitops/kube';
import type { HelmRelease } from '@backstage-gitops/plugin-gitops-common';
import { helmReleasePresenter } from './helmRelease';

const release = (
  spec: Partial<HelmRelease['spec']>,
  status?: HelmRelease['status'],
): HelmRelease => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'web', namespace: 'apps' },
  spec: { interval: '1m', ...spec },
  ...(status ? { status } : {}),
});

const snapshot = {
  action: 'upgrade',
  appVersion: '9',
  chartName: 'podinfo',
  chartVersion: '6.5.0',
  configDigest: 'sha256:c',
  digest: 'sha256:d',
  firstDeployed: '2026-01-01T00:00:00Z',
  lastDeployed: '2026-01-02T00:00:00Z',
  name: 'web',
  namespace: 'prod',
  status: 'deployed',
  testHooks: { smoke: { phase: 'Succeeded' }, slow: {} },
  version: 3,
};

const chart = {
  spec: {
    chart: 'podinfo',
    version: '6.x',
    sourceRef: { kind: 'HelmRepository' as const, name: 'charts' },
  },
};

const event = (decision: string, lastTimestamp: string): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { annotations: { 'helm.toolkit.fluxcd.io/decision': decision } },
    lastTimestamp,
  } as KubeObject);

describe('helmReleasePresenter', () => {
  it('shows chart, release, values and drift detection', () => {
    const object = release(
      { chart, driftDetection: { mode: 'warn' }, dependsOn: [{ name: 'db' }] },
      { history: [snapshot], lastAttemptedRevision: '6.6.0' },
    );
    expect(helmReleasePresenter.facts(object)).toEqual([
      { code: 'chart', value: 'podinfo' },
      { code: 'version', value: '6.x' },
      { code: 'release', value: 'prod/web.v3' },
      { code: 'valuesDigest', value: 'sha256:c' },
      { code: 'driftDetection', value: 'warn' },
      { code: 'dependsOn', value: 'apps/db' },
    ]);
    expect(helmReleasePresenter.revision(object)).toEqual({
      applied: '6.5.0',
      chart: 'podinfo',
      attempted: '6.6.0',
      reachedAt: '2026-01-02T00:00:00Z',
    });
  });

  it('says nothing of the version that stands for any', () => {
    const spec = { ...chart.spec, version: '*' };
    const facts = helmReleasePresenter.facts(release({ chart: { spec } }));
    expect(facts).toEqual([{ code: 'chart', value: 'podinfo' }]);
  });

  it.each([
    ['its HelmChart', { chart }, undefined, 'HelmChart/apps/apps-web'],
    [
      'the HelmChart that its status names',
      { chart },
      { helmChart: 'flux/apps-web' },
      'HelmChart/flux/apps-web',
    ],
    [
      'a source that holds the chart itself',
      { chartRef: { kind: 'OCIRepository' as const, name: 'oci' } },
      undefined,
      'OCIRepository/apps/oci',
    ],
  ])('leads to %s', (_title, spec, status, expected) => {
    const ref = helmReleasePresenter.sourceRef?.(release(spec, status));
    expect(`${ref?.kind}/${ref?.namespace}/${ref?.name}`).toBe(expected);
    expect(ref?.group).toBe('source.toolkit.fluxcd.io');
  });

  it('DB-11 DB-12 tells of releases, of their tests, of the last drift and the last decision', () => {
    const object = release(
      { chart },
      {
        history: [snapshot],
        conditions: [
          {
            type: 'DriftDiff',
            status: 'True',
            reason: 'DriftDetected',
            message: 'ConfigMap/prod/a removed',
            lastTransitionTime: '2026-01-03T00:00:00Z',
          },
        ],
      },
    );
    const events = [
      event('{"rule":"old"}', '2026-01-01T00:00:00Z'),
      event(
        '{"rule":"remediate","next":"retry","upgradeFailures":2,"installFailures":"x"}',
        '2026-01-04T00:00:00Z',
      ),
      event('no JSON', '2026-01-02T00:00:00Z'),
    ];
    expect(helmReleasePresenter.releases?.(object, events)).toEqual({
      history: [
        {
          version: 3,
          status: 'deployed',
          action: 'upgrade',
          chart: 'podinfo@6.5.0',
          appVersion: '9',
          valuesDigest: 'sha256:c',
          deployedAt: '2026-01-02T00:00:00Z',
          tests: [
            { name: 'smoke', phase: 'Succeeded' },
            { name: 'slow', phase: 'Unknown' },
          ],
        },
      ],
      drift: {
        isPresent: true,
        diff: 'ConfigMap/prod/a removed',
        at: '2026-01-03T00:00:00Z',
      },
      decision: {
        rule: 'remediate',
        next: 'retry',
        installFailures: 0,
        upgradeFailures: 2,
        at: '2026-01-04T00:00:00Z',
      },
    });
    const [, , last] = events;
    expect(helmReleasePresenter.releases?.(release({ chart }), [last])).toEqual(
      {
        history: [],
      },
    );
  });

  it.each([
    [
      'UpgradeFailed',
      'Helm upgrade failed for release prod/web with chart podinfo@6.5.0: context deadline exceeded',
      'applyFailed',
      'context deadline exceeded',
    ],
    ['ValuesError', 'no key', 'settingsInvalid', 'no key'],
    ['ArtifactFailed', 'could not load', 'artifactFailed', 'could not load'],
  ])('states %s by its cause', (reason, message, code, shown) => {
    expect(helmReleasePresenter.statements?.[reason](message)).toEqual({
      code,
      params: { message: shown },
    });
  });
});
