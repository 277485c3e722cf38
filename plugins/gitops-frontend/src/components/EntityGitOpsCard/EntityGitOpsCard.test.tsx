import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import type { EntitySnapshot } from '@backstage-gitops/plugin-gitops-common';
import { gitopsApiRef } from '../../api';
import { FakeGitOpsApi } from '../../testing/FakeGitOpsApi';
import { aDelivery, aSnapshot } from '../../testing/fixtures';
import { EntityGitOpsCard } from './EntityGitOpsCard';

async function show(snapshot: EntitySnapshot) {
  const api = new FakeGitOpsApi(observer => observer.onSnapshot(snapshot));
  await renderInTestApp(
    <TestApiProvider apis={[[gitopsApiRef, api]]}>
      <EntityProvider
        entity={{
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'web' },
        }}
      >
        <EntityGitOpsCard />
      </EntityProvider>
    </TestApiProvider>,
    {
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
}

describe('EntityGitOpsCard', () => {
  it('answers in one sentence that the service runs what was committed', async () => {
    await show(aSnapshot([aDelivery()]));
    expect(
      screen.getByText('runs main @ a1b2c3d “Say hello”'),
    ).toBeInTheDocument();
    expect(document.body).toHaveTextContent('demo · 3 objects healthy');
  });

  it('says what is wanted and what still runs when it failed, with the way to why', async () => {
    const delivery = aDelivery();
    await show(
      aSnapshot([
        {
          ...delivery,
          state: 'Failed',
          sentence: 'The manifests cannot be built.',
          source: {
            ...delivery.source!,
            revision: {
              raw: 'main@sha1:d4e5f6a7',
              ref: 'main',
              hash: 'd4e5f6a7',
            },
          },
        },
      ]),
    );
    expect(
      screen.getByText('wants main @ d4e5f6a, still runs main @ a1b2c3d'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('The manifests cannot be built.'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Why' })).toHaveAttribute(
      'href',
      '/catalog/default/component/web/gitops?delivery=demo%2FKustomization%2Fapps%2Fweb',
    );
  });

  it('points to the tab when nothing delivers the entity', async () => {
    await show(aSnapshot([]));
    expect(document.body).toHaveTextContent('Nothing delivers this from Git');
  });
});
