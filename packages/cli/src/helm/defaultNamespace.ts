import { decode } from '@backstage-gitops/go-yaml';
import { existsSync, readFileSync } from 'fs';
import { homedir } from 'os';
import { delimiter, join } from 'path';
import type { CommandIo } from '../command';

/** What is read of a kubeconfig. */
interface KubeConfigFile {
  readonly 'current-context'?: string;
  readonly contexts?: readonly {
    readonly name?: string;
    readonly context?: { readonly namespace?: string };
  }[];
}

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
  const files = kubeConfigPaths(env, flags.kubeconfig).map(readKubeConfig);
  const current =
    flags.context ?? files.map(file => file['current-context']).find(Boolean);
  const context = files
    .flatMap(file => file.contexts ?? [])
    .find(({ name }) => name === current);
  return context?.context?.namespace || 'default';
}

function kubeConfigPaths(
  env: CommandIo['env'],
  flag: string | undefined,
): string[] {
  const paths =
    flag ?? env.KUBECONFIG ?? join(env.HOME ?? homedir(), '.kube', 'config');
  return paths.split(delimiter).filter(path => path !== '' && existsSync(path));
}

/** A file that is no kubeconfig counts as empty: rendering needs no cluster. */
function readKubeConfig(path: string): KubeConfigFile {
  try {
    const content = decode(readFileSync(path), { dialect: 'sigs' });
    return (content ?? {}) as KubeConfigFile;
  } catch {
    return {};
  }
}
