import type {
  GitRepository,
  HelmRepository,
  Kustomization,
} from '@backstage-gitops/plugin-gitops-common';
import { maskTexts } from '../redaction/maskTexts';
import { gitRepositoryPresenter } from './gitRepository';
import { helmRepositoryPresenter } from './helmRepository';
import { kustomizationPresenter } from './kustomization';

const URL_OF_SOURCE = 'https://me:canary-1%40@git.example/app?token=canary-2';
const MESSAGE = `unable to clone '${URL_OF_SOURCE}': canary-1@ refused`;

describe('secrets of presenters', () => {
  it.each([
    [
      'GitRepository',
      gitRepositoryPresenter.secrets?.({
        spec: { url: URL_OF_SOURCE, interval: '1m' },
      } as GitRepository),
    ],
    [
      'HelmRepository',
      helmRepositoryPresenter.secrets?.({
        spec: { url: URL_OF_SOURCE },
      } as HelmRepository),
    ],
  ])('of a %s are what its URL holds', (_kind, secrets) => {
    expect(secrets).not.toHaveLength(0);
    expect(maskTexts(MESSAGE, secrets ?? [])).not.toContain('canary');
  });

  it('of a Kustomization are patches, which kustomize quotes, and variables that hold secrets', () => {
    const patch = 'stringData:\n  password: canary-3\n';
    const secrets = kustomizationPresenter.secrets?.({
      spec: {
        patches: [{ patch }],
        postBuild: { substitute: { DATABASE_URL: 'canary-4', region: 'eu' } },
      },
    } as unknown as Kustomization);
    const message = `unable to parse SM or JSON patch from [patch: ${JSON.stringify(
      patch,
    )}] near canary-4`;
    expect(maskTexts(message, secrets ?? [])).toBe(
      'unable to parse SM or JSON patch from [patch: "***"] near ***',
    );
  });
});
