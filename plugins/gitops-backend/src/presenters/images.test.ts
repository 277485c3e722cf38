import type {
  ImagePolicy,
  ImageRepository,
  ImageUpdateAutomation,
} from '@backstage-gitops/plugin-gitops-common';
import { stateReason } from '../statements/stateReason';
import { imagePolicyPresenter } from './imagePolicy';
import { imageRepositoryPresenter } from './imageRepository';
import { imageUpdateAutomationPresenter } from './imageUpdateAutomation';

const metadata = { name: 'podinfo', namespace: 'apps' };
const apiVersion = 'image.toolkit.fluxcd.io/v1';

const repository: ImageRepository = {
  apiVersion,
  kind: 'ImageRepository',
  metadata,
  spec: {
    image: 'ghcr.io/org/podinfo',
    interval: '5m',
    provider: 'generic',
  },
  status: {
    lastScanResult: {
      tagCount: 7,
      latestTags: ['7', '6', '5', '4', '3', '2', '1'],
      revision: '123',
      scanTime: '2026-01-01T00:00:00Z',
    },
  },
};

const policy: ImagePolicy = {
  apiVersion,
  kind: 'ImagePolicy',
  metadata,
  spec: {
    imageRepositoryRef: { name: 'podinfo', namespace: 'images' },
    policy: { semver: { range: '6.x' } },
    filterTags: { pattern: '^v(?P<v>.*)$', extract: '$v' },
  },
  status: {
    latestRef: {
      name: 'ghcr.io/org/podinfo',
      tag: 'v6.2.1',
      digest: 'sha256:ab',
    },
    observedPreviousRef: { name: 'ghcr.io/org/podinfo', tag: 'v6.2.0' },
  },
};

const automation: ImageUpdateAutomation = {
  apiVersion,
  kind: 'ImageUpdateAutomation',
  metadata,
  spec: {
    interval: '1m',
    sourceRef: { kind: 'GitRepository', name: 'fleet' },
    git: {
      checkout: { ref: { branch: 'main' } },
      commit: { author: { email: 'bot@example.com' } },
    },
    update: { path: './apps', strategy: 'Setters' },
  },
  status: {
    lastPushCommit: 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0',
    lastPushTime: '2026-01-02T00:00:00Z',
    lastAutomationRunTime: '2026-01-03T00:00:00Z',
    observedPolicies: {
      web: { name: 'ghcr.io/org/web', tag: '2' },
      podinfo: { name: 'ghcr.io/org/podinfo', tag: '1' },
    },
  },
};

