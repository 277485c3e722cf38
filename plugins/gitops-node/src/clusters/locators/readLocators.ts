import type { Config } from '@backstage/config';
import type { ClusterSource } from '../types';
import { CatalogAccess, createCatalogLocator } from './catalogLocator';
import { locateConfigured } from './configLocator';
import { createGkeLocator } from './gkeLocator';
import { locateKubeconfig } from './kubeconfigLocator';
import { ClusterLocator, LocatedCluster, unusable } from './LocatedCluster';
import { locateKubectlProxy } from './localKubectlProxyLocator';

const METHODS = 'kubernetes.clusterLocatorMethods';

/** Clusters that app-config itself names: known at once, and for good. */
export function readFixedClusters(config: Config): LocatedCluster[] {
  const methods = config.getOptionalConfigArray(METHODS) ?? [];
  return [...methods.flatMap(locateFixed), ...locateKubeconfig(config)];
}

/** Locators of app-config that have to ask somebody. */
export function readLocators(
  config: Config,
  access: CatalogAccess,
): ClusterLocator[] {
  const methods = config.getOptionalConfigArray(METHODS) ?? [];
  return methods.flatMap((method, index) => {
    switch (typeOf(method)) {
      case 'catalog':
        return [
          orFailing(index, 'catalog', () =>
            createCatalogLocator(method, access),
          ),
        ];
      case 'gke':
        return [orFailing(index, 'gke', () => createGkeLocator(method))];
      default:
        return [];
    }
  });
}

function locateFixed(method: Config, index: number): LocatedCluster[] {
  const type = typeOf(method);
  try {
    switch (type) {
      case 'config':
        return locateConfigured(method);
      case 'localKubectlProxy':
        return locateKubectlProxy();
      case 'catalog':
      case 'gke':
        return [];
      default:
        throw new Error(`no locator of type "${type}" is known`);
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const name = nameOf(index);
    return [unusable({ name, source: 'unknown' }, 'invalid-entry', message)];
  }
}

function typeOf(method: Config): string | undefined {
  const type: unknown = method.getOptional('type');
  return typeof type === 'string' ? type : undefined;
}

function nameOf(index: number): string {
  return `clusterLocatorMethods[${index}]`;
}

/** A locator whose section can't be read fails whenever it is asked. */
function orFailing(
  index: number,
  source: ClusterSource,
  create: () => ClusterLocator,
): ClusterLocator {
  try {
    return create();
  } catch (error) {
    return {
      name: nameOf(index),
      source,
      refreshMs: Number.MAX_SAFE_INTEGER,
      locate: async () => {
        throw error;
      },
    };
  }
}
