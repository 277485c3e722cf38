import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Logger, RecordedEvent } from '@backstage-gitops/kube';
import { Registrations } from './Registrations';

/** An event that a controller has recorded. */
export interface Notification {
  /** Name of the cluster that the object is on. */
  readonly cluster: string;
  readonly event: RecordedEvent;
}

/**
 * Takes the events of all controllers to where people read them, such as
 * Backstage's notifications. Alerts and Providers of Flux are not its matter.
 */
export interface Notifier {
  /** Unique; for messages. */
  readonly name: string;
  /** A rejection is logged, and the event is not sent again. */
  notify(notification: Notification): Promise<void>;
}

/** Adds receivers of events. */
export interface NotifiersExtensionPoint {
  /** @throws DuplicateRegistrationError - the name is taken */
  addNotifier(notifier: Notifier): void;
}

/** Registered by the plugin `gitops-controllers`. */
export const notifiersExtensionPoint =
  createExtensionPoint<NotifiersExtensionPoint>({ id: 'gitops.notifiers' });

/** Events that one notifier may have open; further ones are dropped. */
const MAX_OPEN = 100;

/** What modules have added, for the recorder of events. */
export class NotifiersRegistry implements NotifiersExtensionPoint {
  readonly #notifiers = new Registrations<Notifier>('notifier');
  readonly #open = new Map<string, number>();

  addNotifier(notifier: Notifier): void {
    this.#notifiers.add(notifier.name, notifier);
  }

  /** Gives an event to all notifiers. Waits for none and never throws. */
  notify(notification: Notification, logger: Logger): void {
    for (const notifier of this.#notifiers.list()) {
      const open = this.#open.get(notifier.name) ?? 0;
      if (open < MAX_OPEN) {
        this.#send(notifier, notification, logger);
      } else {
        logger.warn('a notifier is too slow: an event is dropped', {
          notifier: notifier.name,
        });
      }
    }
  }

  #send(notifier: Notifier, notification: Notification, logger: Logger): void {
    const { name } = notifier;
    this.#open.set(name, (this.#open.get(name) ?? 0) + 1);
    // Starts in a promise, so that a throw is a rejection.
    Promise.resolve()
      .then(() => notifier.notify(notification))
      .catch(error =>
        logger.warn('a notifier has failed', {
          notifier: name,
          error: error instanceof Error ? error.message : String(error),
        }),
      )
      .finally(() => this.#open.set(name, (this.#open.get(name) ?? 1) - 1));
  }
}
