import { RECONCILE_REQUEST, systemClock } from '@backstage-gitops/kube';
import type {
  Clock,
  KubeClient,
  ObjectKey,
  TypeMeta,
} from '@backstage-gitops/kube';

interface AnnotatorOptions {
  readonly client: KubeClient;
  readonly clock?: Clock;
  /** Milliseconds between writes of one object; default 50. */
  readonly minGapMs?: number;
}

interface Turn {
  /** The write that runs, and the pause after it. */
  running: Promise<void>;
  /** The one that follows, for all that ask meanwhile. */
  next?: Promise<void>;
}

const MIN_GAP_MS = 50;

/**
 * Asks for reconciles by the annotation that `flux reconcile` sets. However many
 * ask for one object, one write runs at a time and one follows: whoever asks is
 * answered by a write that began afterwards.
 */
export class Annotator {
  readonly #turns = new Map<string, Turn>();
  readonly #clock: Clock;

  constructor(private readonly options: AnnotatorOptions) {
    this.#clock = options.clock ?? systemClock;
  }

  /** @throws ApiError - there is no such object, or it may not be changed */
  request(type: TypeMeta, key: ObjectKey): Promise<void> {
    const id = `${type.apiVersion}/${type.kind}/${key.namespace}/${key.name}`;
    const turn = this.#turns.get(id);
    if (!turn) return this.#begin(id, () => this.#write(type, key));
    turn.next ??= turn.running.then(() =>
      this.#begin(id, () => this.#write(type, key)),
    );
    return turn.next;
  }

  #begin(id: string, write: () => Promise<void>): Promise<void> {
    const written = write();
    const running = written
      .catch(() => undefined)
      .then(() => this.#pause())
      .then(() => {
        if (this.#turns.get(id) === turn && !turn.next) this.#turns.delete(id);
      });
    const turn: Turn = { running };
    this.#turns.set(id, turn);
    return written;
  }

  #pause(): Promise<void> {
    const { minGapMs = MIN_GAP_MS } = this.options;
    return new Promise(resolve => {
      this.#clock.after(minGapMs, resolve);
    });
  }

  async #write(type: TypeMeta, key: ObjectKey): Promise<void> {
    const value = new Date(this.#clock.now()).toISOString();
    await this.options.client.patch(type, key, {
      metadata: { annotations: { [RECONCILE_REQUEST]: value } },
    });
  }
}
