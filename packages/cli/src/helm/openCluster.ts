import { KubeClient } from '@backstage-gitops/kube';
import {
  createConfigMapStorage,
  createSecretStorage,
  type ObjectStorage,
  type StorageOptions,
} from '@backstage-gitops/helm-release';
import { KubeConfig } from '@kubernetes/client-node';
import { existsSync, readFileSync, statSync } from 'fs';
import { delimiter, resolve } from 'path';
import type { CommandIo } from '../command';
import type { ParsedFlags } from '../flags';
import { defaultNamespace } from './defaultNamespace';

/** The cluster that a command of Helm means, and where its releases are. */
export interface HelmCluster {
  readonly client: KubeClient;
  readonly storage: ObjectStorage;
  readonly namespace: string;
  /** Ends the connections. */
  close(): Promise<void>;
}

const USER_AGENT = 'gitops-helm';
/** Manager of stored releases: the first word of Helm's user agent. */
const STORAGE_MANAGER = 'Helm';
const DEFAULT_BURST = 100;

/**
 * Connects to the cluster of the flags `--kubeconfig`, `--kube-context`,
 * `--kube-apiserver` and the like, or of Helm's variables for them.
 * @throws Error - no such context or file, or an unknown HELM_DRIVER
 */
export function openCluster(
  flags: ParsedFlags,
  io: Pick<CommandIo, 'env' | 'cwd'>,
): HelmCluster {
  const { env } = io;
  const config = readKubeConfig(flags, io);
  const qps = Number(flags.last('qps') ?? env.HELM_QPS ?? 0);
  const burst = Number(flags.last('burst-limit') ?? env.HELM_BURST_LIMIT ?? 0);
  const connected = KubeClient.fromKubeConfig(config, {
    userAgent: USER_AGENT,
    ...(qps > 0 && { qps }),
    burst: burst > 0 ? burst : DEFAULT_BURST,
  });
  const user = flags.last('kube-as-user') ?? env.HELM_KUBEASUSER;
  const client = user
    ? connected.as({ user, groups: impersonatedGroups(flags, env) })
    : connected;
  const namespace = namespaceOf(flags, env);
  return {
    client,
    namespace,
    storage: openStorage(env.HELM_DRIVER ?? '', {
      client: client.with({ fieldManager: STORAGE_MANAGER }),
      namespace,
    }),
    close: () => connected.close(),
  };
}

function impersonatedGroups(
  flags: ParsedFlags,
  env: CommandIo['env'],
): readonly string[] {
  const given = flags.values('kube-as-group');
  return given.length > 0
    ? given
    : (env.HELM_KUBEASGROUPS ?? '').split(',').filter(Boolean);
}

/**
 * Where releases are kept.
 * @param driver - HELM_DRIVER
 * @throws Error - an unknown driver
 */
export function openStorage(
  driver: string,
  options: StorageOptions,
): ObjectStorage {
  switch (driver) {
    case '':
    case 'secret':
    case 'secrets':
      return createSecretStorage(options);
    case 'configmap':
    case 'configmaps':
      return createConfigMapStorage(options);
    default:
      throw new Error(`unknown driver ${JSON.stringify(driver)}`);
  }
}

function namespaceOf(flags: ParsedFlags, env: CommandIo['env']): string {
  return (
    flags.last('namespace') ||
    defaultNamespace(env, {
      kubeconfig: flags.last('kubeconfig'),
      context: flags.last('kube-context') ?? env.HELM_KUBECONTEXT,
    })
  );
}

function readKubeConfig(
  flags: ParsedFlags,
  { env, cwd }: Pick<CommandIo, 'env' | 'cwd'>,
): KubeConfig {
  const config = loadFiles(flags.last('kubeconfig') ?? env.KUBECONFIG, cwd);
  const context = flags.last('kube-context') ?? env.HELM_KUBECONTEXT;
  if (context) {
    if (!config.getContextObject(context)) {
      throw new Error(`context "${context}" does not exist`);
    }
    config.setCurrentContext(context);
  }
  override(config, flags, env);
  return config;
}

/** Where an empty kubeconfig leads, as kubectl has it; plain HTTP has no certificate. */
const NOWHERE = {
  name: '',
  server: 'http://localhost:8080',
  skipTLSVerify: true,
};

/** A kubeconfig may be empty, as /dev/null is; a pipe can be read only once. */
function isFilled(path: string): boolean {
  const stats = statSync(path);
  return stats.isFile() ? stats.size > 0 : !stats.isCharacterDevice();
}

function loadFiles(paths: string | undefined, cwd: string): KubeConfig {
  const config = new KubeConfig();
  const files = (paths ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map(path => resolve(cwd, path))
    .filter(path => existsSync(path));
  if (files.length === 0) {
    config.loadFromDefault();
    return config;
  }
  config.loadFromClusterAndUser(NOWHERE, { name: '' });
  const loaded = files.filter(isFilled).map(file => {
    const further = new KubeConfig();
    further.loadFromFile(file);
    return further;
  });
  if (loaded.length === 0) return config;
  const [first, ...others] = loaded;
  others.forEach(further => first.mergeConfig(further, true));
  return first;
}

/** Parts of the cluster and the user that flags or variables name. */
function override(
  config: KubeConfig,
  flags: ParsedFlags,
  env: CommandIo['env'],
): void {
  const read = (flag: string, variable: string) =>
    flags.last(flag) || env[variable] || undefined;
  const server = read('kube-apiserver', 'HELM_KUBEAPISERVER');
  const token = read('kube-token', 'HELM_KUBETOKEN');
  const caFile = read('kube-ca-file', 'HELM_KUBECAFILE');
  const serverName = read('kube-tls-server-name', 'HELM_KUBETLS_SERVER_NAME');
  const isInsecure =
    flags.isSet('kube-insecure-skip-tls-verify') ||
    env.HELM_KUBEINSECURE_SKIP_TLS_VERIFY === 'true';
  const current = config.getCurrentCluster();
  // A server that a flag names has its certificate checked.
  const cluster = current?.name === NOWHERE.name ? undefined : current;
  const user = config.getCurrentUser();
  const context = config.getContextObject(config.getCurrentContext());
  const parts = {
    ...(server && { server }),
    ...(caFile && { caData: readFileSync(caFile).toString('base64') }),
    ...(serverName && { tlsServerName: serverName }),
    ...(isInsecure && { skipTLSVerify: true }),
  };
  if (Object.keys(parts).length === 0 && !token) return;
  config.loadFromClusterAndUser(
    {
      name: 'helm',
      server: 'http://localhost:8080',
      skipTLSVerify: false,
      ...cluster,
      ...parts,
    },
    token ? { name: 'helm', token } : user ?? { name: 'helm' },
  );
  const started = config.getContextObject(config.getCurrentContext());
  if (started && context?.namespace) {
    Object.assign(started, { namespace: context.namespace });
  }
}
