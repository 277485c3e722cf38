import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { toastApiRef } from '@backstage/frontend-plugin-api';
import type { ReactElement } from 'react';
import { useLocation } from 'react-router-dom';
import { gitopsApiRef, type StreamObserver } from '../api';
import { entityTabRouteRef } from '../routes';
import { FakeGitOpsApi } from './FakeGitOpsApi';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'web' },
};

/** Query of the page, to be read by tests. */
const Query = () => <output aria-label="query">{useLocation().search}</output>;

interface ShowOptions {
  /** Where the browser is at first. */
  readonly path?: string;
  /** Whether the app has the tab; by default it has. */
  readonly hasTab?: boolean;
}

/**
 * Shows an element on the page of the component `web`.
 * @param onFollow - plays the beginning of each stream
 */
export async function showEntity(
  element: ReactElement,
  onFollow: (observer: StreamObserver) => void,
  { path = '/', hasTab = true }: ShowOptions = {},
): Promise<FakeGitOpsApi> {
  const api = new FakeGitOpsApi(onFollow);
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [gitopsApiRef, api],
        [toastApiRef, { post: api.toast }],
      ]}
    >
      <EntityProvider entity={entity}>{element}</EntityProvider>
      <Query />
    </TestApiProvider>,
    {
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        ...(hasTab && { '/gitops-tab': entityTabRouteRef }),
      },
      routeEntries: [path],
    },
  );
  return api;
}
