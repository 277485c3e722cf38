import { Logger } from '../api/logger';
import { InformerProblem } from './InformerProblem';

/** Called after each change of an informer's store. */
export interface InformerHandler<T> {
  /**
   * @param isInInitialList - true for an object that was there before the
   * handler or before the first list was complete
   */
  onAdd?(object: T, isInInitialList: boolean): void;
  onUpdate?(object: T, old: T): void;
  /** @param object - its last state */
  onDelete?(object: T): void;
  /** Called when {@link Informer.problem} changes; undefined: it is over. */
  onProblem?(problem: InformerProblem | undefined): void;
}

/** Handlers of one informer; one that throws does not stop the others. */
export class HandlerSet<T> {
  readonly #handlers = new Set<InformerHandler<T>>();

  constructor(private readonly kind: string, private readonly logger: Logger) {}

  /** Returns the function that removes the handler. */
  add(handler: InformerHandler<T>): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  /** Calls every handler. */
  notify(call: (handler: InformerHandler<T>) => void): void {
    for (const handler of this.#handlers) this.call(handler, call);
  }

  /** Calls one handler and logs what it throws. */
  call(
    handler: InformerHandler<T>,
    call: (handler: InformerHandler<T>) => void,
  ): void {
    try {
      call(handler);
    } catch (error) {
      this.logger.error('an informer handler failed', {
        kind: this.kind,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }
}
