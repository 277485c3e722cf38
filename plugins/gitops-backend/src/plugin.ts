import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { gitopsPermissions } from '@backstage-gitops/plugin-gitops-common';
import { readClusters } from '@backstage-gitops/plugin-gitops-node';
import { ActionLog } from './database/ActionLog';
import { Gate } from './Gate';
import { createRouter } from './router';
import { SuspensionTimer } from './service/actions/SuspensionTimer';
import { ClusterWatch } from './service/clusters/ClusterWatch';
import { GitOpsService } from './service/GitOpsService';

/** Portal API: what delivers an entity, live, and what people may do to it. */
export const gitopsPlugin = createBackendPlugin({
  pluginId: 'gitops',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init(deps) {
        const { config, lifecycle, logger } = deps;
        const stop = new AbortController();
        lifecycle.addShutdownHook(() => stop.abort());
        const clusters = readClusters(config).map(
          entry => new ClusterWatch(entry, logger),
        );
        if (clusters.length === 0) {
          logger.warn('no cluster is configured: see docs/portal.md');
        }
        clusters.forEach(cluster => cluster.start(stop.signal));
        new SuspensionTimer(clusters, logger).start(stop.signal);
        deps.permissionsRegistry.addPermissions(gitopsPermissions);
        deps.httpRouter.use(
          createRouter({
            auditor: deps.auditor,
            httpAuth: deps.httpAuth,
            gate: new Gate(deps.catalog, deps.permissions),
            service: new GitOpsService({
              clusters,
              actions: await ActionLog.open(deps.database),
              logger,
              signal: stop.signal,
            }),
          }),
        );
      },
    });
  },
});
