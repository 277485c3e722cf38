import { once } from 'events';
import type { Client, ClientChannel } from 'ssh2';
import { GitError } from '../../errors';
import type { GitService, RequestBody } from '../GitTransport';
import { toGitError } from '../networkErrors';
import { serviceFailed } from './serviceFailed';

const MAX_STDERR_BYTES = 4096;

/** What runs in a channel. */
interface ServiceCommand {
  readonly service: GitService;
  /** Path of the repository on the server. */
  readonly path: string;
  readonly protocol: 0 | 2;
}

/** One word for the shell of a server. */
function quote(word: string): string {
  return `'${word.replace(/['!]/g, "'\\$&'")}'`;
}

/** Starts the program; a server need not take the variable. */
function exec(
  client: Client,
  { service, path, protocol }: ServiceCommand,
): Promise<ClientChannel> {
  const env = protocol === 2 ? { GIT_PROTOCOL: 'version=2' } : {};
  return new Promise((resolve, reject) => {
    client.exec(`${service} ${quote(path)}`, { env }, (error, channel) =>
      error
        ? reject(
            new GitError('network', `ssh: cannot run ${service}`, {
              cause: error,
            }),
          )
        : resolve(channel),
    );
  });
}

/** Rejects when the signal aborts; `stop` ends the watch. */
function aborted(signal: AbortSignal): {
  promise: Promise<never>;
  stop(): void;
} {
  let stop = () => {};
  const promise = new Promise<never>((_, reject) => {
    const abort = () => reject(toGitError(signal.reason, signal));
    stop = () => signal.removeEventListener('abort', abort);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  promise.catch(() => undefined);
  return { promise, stop };
}

/** Waits for a step of a connection, and ends it when the signal aborts. */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  end: () => void,
): Promise<T> {
  const abort = aborted(signal);
  try {
    return await Promise.race([work, abort.promise]);
  } catch (error) {
    work.catch(() => undefined);
    end();
    throw error;
  } finally {
    abort.stop();
  }
}

/** A service of Git that runs at the other end of a channel. */
export class ServiceChannel {
  private stderr = '';
  private exitCode: number | undefined;
  private isClosed = false;
  /** Ends the wait of a reader. */
  private wake: () => void = () => {};

  private constructor(
    readonly service: GitService,
    private readonly client: Client,
    private readonly channel: ClientChannel,
  ) {
    const wake = () => this.wake();
    channel.on('readable', wake).on('error', wake);
    channel.on('exit', (code: number | null) => {
      this.exitCode = code ?? undefined;
    });
    channel.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
    channel.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(0, MAX_STDERR_BYTES);
    });
  }

  /** @throws GitError - `network`, `timeout`, `aborted` */
  static async open(
    client: Client,
    command: ServiceCommand,
    signal: AbortSignal,
  ): Promise<ServiceChannel> {
    const opening = exec(client, command);
    const channel = await untilAborted(opening, signal, () => client.destroy());
    return new ServiceChannel(command.service, client, channel);
  }

  /** Sends a request; a service that has ended meanwhile says why when it is read. */
  async write(body: RequestBody, signal: AbortSignal): Promise<void> {
    const pieces = body instanceof Uint8Array ? [body] : body;
    for await (const piece of pieces) {
      if (this.isClosed || this.channel.destroyed) return;
      if (!this.channel.write(piece)) {
        const drained = Promise.race([
          once(this.channel, 'drain'),
          once(this.channel, 'close'),
        ]);
        await untilAborted(drained, signal, () => this.client.destroy());
      }
    }
  }

  /**
   * What the service says from now on, until the reader leaves.
   * @throws GitError - `repository-not-found`, `authorization`, `network`: the
   *   service has failed; `timeout`, `aborted`
   */
  async *read(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.channel.read() as Buffer | null;
      if (chunk) {
        yield chunk;
      } else if (this.isClosed) {
        if (this.exitCode === 0) return;
        throw serviceFailed(this.service, this.exitCode, this.stderr);
      } else {
        const change = new Promise<void>(resolve => {
          this.wake = resolve;
        });
        await untilAborted(change, signal, () => this.client.destroy());
      }
    }
  }

  /** Ends the service. */
  close(): void {
    this.channel.on('error', () => undefined);
    this.channel.close();
  }
}
