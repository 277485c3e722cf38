import {
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { GitOpsClient, gitopsApiRef } from './api';
import { isGitOpsAvailable } from './isGitOpsAvailable';
import { entityContentRouteRef, entityTabRouteRef } from './routes';

const api = ApiBlueprint.make({
  params: defineParams =>
    defineParams(
      createApiFactory({
        api: gitopsApiRef,
        deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
        factory: ({ discoveryApi, fetchApi }) =>
          new GitOpsClient(discoveryApi, fetchApi),
      }),
    ),
});

const entityContent = EntityContentBlueprint.make({
  params: {
    path: '/gitops',
    title: 'GitOps',
    group: 'deployment',
    routeRef: entityContentRouteRef,
    filter: isGitOpsAvailable,
    loader: async () => {
      const { EntityGitOpsContent } = await import(
        './components/EntityGitOpsContent'
      );
      return <EntityGitOpsContent />;
    },
  },
});

const entityCard = EntityCardBlueprint.make({
  params: {
    type: 'content',
    filter: isGitOpsAvailable,
    loader: async () => {
      const { EntityGitOpsCard } = await import(
        './components/EntityGitOpsCard'
      );
      return <EntityGitOpsCard />;
    },
  },
});

/** The GitOps plugin of the new frontend system. */
export const gitopsPlugin = createFrontendPlugin({
  pluginId: 'gitops',
  title: 'GitOps',
  info: { packageJson: () => import('../package.json') },
  routes: { entityContent: entityContentRouteRef },
  externalRoutes: { entityTab: entityTabRouteRef },
  extensions: [api, entityContent, entityCard],
});
