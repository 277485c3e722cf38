import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { EntitySnapshot } from '@backstage-gitops/plugin-gitops-common';
import {
  aHiddenObject,
  anApplier,
  aSnapshot,
  aSourceSummary,
  sourceRef,
} from '../../__testUtils__/fixtures';
import { aRefusal } from '../../__testUtils__/refusal';
import { showEntity } from '../../__testUtils__/showEntity';
import { EntityGitOpsCard } from './EntityGitOpsCard';

const show = (snapshot: EntitySnapshot) =>
  showEntity(<EntityGitOpsCard />, observer => observer.onSnapshot(snapshot));

const newer = {
  raw: 'main@sha1:d4e5f6a7',
  ref: 'main',
  hash: 'd4e5f6a7',
};

describe('EntityGitOpsCard', () => {
  it('answers in one sentence that the service runs what was committed', async () => {
    await show(aSnapshot([anApplier()]));
    expect(
      screen.getByText('runs main @ a1b2c3d “Say hello”'),
    ).toBeInTheDocument();
    expect(document.body).toHaveTextContent(
      'since 12 min · demo · 3 objects healthy',
    );
  });

  it('says what is wanted and what still runs when it failed, with the way to why', async () => {
    await show(
      aSnapshot([
        anApplier({
          state: 'Failed',
          statement: { code: 'pathNotFound', params: {} },
          source: aSourceSummary({ revision: { stored: newer } }),
        }),
      ]),
    );
    expect(
      screen.getByText('wants main @ d4e5f6a, still runs main @ a1b2c3d'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('The folder named in its spec is not in the source.'),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Why' })).toHaveAttribute(
      'href',
      '/gitops-tab?object=demo%2Fkustomize.toolkit.fluxcd.io%2FKustomization%2Fapps%2Fweb',
    );
  });

  it('leads nowhere in an app without the tab', async () => {
    const source = { ...anApplier(), ...aSourceSummary() };
    await showEntity(
      <EntityGitOpsCard />,
      observer => observer.onSnapshot(aSnapshot([anApplier(), source])),
      { hasTab: false },
    );
    expect(document.body).toHaveTextContent('and 1 more object');
    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Details' })).toBeNull();
  });

  it('asks for a run', async () => {
    const api = await show(aSnapshot([anApplier()]));
    await userEvent.click(screen.getByRole('button', { name: 'Reconcile' }));
    expect(api.requestAction).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'web' }),
      anApplier().ref,
      { action: 'reconcile' },
    );
  });

  it('is about the applier, and counts what else there is and fails', async () => {
    const source = { ...anApplier(), ...aSourceSummary() };
    const failing = {
      ...source,
      ref: { ...sourceRef, name: 'other' },
      state: 'Failed' as const,
    };
    await show(aSnapshot([failing, aHiddenObject(), anApplier(), source]));
    expect(document.body).toHaveTextContent('runs main @ a1b2c3d');
    expect(screen.getByRole('link')).toHaveTextContent(
      'and 3 more objects, 1 failing',
    );
  });

  it('is about a source where nothing else is shown', async () => {
    await show(aSnapshot([{ ...anApplier(), ...aSourceSummary() }]));
    expect(screen.getByText('holds main @ a1b2c3d')).toBeInTheDocument();
  });

  it('names an object that does not agree, and nothing of it', async () => {
    await show(aSnapshot([aHiddenObject()]));
    expect(screen.getByText('Kustomization apps/web')).toBeInTheDocument();
    expect(document.body).toHaveTextContent('only its name is shown');
    expect(screen.queryByRole('button', { name: /Reconcile/ })).toBeNull();
  });

  it('points to the tab when there are no objects', async () => {
    await show(aSnapshot([]));
    expect(document.body).toHaveTextContent(
      'No GitOps object belongs to this yet',
    );
  });

  it('says why a reference leads nowhere', async () => {
    await show(
      aSnapshot([], {
        unresolved: [
          {
            annotation: 'backstage-gitops.io/kustomization',
            reference: 'apps/wbe',
            kind: 'Kustomization',
            statement: { code: 'objectNotFound', params: {} },
          },
        ],
      }),
    );
    expect(document.body).toHaveTextContent(
      'Kustomization apps/wbe: There is no such object on any cluster.',
    );
  });

  it('shows the layout while it loads, and why that takes long', async () => {
    await showEntity(<EntityGitOpsCard />, observer =>
      observer.onBroken(new Error('Failed to fetch')),
    );
    expect(
      screen.getByRole('status', { name: 'Loading GitOps objects' }),
    ).toHaveTextContent('Failed to fetch (no connection, trying again…)');
  });

  it('says what is missing when the caller is denied', async () => {
    await showEntity(<EntityGitOpsCard />, observer =>
      observer.onRefused(aRefusal(403, 'no')),
    );
    expect(screen.getByText('no')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });
});
