import { spawn } from 'child_process';
import type { ChildProcess } from 'child_process';
import type { AddressInfo } from 'net';
import { join, normalize } from 'path';
import type {
  AuthContext,
  Connection,
  ServerChannel,
  Session,
  utils as SshUtils,
} from 'ssh2';
import { loadSsh2 } from '../remote/ssh/loadSsh2';

/** What {@link startSshServer} serves. */
export interface SshServerOptions {
  /** Directory that holds the bare repositories; their URL is `<url>/<name>.git`. */
  readonly root: string;
  /** Private keys of the host, PEM or OpenSSH. */
  readonly hostKeys: readonly string[];
  /** Public keys that may sign in, as in `authorized_keys`. */
  readonly authorizedKeys: readonly string[];
  /** Whether `GIT_PROTOCOL` reaches Git, and with it protocol 2. Default true. */
  readonly acceptEnv?: boolean;
  /** Refuses commits that no reference points to. Default false. */
  readonly advertisedOnly?: boolean;
}

/** A running SSH server. */
export interface SshServer {
  /** Base address without a final slash: `ssh://git@127.0.0.1:34567`. */
  readonly url: string;
  readonly port: number;
  /** Commands that were run so far, oldest first. */
  readonly commands: readonly string[];
  /** Users that signed in so far. */
  readonly users: readonly string[];
  /** Drops the connections that are open. */
  dropConnections(): void;
  /** Ends open connections and the processes behind them. */
  stop(): Promise<void>;
}

/** What a client asks for: the path is quoted for a shell. */
const COMMAND = /^(git-upload-pack|git-receive-pack) ('.*')$/;

/** The word that a shell takes `'a'\\''b'` for. */
function unquote(word: string): string {
  return word.replace(/'([^']*)'|\\(.)/g, '$1$2');
}

/** Lets a client in whose key is authorized. */
function authenticate(
  context: AuthContext,
  authorizedKeys: readonly string[],
  { parseKey }: typeof SshUtils,
): boolean {
  if (context.method !== 'publickey') {
    return false;
  }
  const { key, blob, signature, hashAlgo } = context;
  return authorizedKeys.some(text => {
    const allowed = parseKey(text);
    if (allowed instanceof Error || !allowed.getPublicSSH().equals(key.data)) {
      return false;
    }
    return (
      blob === undefined ||
      signature === undefined ||
      allowed.verify(blob, signature, hashAlgo) === true
    );
  });
}

/** Git's program for a command, on the repository that it names. */
function startProgram(
  [, service, path]: RegExpExecArray,
  protocol: string,
  { root, advertisedOnly = false }: SshServerOptions,
): ChildProcess {
  const directory = join(root, normalize(`/${unquote(path)}`));
  return spawn('git', [service.slice('git-'.length), directory], {
    env: {
      PATH: process.env.PATH ?? '',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PROTOCOL: protocol,
      GIT_CONFIG_COUNT: '3',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_CONFIG_KEY_1: 'uploadpack.allowReachableSHA1InWant',
      GIT_CONFIG_VALUE_1: String(!advertisedOnly),
      GIT_CONFIG_KEY_2: 'uploadpack.allowFilter',
      GIT_CONFIG_VALUE_2: 'true',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function connectProgram(channel: ServerChannel, program: ChildProcess): void {
  program.stdin?.on('error', () => undefined); // the program ended early
  channel.on('error', () => undefined);
  if (program.stdin) channel.pipe(program.stdin);
  program.stdout?.pipe(channel, { end: false });
  program.stderr?.pipe(channel.stderr, { end: false });
  program.on('close', code => {
    channel.exit(code ?? 1);
    channel.end();
  });
  channel.on('close', () => program.kill());
}

function serveSession(
  session: Session,
  options: SshServerOptions,
  commands: string[],
): void {
  let protocol = '';
  session.on('env', (accept, reject, { key, val }) => {
    if (key === 'GIT_PROTOCOL' && (options.acceptEnv ?? true)) {
      protocol = val;
      accept?.();
    } else {
      reject?.();
    }
  });
  session.on('exec', (accept, reject, { command }) => {
    commands.push(command);
    const parts = COMMAND.exec(command);
    if (parts) {
      connectProgram(accept(), startProgram(parts, protocol, options));
    } else {
      reject();
    }
  });
}

/**
 * Serves bare Git repositories over SSH with the `git upload-pack` and
 * `git receive-pack` of the installed Git. For development and tests.
 */
export async function startSshServer(
  options: SshServerOptions,
): Promise<SshServer> {
  const { Server, utils } = loadSsh2();
  const commands: string[] = [];
  const users: string[] = [];
  const connections = new Set<Connection>();
  const server = new Server({ hostKeys: [...options.hostKeys] }, connection => {
    connections.add(connection);
    connection
      .on('authentication', context => {
        if (authenticate(context, options.authorizedKeys, utils)) {
          context.accept();
        } else {
          context.reject(['publickey']);
        }
        if (context.method === 'publickey' && context.signature) {
          users.push(context.username);
        }
      })
      .on('session', accept => serveSession(accept(), options, commands))
      .on('error', () => undefined)
      .on('close', () => connections.delete(connection));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const dropConnections = () => {
    for (const connection of connections) connection.end();
  };
  return {
    url: `ssh://git@127.0.0.1:${port}`,
    port,
    commands,
    users,
    dropConnections,
    async stop() {
      dropConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}
