import type { Config } from '@backstage/config';
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterConfigError } from './ClusterConfigError';
import { kubeConfigOfCluster } from './kubeConfigOfCluster';

/** One cluster of the portal. */
export interface ClusterEntry {
  /** Unique; shown in the portal and used in entity annotations. */
  readonly name: string;
  readonly kubeConfig: KubeConfig;
  /** `observe`: never start controllers there, Flux itself runs. */
  readonly controllers: 'run' | 'observe';
}

/**
 * Reads the clusters that the portal works with: those of the `kubernetes`
 * section, as Backstage's own Kubernetes plugin reads it, and the context of
 * `gitops.kubeconfig`.
 * @throws ClusterConfigError - a cluster that cannot be reached as configured, or a name given twice
 */
export function readClusters(config: Config): ClusterEntry[] {
  const kubeconfigs = readKubeconfig(config);
  const found = [...readKubernetesSection(config), ...kubeconfigs];
  const modes = readModes(config);
  const own = config.getOptionalString('gitops.kubeconfig.controllers');
  for (const { name } of kubeconfigs) {
    if (own === 'run' && !modes.has(name)) modes.set(name, own);
  }
  const seen = new Set<string>();
  return found.map(({ name, kubeConfig }) => {
    if (seen.has(name)) {
      throw new ClusterConfigError(`cluster "${name}" is configured twice`);
    }
    seen.add(name);
    return { name, kubeConfig, controllers: modes.get(name) ?? 'observe' };
  });
}

type NamedKubeConfig = Pick<ClusterEntry, 'name' | 'kubeConfig'>;

function readKubernetesSection(config: Config): NamedKubeConfig[] {
  const methods =
    config.getOptionalConfigArray('kubernetes.clusterLocatorMethods') ?? [];
  return methods.flatMap(method => {
    switch (method.getString('type')) {
      case 'config':
        return method.getConfigArray('clusters').map(cluster => ({
          name: cluster.getString('name'),
          kubeConfig: kubeConfigOfCluster(cluster),
        }));
      case 'localKubectlProxy':
        return [{ name: 'local', kubeConfig: localProxy() }];
      // Clusters of the catalog and of clouds need a user or a cloud identity
      // per call, which a watch that outlives the call does not have.
      default:
        return [];
    }
  });
}

function localProxy(): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: 'local', server: 'http://localhost:8001', skipTLSVerify: false },
    { name: 'local' },
  );
  return kubeConfig;
}

function readKubeconfig(config: Config): NamedKubeConfig[] {
  const section = config.getOptionalConfig('gitops.kubeconfig');
  if (!section) {
    return [];
  }
  const kubeConfig = new KubeConfig();
  const path = section.getOptionalString('path');
  if (path) {
    kubeConfig.loadFromFile(path);
  } else {
    kubeConfig.loadFromDefault();
  }
  const context = section.getOptionalString('context');
  if (context) {
    kubeConfig.setCurrentContext(context);
  }
  if (!kubeConfig.getCurrentCluster()) {
    throw new ClusterConfigError(
      `gitops.kubeconfig: context "${kubeConfig.currentContext}" names no cluster`,
    );
  }
  const name = section.getOptionalString('name') ?? kubeConfig.currentContext;
  return [{ name, kubeConfig }];
}

function readModes(config: Config): Map<string, ClusterEntry['controllers']> {
  const entries = config.getOptionalConfigArray('gitops.clusters') ?? [];
  return new Map(
    entries.map(entry => {
      const mode = entry.getOptionalString('controllers') ?? 'observe';
      if (mode !== 'run' && mode !== 'observe') {
        throw new ClusterConfigError(
          `gitops.clusters: controllers must be "run" or "observe", not "${mode}"`,
        );
      }
      return [entry.getString('name'), mode];
    }),
  );
}
