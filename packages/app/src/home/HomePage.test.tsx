import { configApiRef } from '@backstage/frontend-plugin-api';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import { HomePage } from './HomePage';

const config = mockApis.config({ data: { organization: { name: 'Acme' } } });

function show(getEntities: () => Promise<unknown>) {
  renderInTestApp(
    <TestApiProvider
      apis={[
        [configApiRef, config],
        [catalogApiRef, { getEntities } as unknown as typeof catalogApiRef.T],
      ]}
    >
      <HomePage />
    </TestApiProvider>,
    { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
  );
}

describe('HomePage', () => {
  it('names the organization and leads to the GitOps tab of each service', async () => {
    const podinfo = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'podinfo', description: 'Greets every visitor' },
    };
    show(async () => ({ items: [podinfo] }));
    expect(await screen.findByText('Greets every visitor')).toBeVisible();
    expect(screen.getByRole('heading', { name: 'Acme' })).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'GitOps of podinfo' }),
    ).toHaveAttribute('href', '/catalog/default/component/podinfo/gitops');
  });

  it('says why the catalog cannot be read', async () => {
    show(async () => {
      throw new Error('catalog is down');
    });
    expect(await screen.findByText('catalog is down')).toBeVisible();
  });
});
