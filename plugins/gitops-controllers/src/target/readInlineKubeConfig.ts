import { KubeConfig } from '@kubernetes/client-node';
import { isFields, KubeConfigError } from './decodeKubeConfig';
import type { Fields } from './decodeKubeConfig';

/** What a kubeconfig of a tenant may do besides holding inline data. */
interface KubeConfigPermissions {
  /** Runs `users[].user.exec` on this machine; default false. */
  readonly exec?: boolean;
  /** Honours `insecure-skip-tls-verify`; default false. */
  readonly insecureTls?: boolean;
}

/** Keys of `clusters[].cluster` whose value is the data itself. */
const CLUSTER_KEYS = [
  'server',
  'certificate-authority-data',
  'insecure-skip-tls-verify',
  'tls-server-name',
  'proxy-url',
  'disable-compression',
  'extensions',
] as const;

/** Keys of `users[].user` whose value is the data itself. */
const USER_KEYS = [
  'token',
  'client-certificate-data',
  'client-key-data',
  'username',
  'password',
  'as',
  'extensions',
] as const;

/** Keys of `contexts[].context`. */
const CONTEXT_KEYS = ['cluster', 'user', 'namespace', 'extensions'] as const;

/** The named entries of a list such as `users`, whose content is under `key`. */
function entriesOf(
  config: Fields,
  list: string,
  key: string,
): { readonly name: string; readonly fields: Fields }[] {
  const entries = config[list] ?? [];
  if (!Array.isArray(entries)) {
    throw new KubeConfigError('malformed', `${list} is not a list`);
  }
  return entries.map((entry, index) => {
    const fields = isFields(entry) ? entry[key] ?? {} : undefined;
    if (!isFields(entry) || typeof entry.name !== 'string' || !isFields(fields))
      throw new KubeConfigError(
        'malformed',
        `${list}[${index}] needs a name and a mapping "${key}"`,
      );
    return { name: entry.name, fields };
  });
}

/** Values by key; only the given keys may occur. */
function pickInline(
  where: string,
  fields: Fields,
  keys: readonly string[],
): Record<string, string | undefined> {
  const other = Object.keys(fields).find(key => !keys.includes(key));
  if (other !== undefined) {
    throw new KubeConfigError(
      'not-inline',
      `${where} has "${other}"; a kubeconfig from a Secret may only hold inline data (${keys
        .filter(key => key !== 'extensions')
        .join(', ')})`,
    );
  }
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => typeof value === 'string')
      .map(([key, value]) => [key, value as string]),
  );
}

function readCluster(
  name: string,
  fields: Fields,
  permissions: KubeConfigPermissions,
) {
  const data = pickInline(`cluster "${name}"`, fields, CLUSTER_KEYS);
  if (!/^https?:\/\//.test(data.server ?? '')) {
    throw new KubeConfigError(
      'malformed',
      `cluster "${name}" needs a server that starts with https:// or http://`,
    );
  }
  return {
    name,
    server: data.server!.replace(/\/$/, ''),
    caData: data['certificate-authority-data'],
    tlsServerName: data['tls-server-name'],
    proxyUrl: data['proxy-url'],
    skipTLSVerify:
      fields['insecure-skip-tls-verify'] === true &&
      permissions.insecureTls === true,
  };
}

function readUser(
  name: string,
  { exec, ...fields }: Fields,
  permissions: KubeConfigPermissions,
) {
  if (exec !== undefined && !permissions.exec) {
    throw new KubeConfigError(
      'not-allowed',
      `user "${name}" runs a command for its credentials (exec), which the controllers allow only with --insecure-kubeconfig-exec`,
    );
  }
  const data = pickInline(`user "${name}"`, fields, USER_KEYS);
  return {
    name,
    token: data.token,
    certData: data['client-certificate-data'],
    keyData: data['client-key-data'],
    username: data.username,
    password: data.password,
    impersonateUser: data.as,
    ...(exec === undefined ? {} : { exec }),
  };
}

/**
 * Reads a kubeconfig that a tenant wrote. The library's own reader is not
 * given its text, as it opens files that the text names while it parses
 * (`token-file`) and later (`client-key`, `certificate-authority`…).
 * @param config - of {@link decodeKubeConfig}
 * @throws KubeConfigError - `not-inline`: a key that names a file, a command or
 *   a provider; `not-allowed`: exec without permission; `malformed`
 */
export function readInlineKubeConfig(
  config: Fields,
  permissions: KubeConfigPermissions = {},
): KubeConfig {
  const contexts = entriesOf(config, 'contexts', 'context').map(
    ({ name, fields }) => {
      const data = pickInline(`context "${name}"`, fields, CONTEXT_KEYS);
      return {
        name,
        cluster: data.cluster ?? '',
        user: data.user ?? '',
        namespace: data.namespace,
      };
    },
  );
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: entriesOf(config, 'clusters', 'cluster').map(entry =>
      readCluster(entry.name, entry.fields, permissions),
    ),
    users: entriesOf(config, 'users', 'user').map(entry =>
      readUser(entry.name, entry.fields, permissions),
    ),
    contexts,
    currentContext: String(config['current-context'] ?? ''),
  });
  if (!kubeConfig.getCurrentCluster()) {
    throw new KubeConfigError(
      'malformed',
      `current-context "${kubeConfig.getCurrentContext()}" of the kubeconfig names no cluster`,
    );
  }
  return kubeConfig;
}
