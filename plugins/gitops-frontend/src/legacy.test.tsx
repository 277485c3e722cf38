import {
  discoveryApiRef,
  fetchApiRef,
  type AnyApiFactory,
} from '@backstage/core-plugin-api';
import { screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { Route, Routes } from 'react-router-dom';
import { anApplier, aSnapshot } from './__testUtils__/fixtures';
import { showEntity } from './__testUtils__/showEntity';
import { gitopsApiRef, GitOpsClient } from './api';
import { EntityGitOpsCard, EntityGitOpsContent, gitopsPlugin } from './legacy';

const show = (element: ReactElement) =>
  showEntity(
    element,
    observer => observer.onSnapshot(aSnapshot([anApplier()])),
    { path: '/gitops' },
  );

describe('plugin of the legacy frontend system', () => {
  it('has the tab', async () => {
    await show(
      <Routes>
        <Route path="/gitops" element={<EntityGitOpsContent />} />
      </Routes>,
    );
    expect(
      await screen.findByRole('region', { name: 'Kustomization apps/web' }),
    ).toHaveTextContent('main @ a1b2c3d');
  });

  it('has the card', async () => {
    await show(<EntityGitOpsCard />);
    expect(
      await screen.findByText('runs main @ a1b2c3d “Say hello”'),
    ).toBeInTheDocument();
  });

  it('brings its API along', () => {
    const factories: AnyApiFactory[] = [...gitopsPlugin.getApis()];
    const [{ api, deps, factory }] = factories;
    expect(api).toBe(gitopsApiRef);
    expect(Object.values(deps)).toEqual([discoveryApiRef, fetchApiRef]);
    expect(factory({})).toBeInstanceOf(GitOpsClient);
  });
});
