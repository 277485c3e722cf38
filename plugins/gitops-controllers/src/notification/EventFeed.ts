import type { FluxEvent } from './FluxEvent';

/** Takes an event; must not throw and must not wait. */
export type EventListener = (event: FluxEvent) => void;

/** Events of the controllers of one cluster in this process, for those that pass them on. */
export class EventFeed {
  readonly #listeners = new Set<EventListener>();

  /** @returns a function that ends it */
  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(event: FluxEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
