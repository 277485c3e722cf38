import type { NetworkPolicy } from '@backstage-gitops/http';
import { systemClock } from '@backstage-gitops/kube';
import type {
  Clock,
  EventRecorder,
  Informer,
  KubeClient,
  Logger,
} from '@backstage-gitops/kube';
import type { Alert, Provider } from '@backstage-gitops/plugin-gitops-common';
import { combineMetadata } from '../alerts/combineMetadata';
import { isForType } from '../alerts/routeEvent';
import { changesOnlyOf } from '../alerts/stateOf';
import { cleanMetadata, withoutToken } from '../cleanMetadata';
import { objectTextOf } from '../FluxEvent';
import type { FluxEvent } from '../FluxEvent';
import type { ProviderType } from '../providers/ProviderType';
import { eventKeyOf, RateLimiter } from '../RateLimiter';
import type { RateDecision } from '../RateLimiter';
import { warnOnAlert } from './AlertEvents';
import { AlertMatcher, ObjectLabels } from './AlertMatcher';
import type { Warn } from './AlertMatcher';
import { ChangeFilter } from './ChangeFilter';
import type { Change } from './ChangeFilter';
import { commitStatusIdOf } from './commitStatusId';
import { DeliveryQueue } from './DeliveryQueue';
import type { NotificationStore } from './NotificationStore';
import { Sender } from './Sender';
import type { Message, SendError } from './Sender';

/** What a {@link Dispatcher} needs. */
interface DispatcherOptions {
  readonly alerts: Informer<Alert>;
  readonly providers: Informer<Provider>;
  readonly types: readonly ProviderType[];
  readonly client: KubeClient;
  readonly recorder: Pick<EventRecorder, 'record'>;
  readonly network: NetworkPolicy;
  readonly logger: Logger;
  readonly store: NotificationStore;
  /** Milliseconds in which equal events pass once; 0: all pass. */
  readonly rateLimitIntervalMs: number;
  readonly noCrossNamespaceRefs: boolean;
  readonly clock?: Clock;
}

/** What has become of an event. */
export type Acceptance =
  | { readonly kind: 'accepted' }
  /** An equal one has passed a short time ago. */
  | { readonly kind: 'limited'; readonly rate: RateDecision }
  /** Too many are looked at; it may be sent again. */
  | { readonly kind: 'full' };

/** Events that are looked at, at most. */
const MAX_OPEN = 2_000;
const MAX_OPEN_BYTES = 32 * 1024 * 1024;

/** Why an event is not sent, in the words of Flux. */
class DispatchError extends Error {
  override readonly name = 'DispatchError';
  readonly code = 'dispatch';
}

/** Bytes that an event takes, roughly. */
function sizeOf({ message, metadata = {} }: FluxEvent): number {
  const texts = Object.entries(metadata).flat();
  return texts.reduce((sum, text) => sum + text.length, message.length + 500);
}

function pathOf({ metadata }: Alert | Provider): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/**
 * Sends events to the providers of the alerts that want them. It takes an event
 * at once and works on it in the background; memory is bounded, and a slow
 * provider holds up nobody else.
 */
export class Dispatcher {
  readonly #clock: Clock;
  readonly #limiter: RateLimiter;
  readonly #matcher = new AlertMatcher();
  readonly #changes: ChangeFilter;
  readonly #sender: Sender;
  readonly #queue = new DeliveryQueue();
  readonly #closed = new AbortController();
  /** The last work on each object: its events keep their order. */
  readonly #work = new Map<string, Promise<void>>();
  #openEvents = 0;
  #openBytes = 0;

  constructor(private readonly options: DispatcherOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#limiter = new RateLimiter(options.rateLimitIntervalMs, this.#clock);
    this.#changes = new ChangeFilter(options.store, () => this.#clock.now());
    this.#sender = new Sender(options);
  }

  /** Takes an event; never throws. */
  accept(event: FluxEvent): Acceptance {
    if (event.severity === 'trace') return { kind: 'accepted' };
    const size = sizeOf(event);
    const isFull =
      this.#openEvents >= MAX_OPEN || this.#openBytes + size > MAX_OPEN_BYTES;
    if (isFull) return { kind: 'full' };
    const clean = cleanMetadata(event);
    const rate = this.#limiter.take(eventKeyOf(clean));
    if (!rate.isAllowed) return { kind: 'limited', rate };
    this.#begin(withoutToken(clean), size);
    return { kind: 'accepted' };
  }

