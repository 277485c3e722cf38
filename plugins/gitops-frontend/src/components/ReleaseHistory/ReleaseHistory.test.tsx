import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import type { ReleaseFacet } from '@backstage-gitops/plugin-gitops-common';
import { aDetail, anApplier } from '../../__testUtils__/fixtures';
import { releasesSection } from './ReleaseHistory';

const { Component } = releasesSection;

const show = (releases?: ReleaseFacet) =>
  renderInTestApp(
    <Component object={anApplier()} detail={aDetail({ releases })} />,
  );

describe('releasesSection', () => {
  it('shows releases with their tests, the drift and the decision', async () => {
    show({
      history: [
        {
          version: 3,
          status: 'deployed',
          action: 'upgrade',
          chart: 'podinfo@6.5.0',
          valuesDigest: 'sha256:0123456789abcdef',
          deployedAt: '2026-01-02T00:00:00Z',
          tests: [{ name: 'smoke', phase: 'Succeeded' }],
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
        at: '2026-01-03T00:00:00Z',
      },
    });
    expect(await screen.findByText('podinfo@6.5.0')).toBeVisible();
    expect(screen.getByText('deployed (upgrade)')).toBeVisible();
    expect(screen.getByText('smoke: Succeeded')).toBeVisible();
    expect(screen.getByText('0123456789ab')).toBeVisible();
    expect(screen.getByText(/The cluster differs/)).toBeVisible();
    expect(screen.getByText('ConfigMap/prod/a removed')).toBeVisible();
    expect(
      screen.getByText(/remediate, then retry \(0 failed installs, 2/),
    ).toBeVisible();
  });

  it('says that there is none yet', async () => {
    show();
    expect(await screen.findByText('No release yet.')).toBeVisible();
  });
});