describe('presenters of images', () => {
  it('IM-2 tells of a scan: how many tags, the last ones, and when', () => {
    expect(imageRepositoryPresenter.facts(repository)).toEqual([
      { code: 'image', value: 'ghcr.io/org/podinfo' },
      { code: 'tagCount', value: '7' },
      { code: 'latestTags', value: '7, 6, 5, 4, 3' },
      { code: 'lastScan', value: '2026-01-01T00:00:00Z' },
    ]);
    expect(imageRepositoryPresenter.ready?.(repository)).toEqual({
      code: 'foundTags',
      params: { count: 7 },
    });
  });

  it('tells of no tags also when there are none', () => {
    const lastScanResult = { tagCount: 0 };
    const empty = { ...repository, status: { lastScanResult } };
    expect(imageRepositoryPresenter.facts(empty)).toContainEqual({
      code: 'tagCount',
      value: '0',
    });
  });

  it('IM-8 tells of a policy what it chooses, by which rule, and what it chose before', () => {
    expect(imagePolicyPresenter.facts(policy)).toEqual([
      { code: 'policy', value: 'semver 6.x' },
      { code: 'tagFilter', value: '^v(?P<v>.*)$ → $v' },
      { code: 'latestImage', value: 'ghcr.io/org/podinfo:v6.2.1@sha256:ab' },
      { code: 'previousImage', value: 'ghcr.io/org/podinfo:v6.2.0' },
    ]);
    expect(imagePolicyPresenter.revision(policy)).toEqual({
      stored: 'v6.2.1@sha256:ab',
    });
    expect(imagePolicyPresenter.sourceRef?.(policy)).toEqual({
      group: 'image.toolkit.fluxcd.io',
      kind: 'ImageRepository',
      namespace: 'images',
      name: 'podinfo',
    });
  });

  it.each([
    [{ alphabetical: {} }, 'alphabetical asc'],
    [{ numerical: { order: 'desc' as const } }, 'numerical desc'],
  ])('writes the policy %j as %s', (rule, value) => {
    const spec = { ...policy.spec, policy: rule, filterTags: undefined };
    expect(imagePolicyPresenter.facts({ ...policy, spec })[0]).toEqual({
      code: 'policy',
      value,
    });
  });

  it('IM-15 tells of an automation what it pushed where, and which images', () => {
    const commit = automation.status!.lastPushCommit!;
    expect(imageUpdateAutomationPresenter.facts(automation)).toEqual([
      { code: 'path', value: './apps' },
      { code: 'branch', value: 'main' },
      { code: 'lastRun', value: '2026-01-03T00:00:00Z' },
      {
        code: 'policies',
        value: 'podinfo: ghcr.io/org/podinfo:1, web: ghcr.io/org/web:2',
      },
    ]);
    expect(imageUpdateAutomationPresenter.revision(automation)).toEqual({
      stored: `main@sha1:${commit}`,
      reachedAt: '2026-01-02T00:00:00Z',
    });
    expect(imageUpdateAutomationPresenter.sourceRef?.(automation)).toEqual({
      group: 'source.toolkit.fluxcd.io',
      kind: 'GitRepository',
      namespace: 'apps',
      name: 'fleet',
    });
  });

  it('IM-12 names the branch of push before that of checkout', () => {
    const { git } = automation.spec;
    const spec = {
      ...automation.spec,
      git: { ...git!, push: { branch: 'updates' } },
    };
    expect(
      imageUpdateAutomationPresenter.facts({ ...automation, spec }),
    ).toContainEqual({ code: 'branch', value: 'updates' });
  });

  it('says that nothing has been pushed', () => {
    const fresh = { ...automation, status: {} };
    expect(imageUpdateAutomationPresenter.ready?.(fresh)).toEqual({
      code: 'nothingPushed',
      params: {},
    });
    expect(imageUpdateAutomationPresenter.revision(fresh)).toEqual({});
  });

  it.each([
    [
      imageRepositoryPresenter,
      'ReadOperationFailed',
      'scan failed: UNAUTHORIZED',
      { code: 'fetchFailed', params: { message: 'UNAUTHORIZED' } },
    ],
    [
      imagePolicyPresenter,
      'DependencyNotReady',
      'retrying in 30s error: no tags in database',
      { code: 'tagsNotScanned', params: {} },
    ],
    [
      imagePolicyPresenter,
      'DependencyNotReady',
      'failed to get the referred ImageRepository: imagerepositories.image.toolkit.fluxcd.io "web" not found',
      { code: 'sourceNotFound', params: {} },
    ],
    [
      imagePolicyPresenter,
      'Failure',
      'unable to determine latest version from provided list',
      {
        code: 'noTagChosen',
        params: {
          message: 'unable to determine latest version from provided list',
        },
      },
    ],
    [
      imageUpdateAutomationPresenter,
      'GitOperationFailed',
      'failed to update source: failed to push to remote: rejected',
      {
        code: 'pushFailed',
        params: { message: 'failed to push to remote: rejected' },
      },
    ],
    [
      imageUpdateAutomationPresenter,
      'SourceManagerFailed',
      'failed configuring source manager: gitrepositories.source.toolkit.fluxcd.io "fleet" not found',
      { code: 'sourceNotFound', params: {} },
    ],
  ])(
    'IM-3 IM-8 IM-16 %#: states %s by its cause',
    (presenter, reason, message, statement) => {
      expect(stateReason(presenter, { reason, message })).toEqual(statement);
    },
  );
});