  /** Ends at once what is not done after `timeoutMs`. */
  async close(timeoutMs: number): Promise<void> {
    const cancel = this.#clock.after(timeoutMs, () => {
      this.#closed.abort();
      this.#queue.clear();
    });
    await Promise.all(this.#work.values());
    await this.#queue.whenIdle();
    cancel();
    await this.options.store.close();
  }

  #begin(event: FluxEvent, size: number): void {
    this.#openEvents += 1;
    this.#openBytes += size;
    const object = objectTextOf(event);
    const before = this.#work.get(object) ?? Promise.resolve();
    const work = before
      .then(() => this.#dispatch(event))
      .catch(error => this.#logFailure(event, error))
      .finally(() => {
        this.#openEvents -= 1;
        this.#openBytes -= size;
        if (this.#work.get(object) === work) this.#work.delete(object);
      });
    this.#work.set(object, work);
  }

  #logFailure(event: FluxEvent, error: unknown): void {
    if (this.#closed.signal.aborted) return;
    this.options.logger.error('cannot dispatch an event', {
      object: objectTextOf(event),
      error: (error as Error).message,
    });
  }

  async #dispatch(event: FluxEvent): Promise<void> {
    const { alerts, providers, client } = this.options;
    const { signal } = this.#closed;
    if (!alerts.hasSynced) await alerts.waitForSync(signal);
    if (!providers.hasSynced) await providers.waitForSync(signal);
    const labels = new ObjectLabels(event, client);
    for (const alert of alerts.store.list()) {
      const warn: Warn = (reason, message) =>
        warnOnAlert(this.options.recorder, alert, reason, message);
      if (await this.#matcher.matches(alert, event, labels, warn)) {
        await this.#notify(alert, event);
      }
    }
  }

  async #notify(alert: Alert, event: FluxEvent): Promise<void> {
    try {
      const message = this.#toMessage(alert, event);
      if (!message) return;
      const { problem } = changesOnlyOf(alert) ?? {};
      if (problem) this.#warn(alert, 'InvalidConfig', problem);
      const change = await this.#changes.take(alert, event);
      if (change.isSent) await this.#enqueue(alert, message, change);
    } catch (error) {
      this.#warnOfFailure(alert, event, 'dispatch', error as Error);
    }
  }

  /** What to send; undefined: the provider has no use for the event. */
  #toMessage(alert: Alert, event: FluxEvent): Message | undefined {
    this.#requireAccess(alert, event);
    const provider = this.#providerOf(alert);
    const { suspend, serviceAccountName, type: name } = provider.spec;
    if (suspend || !isForType(event, name)) return undefined;
    if (serviceAccountName) {
      throw new DispatchError(
        'to use spec.serviceAccountName for provider authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller',
      );
    }
    const type = this.options.types.find(known => known.type === name);
    if (!type) {
      throw new DispatchError(
        `failed to initialize notifier for provider '${provider.metadata.name}': this controller has no provider of type ${name} yet`,
      );
    }
    const combined = this.#combine(alert, event);
    return {
      event: combined,
      provider,
      type,
      commitStatusId: commitStatusIdOf(combined, alert, provider),
    };
  }

  #requireAccess(alert: Alert, event: FluxEvent): void {
    const { namespace = '' } = event.involvedObject;
    const isForeign = namespace !== (alert.metadata.namespace ?? '');
    if (!this.options.noCrossNamespaceRefs || !isForeign) return;
    throw new DispatchError(
      `discarding event, access denied to cross-namespace sources: alert '${pathOf(
        alert,
      )}' can't process event from '${objectTextOf(
        event,
      )}', cross-namespace references have been blocked`,
    );
  }

  #providerOf({ metadata, spec }: Alert): Provider {
    const { name } = spec.providerRef;
    const { namespace } = metadata;
    const provider = this.options.providers.get({ namespace, name });
    if (provider) return provider;
    throw new DispatchError(
      `failed to read provider: Provider.notification.toolkit.fluxcd.io "${name}" not found`,
    );
  }

  #combine(alert: Alert, event: FluxEvent): FluxEvent {
    const { event: combined, conflicts } = combineMetadata(event, alert.spec);
    if (conflicts.length > 0) {
      warnOnAlert(
        this.options.recorder,
        alert,
        'MetadataAppendFailed',
        'metadata key conflicts detected (please refer to the Alert API docs and Flux RFC 0008 for more information)',
        Object.fromEntries(
          conflicts.map(({ key, sources }) => [key, sources.join(', ')]),
        ),
      );
    }
    return combined;
  }

  async #enqueue(
    alert: Alert,
    message: Message,
    change: Change,
  ): Promise<void> {
    const { event, provider } = message;
    const isTaken = this.#queue.add({
      lane: pathOf(provider),
      order: objectTextOf(event),
      sizeBytes: sizeOf(event),
      run: () => this.#deliver(alert, message, change),
    });
    if (isTaken) return;
    await change.revert();
    throw new DispatchError(
      `too many notifications wait for provider '${provider.metadata.name}'`,
    );
  }

  async #deliver(
    alert: Alert,
    message: Message,
    change: Change,
  ): Promise<void> {
    const { event, provider } = message;
    let failure: SendError | undefined;
    try {
      await this.#sender.send(message, this.#closed.signal);
    } catch (error) {
      failure = error as SendError;
      const step = failure.code === 'setup' ? 'dispatch' : 'send';
      this.#warnOfFailure(alert, event, step, failure);
      await change.revert();
    }
    this.options.store.addDelivery({
      provider: pathOf(provider),
      alert: pathOf(alert),
      object: objectTextOf(event),
      reason: event.reason,
      at: this.#clock.now(),
      ...(failure ? { error: failure.message } : {}),
    });
  }

  #warn(alert: Alert, reason: Parameters<Warn>[0], message: string): void {
    warnOnAlert(this.options.recorder, alert, reason, message);
  }

  #warnOfFailure(
    alert: Alert,
    event: FluxEvent,
    step: 'dispatch' | 'send',
    { message }: Error,
  ): void {
    const object = objectTextOf(event);
    const text = `failed to ${step} notification for ${object}: ${message}`;
    this.options.logger.error(`failed to ${step} notification`, {
      alert: pathOf(alert),
      provider: alert.spec.providerRef.name,
      object,
      error: message,
    });
    this.#warn(alert, 'NotificationDispatchFailed', text);
  }
}
