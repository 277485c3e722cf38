import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import type { ServiceFactory, ServiceRef } from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import type {
  AuthenticationStrategy,
  KubernetesClustersSupplier,
} from '@backstage/plugin-kubernetes-node';
import { AuthStrategies } from './auth/AuthStrategies';
import { ClusterRegistry } from './ClusterRegistry';
import { readFixedClusters, readLocators } from './locators/readLocators';
import { createSupplierLocator } from './locators/supplierLocator';
import { readModes } from './modes';
import { createConnect } from './openConnection';
import type { GitOpsClusters } from './types';

/**
 * The clusters of this backend, one registry for all plugins of the process.
 * It comes with the plugin that asks for it; nothing has to be installed.
 *
 * @example
 * ```ts
 * env.registerInit({ deps: { clusters: gitopsClustersServiceRef }, … })
 * ```
 */
export const gitopsClustersServiceRef: ServiceRef<
  GitOpsClusters,
  'plugin',
  'singleton'
> = createServiceRef<GitOpsClusters>({
  id: 'gitops.clusters',
  scope: 'plugin',
  defaultFactory: async service => createFactory(service, {}),
});

/** Clusters and auth providers that app-config can't describe. */
export interface GitOpsClustersOptions {
  /** As given to Backstage's `kubernetesClusterSupplierExtensionPoint`. */
  readonly suppliers?: readonly KubernetesClustersSupplier[];
  /** As given to its `kubernetesAuthStrategyExtensionPoint`, by auth provider. */
  readonly authStrategies?: Readonly<Record<string, AuthenticationStrategy>>;
}

/**
 * The service with suppliers and strategies of one's own:
 * `backend.add(createGitOpsClustersFactory({ suppliers }))`.
 */
export function createGitOpsClustersFactory(
  options: GitOpsClustersOptions,
): ServiceFactory<GitOpsClusters, 'plugin', 'singleton'> {
  return createFactory(gitopsClustersServiceRef, options);
}

// The scope is that of a plugin, because only a plugin has an identity for the
// catalog; the registry is made once, in the root context.
function createFactory(
  service: ServiceRef<GitOpsClusters, 'plugin', 'singleton'>,
  { suppliers = [], authStrategies }: GitOpsClustersOptions,
): ServiceFactory<GitOpsClusters, 'plugin', 'singleton'> {
  return createServiceFactory({
    service,
    deps: {
      auth: coreServices.auth,
      catalog: catalogServiceRef,
      config: coreServices.rootConfig,
      lifecycle: coreServices.rootLifecycle,
      rootLogger: coreServices.rootLogger,
    },
    createRootContext({ config, lifecycle, rootLogger }) {
      const logger = rootLogger.child({ service: 'gitops.clusters' });
      const strategies = new AuthStrategies({
        config,
        logger,
        strategies: authStrategies,
      });
      const { modes, faults } = readModes(config);
      const registry = new ClusterRegistry({
        fixed: [...readFixedClusters(config), ...faults],
        modes,
        connect: createConnect(strategies, logger),
        logger,
      });
      lifecycle.addShutdownHook(() => registry.close());
      return registry;
    },
    async factory({ auth, catalog, config }, registry) {
      registry.start([
        ...readLocators(config, { auth, catalog }),
        ...suppliers.map(supplier => createSupplierLocator(supplier, auth)),
      ]);
      return registry;
    },
  });
}
