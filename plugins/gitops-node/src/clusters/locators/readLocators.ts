import type { Config } from '@backstage/config';
import { ConfigShapeError, readSections, unreadable } from '../configShape';
import type { ClusterSource } from '../types';
import { CatalogAccess, createCatalogLocator } from './catalogLocator';
import { locateConfigured } from './configLocator';
import { createGkeLocator } from './gkeLocator';
import { locateKubeconfig } from './kubeconfigLocator';
import { ClusterLocator, LocatedCluster, unusable } from './LocatedCluster';
import { locateKubectlProxy } from './localKubectlProxyLocator';

const METHODS = 'kubernetes.clusterLocatorMethods';
const METHOD = "a map with the locator's type";

/** Clusters that app-config itself names: known at once, and for good. */
export function readFixedClusters(config: Config): LocatedCluster[] {
  return [...locateMethods(config), ...locateKubeconfig(config)];
}

function locateMethods(config: Config): LocatedCluster[] {
  try {
    return readSections(config, METHODS, METHOD).flatMap((method, index) =>
      method instanceof ConfigShapeError
        ? [unreadable(method, 'unknown')]
        : locateFixed(method, index),
    );
  } catch (error) {
    return [unreadable(error, 'unknown')];
  }
}

/** Methods of a shape that {@link readFixedClusters} does not report. */
function readMethods(config: Config): (Config | undefined)[] {
  try {
    return readSections(config, METHODS, METHOD).map(method =>
      method instanceof ConfigShapeError ? undefined : method,
    );
  } catch (error) {
    if (error instanceof ConfigShapeError) return [];
    throw error;
  }
}

/** Locators of app-config that have to ask somebody. */
export function readLocators(
  config: Config,
  access: CatalogAccess,
): ClusterLocator[] {
  return readMethods(config).flatMap((method, index) => {
    if (!method) return [];
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
