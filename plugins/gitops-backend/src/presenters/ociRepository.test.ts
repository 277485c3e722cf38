import type { OCIRepository } from '@backstage-gitops/plugin-gitops-common';
import { ociRepositoryPresenter } from './ociRepository';

const URL = 'oci://ghcr.io/org/manifests';

const repository = (
  spec: Partial<OCIRepository['spec']>,
  status?: OCIRepository['status'],
): OCIRepository => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'OCIRepository',
  metadata: { name: 'app', namespace: 'apps' },
  spec: { url: URL, interval: '1m', ...spec },
  ...(status ? { status } : {}),
});

describe('ociRepositoryPresenter', () => {
  it.each([
    [undefined, 'latest'],
    [{ tag: 'v1' }, 'v1'],
    [{ tag: 'v1', semver: '1.x' }, '1.x'],
    [{ tag: 'v1', semver: '1.x', digest: 'sha256:1' }, 'sha256:1'],
  ])('SC-33 shows the reference that counts of %j', (ref, shown) => {
    expect(ociRepositoryPresenter.facts(repository({ ref }))).toEqual([
      { code: 'url', value: URL },
      { code: 'reference', value: shown },
    ]);
  });

  it('shows provider, verification and what is stored', () => {
    const object = repository(
      { provider: 'aws', verify: { provider: 'cosign' } },
      {
        artifact: {
          digest: 'sha256:2',
          lastUpdateTime: '2026-01-01T00:00:00Z',
          path: 'ocirepository/apps/app/sha256:1.tar.gz',
          revision: 'latest@sha256:1',
          url: 'http://artifacts.example.com/x.tar.gz',
        },
      },
    );
    expect(ociRepositoryPresenter.facts(object).slice(2)).toEqual([
      { code: 'provider', value: 'aws' },
      { code: 'verification', value: 'cosign' },
    ]);
    expect(ociRepositoryPresenter.revision(object)).toEqual({
      stored: 'latest@sha256:1',
      reachedAt: '2026-01-01T00:00:00Z',
    });
  });

  it.each([
    [
      'OCIArtifactPullFailed',
      'failed to determine artifact digest: GET https://ghcr.io/v2/org/manifests/manifests/v9: MANIFEST_UNKNOWN: manifest unknown',
      'GET https://ghcr.io/v2/org/manifests/manifests/v9: MANIFEST_UNKNOWN: manifest unknown',
    ],
    [
      'ReadOperationFailed',
      `failed to determine the artifact tag for '${URL}': no match found for semver: >=1`,
      'no match found for semver: >=1',
    ],
    [
      'OCIArtifactLayerOperationFailed',
      "failed to find layer with media type 'x/y' in artifact",
      "failed to find layer with media type 'x/y' in artifact",
    ],
  ])('states %s by its cause', (reason, message, shown) => {
    expect(ociRepositoryPresenter.statements?.[reason](message)).toEqual({
      code: 'fetchFailed',
      params: { message: shown },
    });
  });
});
