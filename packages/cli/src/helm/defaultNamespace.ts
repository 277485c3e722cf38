import { KubeConfig } from '@kubernetes/client-node';
import { existsSync } from 'fs';
import { homedir } from 'os';
import { delimiter, join } from 'path';
import type { CommandIo } from '../command';

/**
 * The namespace that Helm takes without `--namespace`: HELM_NAMESPACE, else
 * that of the kubeconfig's current context, else `default`.
 */
export function defaultNamespace(
  env: CommandIo['env'],
  flags: { kubeconfig?: string; context?: string },
): string {
  if (env.HELM_NAMESPACE) {
    return env.HELM_NAMESPACE;
  }
  const paths = (
    flags.kubeconfig ??
    env.KUBECONFIG ??
    join(env.HOME ?? homedir(), '.kube', 'config')
  )
    .split(delimiter)
    .filter(path => path !== '' && existsSync(path));
  for (const path of paths) {
    const namespace = namespaceIn(path, flags.context);
    if (namespace) {
      return namespace;
    }
  }
  return 'default';
}

/** A file that is no kubeconfig counts as absent, as for Helm without a cluster. */
function namespaceIn(path: string, context?: string): string | undefined {
  const config = new KubeConfig();
  try {
    config.loadFromFile(path);
  } catch {
    return undefined;
  }
  return config.getContextObject(context ?? config.getCurrentContext())
    ?.namespace;
}
