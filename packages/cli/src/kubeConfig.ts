import { KubeConfig } from '@kubernetes/client-node';
import { existsSync } from 'fs';
import { resolve } from 'path';
import type { CommandIo } from './command';

/** Options by which a command line says which cluster it means. */
interface KubeConfigArguments {
  /** File; `KUBECONFIG`, then `~/.kube/config`, then the pod's account by default. */
  readonly kubeconfig?: string;
  /** Context of the file; its current one by default. */
  readonly context?: string;
}

/**
 * Loads the kubeconfig that a command line asks for.
 * @throws Error - the file or the context does not exist
 */
export function loadKubeConfig(
  { kubeconfig, context }: KubeConfigArguments,
  io: Pick<CommandIo, 'cwd'>,
): KubeConfig {
  const config = new KubeConfig();
  if (kubeconfig === undefined) {
    config.loadFromDefault();
  } else {
    const file = resolve(io.cwd, kubeconfig);
    if (!existsSync(file)) {
      throw new Error(`kubeconfig ${file} does not exist`);
    }
    config.loadFromFile(file);
  }
  if (context !== undefined) {
    if (!config.getContextObject(context)) {
      throw new Error(`the kubeconfig has no context "${context}"`);
    }
    config.setCurrentContext(context);
  }
  return config;
}
