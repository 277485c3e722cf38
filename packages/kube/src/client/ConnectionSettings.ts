import type { KubeConfig } from '@kubernetes/client-node';
import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { ConnectionError } from '../api/errors';

/** TLS options of a connection, as `tls.connect` takes them. */
export interface TlsMaterial {
  readonly ca?: unknown;
  readonly cert?: unknown;
  readonly key?: unknown;
  readonly pfx?: unknown;
  readonly passphrase?: string;
  readonly rejectUnauthorized?: boolean;
  readonly servername?: string;
}

/** What a connection to one API server needs now. */
export interface ConnectionSettings {
  /** URL of the API server, possibly with a path. */
  readonly url: string;
  /** HTTP or HTTPS proxy in front of it. */
  readonly proxyUrl?: string;
  readonly tls: TlsMaterial;
  /** Such as `authorization`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch until which the credentials are valid. */
  readonly expiresAtMs?: number;
}

/**
 * Reads settings anew, so that rotated credentials are taken up.
 * @throws ConnectionError - with code `credentials`
 */
export type ReadConnectionSettings = () => Promise<ConnectionSettings>;

/** Settings of the current context of a kubeconfig, exec plugins included. */
export function readFromKubeConfig(
  kubeConfig: KubeConfig,
): ReadConnectionSettings {
  return async () => {
    const cluster = kubeConfig.getCurrentCluster();
    if (!cluster) {
      throw new ConnectionError(
        'credentials',
        'the kubeconfig has no cluster in its current context',
      );
    }
    const options: RequestOptions = {};
    let authorization: string | undefined;
    try {
      await kubeConfig.applyToHTTPSOptions(options);
      authorization = await readTokenFile(kubeConfig);
    } catch (cause) {
      throw toCredentialsError(`cluster "${cluster.name}"`, cause);
    }
    return {
      url: cluster.server,
      proxyUrl: cluster.proxyUrl,
      tls: pickTls(options),
      headers: {
        ...toHeaders(options),
        ...(authorization ? { authorization } : {}),
      },
    };
  };
}

/**
 * The token that is in the user's file now, such as a pod's own: the library
 * gives the one that it read up to a minute ago, also after a 401.
 */
async function readTokenFile(
  kubeConfig: KubeConfig,
): Promise<string | undefined> {
  const file: unknown =
    kubeConfig.getCurrentUser()?.authProvider?.config?.tokenFile;
  if (typeof file !== 'string' || file === '') return undefined;
  return `Bearer ${(await readFile(file, 'utf8')).trim()}`;
}

/** Says whose credentials could not be obtained, and why. */
export function toCredentialsError(
  subject: string,
  cause: unknown,
): ConnectionError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ConnectionError(
    'credentials',
    `cannot obtain the credentials of ${subject}: ${reason}`,
    { cause },
  );
}

function pickTls(options: RequestOptions): TlsMaterial {
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } =
    options;
  return { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername };
}

function toHeaders(options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (value !== undefined) headers[name.toLowerCase()] = String(value);
  }
  if (options.auth) {
    const basic = Buffer.from(options.auth).toString('base64');
    headers.authorization = `Basic ${basic}`;
  }
  return headers;
}
