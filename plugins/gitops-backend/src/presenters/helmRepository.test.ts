import type { HelmRepository } from '@backstage-gitops/plugin-gitops-common';
import { helmRepositoryPresenter } from './helmRepository';

const repository = (
  spec: HelmRepository['spec'],
  status?: HelmRepository['status'],
): HelmRepository => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'HelmRepository',
  metadata: { name: 'charts', namespace: 'apps' },
  spec,
  ...(status ? { status } : {}),
});

describe('helmRepositoryPresenter', () => {
  it('shows an index with its address', () => {
    const object = repository(
      { url: 'https://charts.example.com/stable' },
      {
        artifact: {
          digest: 'sha256:2',
          lastUpdateTime: '2026-01-01T00:00:00Z',
          path: 'helmrepository/apps/charts/index-1.yaml',
          revision: 'sha256:1',
          url: 'http://artifacts.example.com/index-1.yaml',
        },
      },
    );
    expect(helmRepositoryPresenter.facts(object)).toEqual([
      { code: 'url', value: 'https://charts.example.com/stable' },
      { code: 'type', value: 'default' },
    ]);
    expect(helmRepositoryPresenter.revision(object)).toEqual({
      stored: 'sha256:1',
      reachedAt: '2026-01-01T00:00:00Z',
    });
    expect(helmRepositoryPresenter.isStatic?.(object)).toBe(false);
  });

  it('shows a registry as static, with its provider', () => {
    const object = repository({
      url: 'oci://registry.example.com/charts',
      type: 'oci',
      provider: 'aws',
    });
    expect(helmRepositoryPresenter.facts(object)).toEqual([
      { code: 'url', value: 'oci://registry.example.com/charts' },
      { code: 'type', value: 'oci' },
      { code: 'provider', value: 'aws' },
    ]);
    expect(helmRepositoryPresenter.isStatic?.(object)).toBe(true);
  });

  it.each([
    [
      'Failed',
      'failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch http://charts.example.com/index.yaml : 401 Unauthorized',
      'failed to fetch http://charts.example.com/index.yaml : 401 Unauthorized',
    ],
    [
      'IndexationFailed',
      'failed to load Helm repository from index YAML: failed to load index: no API version specified',
      'no API version specified',
    ],
  ])('states %s by its cause', (reason, message, shown) => {
    expect(helmRepositoryPresenter.statements?.[reason](message)).toEqual({
      code: 'fetchFailed',
      params: { message: shown },
    });
  });
});
