import type { Config } from '@backstage/config';
import { KubeConfig } from '@kubernetes/client-node';
import { readMode } from '../modes';
import { LocatedCluster, unusable } from './LocatedCluster';

/** Reads `gitops.kubeconfig`: a context of a kubeconfig file is one cluster. */
export function locateKubeconfig(config: Config): LocatedCluster[] {
  const section = config.getOptionalConfig('gitops.kubeconfig');
  if (!section) return [];
  const given = section.getOptionalString('name');
  const context = section.getOptionalString('context');
  const mode = section.has('controllers') ? readMode(section) : undefined;
  try {
    const kubeConfig = load(section.getOptionalString('path'), context);
    return [
      {
        name: given ?? kubeConfig.currentContext,
        source: 'kubeconfig',
        target: { type: 'kubeconfig', kubeConfig },
        mode,
      },
    ];
  } catch (error) {
    const name = given ?? context ?? 'kubeconfig';
    const message = error instanceof Error ? error.message : String(error);
    return [unusable({ name, source: 'kubeconfig' }, 'invalid-entry', message)];
  }
}

/** @throws Error - the file can't be read, or its context names no cluster */
function load(path?: string, context?: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  if (path) kubeConfig.loadFromFile(path);
  else kubeConfig.loadFromDefault();
  if (context) kubeConfig.setCurrentContext(context);
  if (!kubeConfig.getCurrentCluster()) {
    throw new Error(
      `gitops.kubeconfig: context "${kubeConfig.currentContext}" names no cluster`,
    );
  }
  return kubeConfig;
}
