import type { Config } from '@backstage/config';
import { KubeConfig } from '@kubernetes/client-node';
import { readSection, unreadable } from '../configShape';
import { readMode } from '../modes';
import { LocatedCluster, unusable } from './LocatedCluster';

const SECTION = 'gitops.kubeconfig';

/** Reads `gitops.kubeconfig`: a context of a kubeconfig file is one cluster. */
export function locateKubeconfig(config: Config): LocatedCluster[] {
  try {
    const expected = 'a map of path, context, name and controllers';
    const section = readSection(config, SECTION, expected);
    return section ? [locate(section)] : [];
  } catch (error) {
    return [unreadable(error, 'kubeconfig')];
  }
}

function locate(section: Config): LocatedCluster {
  const source = 'kubeconfig';
  const mode = section.has('controllers') ? readMode(section) : undefined;
  let name = SECTION;
  try {
    const given = section.getOptionalString('name');
    const context = section.getOptionalString('context');
    name = given ?? context ?? 'kubeconfig';
    const kubeConfig = load(section.getOptionalString('path'), context);
    name = given ?? kubeConfig.currentContext;
    return { name, source, target: { type: 'kubeconfig', kubeConfig }, mode };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return unusable({ name, source }, 'invalid-entry', message);
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
