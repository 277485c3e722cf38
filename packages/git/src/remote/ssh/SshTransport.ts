import type { Client } from 'ssh2';
import { GitError } from '../../errors';
import { parseRepositoryUrl } from '../../url';
import type { RepositoryUrl } from '../../url';
import type {
  AdvertiseOptions,
  GitService,
  GitTransport,
  RequestBody,
} from '../GitTransport';
import type { RemoteOptions, SshAuth } from '../options';
import { connectSsh } from './connectSsh';
import { KnownHosts } from './KnownHosts';
import type { HostAddress } from './KnownHosts';
import { openPrivateKey } from './parsePrivateKey';
import { ServiceChannel } from './ServiceChannel';

const DEFAULT_PORT = 22;
/** Whom forges serve repositories as. */
const DEFAULT_USER = 'git';

/** @throws GitError - `authentication`: a part is missing; texts as in Flux */
function requireAuth({ auth }: RemoteOptions): SshAuth {
  const { identity = '', knownHosts = '' } =
    auth && 'identity' in auth ? auth : {};
  const missing = [
    ...(identity === '' ? ['identity'] : []),
    ...(knownHosts === '' ? ['known_hosts'] : []),
  ];
  if (missing.length > 0) {
    throw new GitError(
      'authentication',
      `invalid 'ssh' auth option: '${missing[0]}' is required`,
    );
  }
  return auth as SshAuth;
}

function addressOf({ host, port }: RepositoryUrl): HostAddress {
  return {
    host: host.replace(/^\[(.*)\]$/, '$1').toLowerCase(),
    port: port ?? DEFAULT_PORT,
  };
}

/**
 * Talks SSH to one repository, in one connection with a channel for a service.
 * The key of the host must be known; the only way to sign in is a key.
 */
export class SshTransport implements GitTransport {
  readonly url: string;
  readonly endsAnswers = false;
  private readonly target: RepositoryUrl;
  private readonly auth: SshAuth;
  private client: Client | undefined;
  private channel: ServiceChannel | undefined;

  /** @throws GitError - `invalid-url`; `authentication`: without identity or known_hosts */
  constructor(private readonly options: RemoteOptions) {
    this.target = parseRepositoryUrl(options.url);
    this.url = this.target.text;
    this.auth = requireAuth(options);
  }

  async advertise(
    service: GitService,
    { protocol = 0, signal }: AdvertiseOptions,
  ): Promise<AsyncIterable<Uint8Array>> {
    this.channel?.close();
    this.channel = undefined;
    const client = this.client ?? (await this.connect(signal));
    const { path } = this.target;
    const command = { service, path, protocol };
    this.channel = await ServiceChannel.open(client, command, signal);
    return this.channel.read(signal);
  }

  async exchange(
    service: GitService,
    body: RequestBody,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    const { channel } = this;
    if (channel?.service !== service) {
      throw new GitError('protocol', `${service} has not been started`);
    }
    await channel.write(body, signal);
    return channel.read(signal);
  }

  async close(): Promise<void> {
    this.channel?.close();
    this.client?.end();
    this.client?.destroy();
    this.channel = undefined;
    this.client = undefined;
  }

  private async connect(signal: AbortSignal): Promise<Client> {
    const { identity, passphrase, knownHosts } = this.auth;
    const { proxy, network, sshAlgorithms } = this.options;
    const { decryptPrivateKey: decrypt } = this.options;
    const key = await openPrivateKey(
      identity,
      passphrase,
      decrypt && (encrypted => decrypt(encrypted, signal)),
    );
    const client = await connectSsh({
      address: addressOf(this.target),
      username: this.target.username ?? DEFAULT_USER,
      key,
      knownHosts: new KnownHosts(knownHosts),
      ...(proxy ? { proxy } : {}),
      ...(network ? { network } : {}),
      ...(sshAlgorithms ? { algorithms: sshAlgorithms } : {}),
      signal,
    });
    client.once('close', () => {
      if (this.client === client) this.client = undefined;
    });
    this.client = client;
    return client;
  }
}
