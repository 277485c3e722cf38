import type { HelmChart } from '@backstage-gitops/plugin-gitops-common';
import { helmChartPresenter } from './helmChart';

const chart = (
  spec: Partial<HelmChart['spec']>,
  status?: HelmChart['status'],
): HelmChart => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'HelmChart',
  metadata: { name: 'web', namespace: 'apps' },
  spec: {
    ...{ chart: 'web', interval: '1m', version: '1.x' },
    sourceRef: { kind: 'HelmRepository', name: 'charts' },
    ...spec,
  },
  ...(status ? { status } : {}),
});

describe('helmChartPresenter', () => {
  it('shows a chart of a repository with its version', () => {
    const object = chart(
      { verify: { provider: 'cosign' } },
      {
        artifact: {
          digest: 'sha256:2',
          lastUpdateTime: '2026-01-01T00:00:00Z',
          path: 'helmchart/apps/web/web-1.0.0.tgz',
          revision: '1.0.0',
          url: 'http://artifacts.example.com/web-1.0.0.tgz',
        },
      },
    );
    expect(helmChartPresenter.facts(object)).toEqual([
      { code: 'chart', value: 'web' },
      { code: 'version', value: '1.x' },
      { code: 'verification', value: 'cosign' },
    ]);
    expect(helmChartPresenter.revision(object)).toEqual({
      stored: '1.0.0',
      reachedAt: '2026-01-01T00:00:00Z',
    });
    expect(helmChartPresenter.sourceRef?.(object)).toEqual({
      group: 'source.toolkit.fluxcd.io',
      kind: 'HelmRepository',
      namespace: 'apps',
      name: 'charts',
    });
  });

  it('shows a folder of a repository without the version, which has no effect', () => {
    const object = chart({
      chart: './charts/web',
      sourceRef: { kind: 'GitRepository', name: 'app' },
    });
    expect(helmChartPresenter.facts(object)).toEqual([
      { code: 'chart', value: './charts/web' },
    ]);
  });

  it.each([
    [
      'InvalidChartReference',
      "invalid chart reference: failed to get chart version for remote reference: no 'web' chart with version matching '9.x' found",
      {
        code: 'fetchFailed',
        params: {
          message: "no 'web' chart with version matching '9.x' found",
        },
      },
    ],
    [
      'ChartPullError',
      'chart pull error: failed to download chart for remote reference: failed to fetch http://x/web.tgz : 404 Not Found',
      {
        code: 'fetchFailed',
        params: { message: 'failed to fetch http://x/web.tgz : 404 Not Found' },
      },
    ],
    [
      'NoSourceArtifact',
      "no artifact available for GitRepository source 'app'",
      { code: 'sourceNotStored', params: {} },
    ],
    [
      'SourceUnavailable',
      'failed to get source: GitRepository.source.toolkit.fluxcd.io "app" not found',
      { code: 'sourceNotFound', params: {} },
    ],
    [
      'SourceUnavailable',
      'failed to get source: forbidden',
      {
        code: 'artifactFailed',
        params: { message: 'failed to get source: forbidden' },
      },
    ],
  ])('states %s by its cause', (reason, message, statement) => {
    expect(helmChartPresenter.statements?.[reason](message)).toEqual(statement);
  });
});
