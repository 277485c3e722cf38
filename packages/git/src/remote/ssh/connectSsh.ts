import { openConnection } from '@backstage-gitops/http';
import type { NetworkPolicy, ProxyOptions } from '@backstage-gitops/http';
import type { Socket } from 'net';
import type {
  Algorithms,
  Client,
  KexAlgorithm,
  ParsedKey,
  PublicKeyAuthMethod,
  ServerHostKeyAlgorithm,
} from 'ssh2';
import { GitError } from '../../errors';
import { toGitError } from '../networkErrors';
import { handshakeFailed, showHost } from './KnownHosts';
import type { SshAlgorithms } from '../options';
import type { HostAddress, KnownHosts } from './KnownHosts';
import { loadSsh2 } from './loadSsh2';
import { untilAborted } from './ServiceChannel';

/** Sent as the name of the client's software. */
const IDENT = 'backstage-gitops';

/** How {@link connectSsh} signs in. */
interface SshConnectOptions {
  readonly address: HostAddress;
  readonly username: string;
  readonly key: ParsedKey;
  readonly knownHosts: KnownHosts;
  /** `socks5://` only. */
  readonly proxy?: ProxyOptions;
  readonly network?: NetworkPolicy;
  readonly algorithms?: SshAlgorithms;
  readonly signal: AbortSignal;
}

interface SshError extends Error {
  readonly level?: string;
}

/** What ssh2 says of a failure before the connection is ready. */
function connectFailed(error: SshError, address: HostAddress): GitError {
  const { level, message } = error;
  const options = { cause: error };
  if (level === 'client-authentication') {
    return new GitError(
      'authentication',
      "ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain: the server does not take the key in 'identity'",
      options,
    );
  }
  if (/no matching host key format/.test(message)) {
    return handshakeFailed(
      `ssh: no common algorithm for host key: ${showHost(
        address,
      )} has no key of the types that known_hosts has for it`,
    );
  }
  if (/^Unsupported algorithm/.test(message)) {
    return new GitError('unsupported', `ssh: ${message}`, options);
  }
  if (level === 'client-socket') {
    return toGitError(error);
  }
  const what = /before handshake/.test(message) ? 'EOF' : message;
  return new GitError('network', `ssh: handshake failed: ${what}`, options);
}

/**
 * What is offered to a server: host keys of the known types.
 * @throws GitError - `host-key`, `unsupported`; see KnownHosts
 */
function offerOf({
  address,
  knownHosts,
  algorithms = {},
}: SshConnectOptions): Algorithms {
  const { kex = [], hostKey = [] } = algorithms;
  const known = knownHosts.algorithmsFor(address);
  const serverHostKey =
    hostKey.length === 0 ? known : hostKey.filter(name => known.includes(name));
  if (serverHostKey.length === 0) {
    throw handshakeFailed(
      `ssh: no common algorithm for host key: known_hosts has keys of ${showHost(
        address,
      )} for ${known.join(', ')}, and --ssh-hostkey-algos allows ${hostKey.join(
        ', ',
      )}`,
    );
  }
  return {
    serverHostKey: serverHostKey as ServerHostKeyAlgorithm[],
    ...(kex.length > 0 ? { kex: [...kex] as KexAlgorithm[] } : {}),
  };
}

function handshake(
  client: Client,
  sock: Socket,
  options: SshConnectOptions,
): Promise<Client> {
  const { address, username, key, knownHosts } = options;
  const algorithms = offerOf(options);
  const signIn: PublicKeyAuthMethod = { type: 'publickey', username, key };
  let refusal: unknown;
  return new Promise((resolve, reject) => {
    // Later failures are seen by the channels; the listener keeps them from being uncaught.
    client.on('error', error =>
      reject(refusal ?? connectFailed(error, address)),
    );
    client.once('ready', () => resolve(client));
    client.once('close', () =>
      reject(refusal ?? new GitError('network', 'ssh: handshake failed: EOF')),
    );
    try {
      client.connect({
        sock,
        username,
        ident: IDENT,
        readyTimeout: 0,
        authHandler: [signIn],
        algorithms,
        hostVerifier: (shown: Buffer) => {
          try {
            knownHosts.verify(address, shown);
            return true;
          } catch (error) {
            refusal = error;
            return false;
          }
        },
      });
    } catch (error) {
      reject(connectFailed(error as SshError, address)); // its settings
    }
  });
}

/**
 * Opens an SSH connection to a host whose key is known, and signs in.
 * @throws GitError - `host-key`, `authentication`, `denied`, `network`,
 *   `unsupported`, `timeout`, `aborted`
 */
export async function connectSsh(options: SshConnectOptions): Promise<Client> {
  const { address, proxy, network, signal } = options;
  offerOf(options); // before anything is sent
  let sock: Socket;
  try {
    sock = await openConnection({
      ...address,
      ...(proxy ? { proxy } : {}),
      ...(network ? { network } : {}),
      signal,
    });
  } catch (error) {
    throw toGitError(error, signal);
  }
  const { Client: SshClient } = loadSsh2();
  const client = new SshClient();
  try {
    const opening = handshake(client, sock, options);
    return await untilAborted(opening, signal, () => client.destroy());
  } catch (error) {
    client.destroy();
    sock.destroy();
    throw error;
  }
}
