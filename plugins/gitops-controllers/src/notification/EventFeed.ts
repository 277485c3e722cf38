import type { FluxEvent } from './FluxEvent';

/** Takes an event; must not throw and must not wait. */
type EventListener = (event: FluxEvent) => void;

/**
 * Header of events that this process posts to an address after its own
 * dispatcher has taken them; the value is {@link EventFeed.instance}. When they
 * come back, they are not taken again.
 */
export const INSTANCE_HEADER = 'backstage-gitops-instance';

/** Events of the controllers of one cluster in this process, for those that pass them on. */
export class EventFeed {
  readonly #listeners = new Set<EventListener>();

  /** @param instance - random id of these controllers */
  constructor(readonly instance: string) {}

  /** Whether somebody in this process takes the events. */
  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  /** @returns a function that ends it */
  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(event: FluxEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
