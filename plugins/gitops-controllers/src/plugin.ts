import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { readClusters } from '@backstage-gitops/plugin-gitops-node';
import { ClusterRunner } from './ClusterRunner';
import { readOptions } from './readOptions';

/**
 * Runs the controllers inside the backend, for every cluster whose mode is
 * `run`. They start with the backend and stop with it.
 */
export const gitopsControllersPlugin = createBackendPlugin({
  pluginId: 'gitops-controllers',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init({ config, lifecycle, logger }) {
        const stop = new AbortController();
        const runs = readClusters(config)
          .filter(({ controllers }) => controllers === 'run')
          .map(({ name, kubeConfig }) => ({
            name,
            kubeConfig,
            options: readOptions(config, name),
            logger: logger.child({ cluster: name }),
          }))
          .map(input => new ClusterRunner(input).run(stop.signal));
        lifecycle.addShutdownHook(async () => {
          stop.abort();
          await Promise.all(runs);
        });
      },
    });
  },
});
