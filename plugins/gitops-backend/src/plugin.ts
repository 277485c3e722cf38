import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { gitopsPermissions } from '@backstage-gitops/plugin-gitops-common';
import { gitopsClustersServiceRef } from '@backstage-gitops/plugin-gitops-node';
import { ActionService } from './actions/ActionService';
import { ActionLog } from './database/ActionLog';
import { ObjectGraph } from './graph/ObjectGraph';
import { EntityAuthorizer } from './http/EntityAuthorizer';
import { OpenStreams } from './http/OpenStreams';
import { Inbox } from './inbox/Inbox';
import { InboxStore } from './inbox/InboxStore';
import { PRESENTERS } from './presenters';
import { readPortalOptions } from './readPortalOptions';
import { createRouter } from './router';
import { EntityService } from './service/EntityService';
import { SuspensionTimer } from './suspension/SuspensionTimer';

/** Portal API: the GitOps objects of an entity, live, and what people may do to them. */
export const gitopsPlugin = createBackendPlugin({
  pluginId: 'gitops',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        clusters: gitopsClustersServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init({ auditor, clusters, config, lifecycle, logger, ...deps }) {
        const portal = readPortalOptions(config);
        const actionLog = await ActionLog.open(deps.database);
        const graph = new ObjectGraph({ clusters, presenters: PRESENTERS });
        const timer = new SuspensionTimer(graph, logger);
        const streams = new OpenStreams({
          perUser: portal.maxStreamsPerUser,
          perProcess: portal.maxStreams,
        });
        const context = { graph, presenters: PRESENTERS, ...portal };
        if (portal.hasInbox) {
          const store = await InboxStore.open(deps.database);
          const inbox = new Inbox({ ...context, ...deps, store, logger });
          await inbox.start();
          lifecycle.addShutdownHook(() => inbox.close());
        }
        graph.start();
        timer.start();
        lifecycle.addShutdownHook(() => {
          streams.closeAll();
          timer.close();
          graph.close();
        });
        if (graph.clusters.length === 0) {
          logger.warn('no cluster is configured: see docs/portal.md');
        }
        deps.permissionsRegistry.addPermissions(gitopsPermissions);
        deps.httpRouter.use(
          createRouter({
            auditor,
            logger,
            authorizer: new EntityAuthorizer(deps),
            entities: new EntityService(context, actionLog),
            actions: new ActionService(context, actionLog, logger),
            streams,
          }),
        );
      },
    });
  },
});
