/**
 * The plugin for apps on the legacy frontend system.
 *
 * @packageDocumentation
 */
import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { GitOpsClient, gitopsApiRef } from './api';
import { entityContentRouteRef, entityTabRouteRef } from './routes';

/** The GitOps plugin of the legacy frontend system. */
export const gitopsPlugin = createPlugin({
  id: 'gitops',
  routes: { entityContent: entityContentRouteRef },
  externalRoutes: { entityTab: entityTabRouteRef },
  apis: [
    createApiFactory({
      api: gitopsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new GitOpsClient(discoveryApi, fetchApi),
    }),
  ],
});

/** Tab of an entity page: `<EntityLayout.Route path="/gitops" title="GitOps">`. */
export const EntityGitOpsContent = gitopsPlugin.provide(
  createRoutableExtension({
    name: 'EntityGitOpsContent',
    component: () =>
      import('./components/EntityGitOpsContent').then(
        module => module.EntityGitOpsContent,
      ),
    mountPoint: entityContentRouteRef,
  }),
);

/** Card of an entity's overview. */
export const EntityGitOpsCard = gitopsPlugin.provide(
  createComponentExtension({
    name: 'EntityGitOpsCard',
    component: {
      lazy: () =>
        import('./components/EntityGitOpsCard').then(
          module => module.EntityGitOpsCard,
        ),
    },
  }),
);

export { isGitOpsAvailable } from './isGitOpsAvailable';
export { gitopsTranslationRef } from './translation';
