import type { NetworkPolicy } from '@backstage-gitops/http';
import type { Clock, KubeClient } from '@backstage-gitops/kube';
import type { Provider } from '@backstage-gitops/plugin-gitops-common';
import type { FluxEvent } from '../FluxEvent';
import { ProviderError } from '../providers/ProviderError';
import type { ProviderSettings, ProviderType } from '../providers/ProviderType';
import { openExchange } from './createExchange';
import { redact } from './redact';
import { resolveProvider } from './resolveProvider';
import type { ResolvedProvider } from './resolveProvider';
import { SecretReader } from './SecretReader';

/** What is to be sent. */
export interface Message {
  /** With the metadata of the alert, under plain keys. */
  readonly event: FluxEvent;
  readonly provider: Provider;
  readonly type: ProviderType;
  readonly commitStatusId: string;
}

/** Sending failed; the message names no secret. */
export class SendError extends Error {
  override readonly name = 'SendError';

  /** @param code - `setup`: nothing was sent, as the Provider can't be used */
  constructor(
    readonly code: 'setup' | 'send',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

interface SenderOptions {
  readonly client: KubeClient;
  readonly network: NetworkPolicy;
  readonly clock?: Clock;
}

async function deliver(
  { event, type, commitStatusId }: Message,
  resolved: ResolvedProvider,
  options: Parameters<typeof openExchange>[0],
): Promise<void> {
  const settings: ProviderSettings = { ...resolved.settings, commitStatusId };
  const { exchange, close } = openExchange(options);
  try {
    if ('deliver' in type) {
      await type.deliver(event, settings, exchange);
      return;
    }
    for (const request of type.toRequests(event, settings)) {
      const response = await exchange(request);
      type.checkResponse?.(response, request);
    }
  } finally {
    await close();
  }
}

/** Tells services of events. */
export class Sender {
  readonly #secrets: SecretReader;

  constructor(private readonly options: SenderOptions) {
    this.#secrets = new SecretReader(options.client);
  }

  /**
   * @param signal - ends it before the Provider's own time limit
   * @throws SendError
   */
  async send(message: Message, signal: AbortSignal): Promise<void> {
    const resolved = await this.#resolve(message.provider);
    const { secrets, timeoutMs, tls, proxy } = resolved;
    const { network, clock } = this.options;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      await deliver(message, resolved, {
        ...{ tls, proxy, network, clock, secrets },
        signal: AbortSignal.any([signal, timeout]),
      });
    } catch (error) {
      const { message: text } = error as Error;
      // An error that nobody has thought of may quote anything.
      const told = error instanceof Error ? redact(text, secrets) : 'failed';
      const isSetup =
        error instanceof ProviderError && error.code === 'settings';
      throw new SendError(isSetup ? 'setup' : 'send', told, { cause: error });
    }
  }

  async #resolve(provider: Provider): Promise<ResolvedProvider> {
    try {
      return await resolveProvider(provider, this.#secrets);
    } catch (error) {
      throw new SendError(
        'setup',
        `failed to initialize notifier for provider '${
          provider.metadata.name
        }': ${(error as Error).message}`,
        { cause: error },
      );
    }
  }
}
