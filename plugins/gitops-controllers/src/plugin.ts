import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  followClusters,
  gitopsClustersServiceRef,
  keyServicesExtensionPoint,
  KeyServicesRegistry,
  notifiersExtensionPoint,
  NotifiersRegistry,
  sourceCredentialsExtensionPoint,
  SourceCredentialsRegistry,
} from '@backstage-gitops/plugin-gitops-node';
import { ClusterRunner } from './ClusterRunner';
import { CONTROLLERS } from './controllers';
import { LazyDatabase, openPluginDatabase } from './database';
import { readConfigOptions } from './host';
import { openPortalWebhooks } from './host/openPortalWebhooks';

/**
 * Runs the controllers inside the backend, for every cluster whose mode is
 * `run`. They start with the backend and stop with it.
 */
export const gitopsControllersPlugin = createBackendPlugin({
  pluginId: 'gitops-controllers',
  register(env) {
    const sourceCredentials = new SourceCredentialsRegistry();
    const keyServices = new KeyServicesRegistry();
    const notifiers = new NotifiersRegistry();
    env.registerExtensionPoint(
      sourceCredentialsExtensionPoint,
      sourceCredentials,
    );
    env.registerExtensionPoint(keyServicesExtensionPoint, keyServices);
    env.registerExtensionPoint(notifiersExtensionPoint, notifiers);
    env.registerInit({
      deps: {
        clusters: gitopsClustersServiceRef,
        config: coreServices.rootConfig,
        httpRouter: coreServices.httpRouter,
        database: coreServices.database,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init({ clusters, config, lifecycle, logger, ...deps }) {
        const options = readConfigOptions(config, CONTROLLERS);
        const database = new LazyDatabase(() =>
          openPluginDatabase(deps.database),
        );
        const webhooks = await openPortalWebhooks({
          httpRouter: deps.httpRouter,
          lifecycle,
          logger,
          address: options.host.receiverAddress,
        });
        const follower = followClusters({
          clusters,
          logger,
          filter: ({ controllers }) => controllers === 'run',
          run: ({ name }, connection, signal) =>
            new ClusterRunner({
              name,
              connection,
              options,
              sourceCredentials,
              keyServices,
              notifiers,
              database: database.get,
              webhooks,
              logger: logger.child({ cluster: name }),
            }).run(signal),
        });
        lifecycle.addShutdownHook(() => follower.stop());
      },
    });
  },
});
