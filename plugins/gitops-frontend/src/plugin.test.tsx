import {
  createExtensionTester,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import {
  coreExtensionData,
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/frontend-plugin-api';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { screen, waitFor } from '@testing-library/react';
import type { ReactElement } from 'react';
import { FakeGitOpsApi } from './__testUtils__/FakeGitOpsApi';
import { anApplier, aSnapshot } from './__testUtils__/fixtures';
import { gitopsApiRef } from './api';
import { isGitOpsAvailable } from './isGitOpsAvailable';
import plugin from './index';

const entity = (kind: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name: 'web' },
});

function show(element: ReactElement) {
  const api = new FakeGitOpsApi(observer =>
    observer.onSnapshot(aSnapshot([anApplier()])),
  );
  return renderInTestApp(
    <EntityProvider entity={entity('Component')}>{element}</EntityProvider>,
    {
      apis: [[gitopsApiRef, api]],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
}

describe('plugin of the new frontend system', () => {
  it('has the tab at /gitops', async () => {
    const tab = createExtensionTester(
      plugin.getExtension('entity-content:gitops'),
    );
    expect(tab.get(coreExtensionData.routePath)).toBe('/gitops');
    show(tab.reactElement());
    expect(
      await screen.findByRole('region', { name: 'Kustomization apps/web' }),
    ).toHaveTextContent('main @ a1b2c3d');
  });

  it('has the card', async () => {
    const card = createExtensionTester(
      plugin.getExtension('entity-card:gitops'),
    );
    show(card.reactElement());
    expect(
      await screen.findByText('runs main @ a1b2c3d “Say hello”'),
    ).toBeInTheDocument();
  });

  it('has the API, which speaks to the backend plugin as the signed-in user', async () => {
    const fetch = jest.fn(async (_url: string, _init: RequestInit) =>
      Response.json({ requestedAt: 'now' }, { status: 202 }),
    );
    const Probe = () => {
      const api = useApi(gitopsApiRef);
      const act = () =>
        api.requestAction(
          { kind: 'component', namespace: 'default', name: 'web' },
          anApplier().ref,
          { action: 'suspend', reason: 'Black Friday' },
        );
      return <button onClick={() => void act()}>act</button>;
    };
    renderInTestApp(<Probe />, {
      features: [plugin],
      apis: [
        [fetchApiRef, { fetch: fetch as never }],
        [
          discoveryApiRef,
          { getBaseUrl: async id => `http://portal/api/${id}` },
        ],
      ],
    });
    (await screen.findByText('act')).click();
    await waitFor(() => expect(fetch).toHaveBeenCalledTimes(1));
    const [[url, { body }]] = fetch.mock.calls;
    expect(url).toMatch(/^http:\/\/portal\/api\/gitops\/entities\//);
    expect(body).toBe('{"reason":"Black Friday"}');
  });

  it.each([
    ['Component', true],
    ['system', true],
    ['User', false],
    ['Location', false],
  ])('is there for %s: %p', (kind, isThere) => {
    expect(isGitOpsAvailable(entity(kind))).toBe(isThere);
  });
});
