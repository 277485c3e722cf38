import { ResponseError } from '@backstage/errors';
import { HEARTBEAT_MS } from '@backstage-gitops/plugin-gitops-common';
import type { StreamObserver } from './GitOpsApi';
import { readServerSentEvents } from './readServerSentEvents';
import { isRefusal } from './refusal';

/** Opens the stream; rejects or answers with an error status if it cannot. */
export type OpenStream = (signal: AbortSignal) => Promise<Response>;

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
/** Silence for longer than this is a dead connection. */
const SILENCE_MS = HEARTBEAT_MS * 2.5;
/** Statuses that a second attempt would get as well. */
const FINAL = [400, 401, 403, 404];

/** Keeps a stream open: notices that it is dead, and opens it again. */
export class LiveStream {
  readonly #stop = new AbortController();
  #attempt = new AbortController();
  #silence?: ReturnType<typeof setTimeout>;
  #wake: () => void = () => {};
  #failures = 0;

  constructor(
    private readonly open: OpenStream,
    private readonly observer: StreamObserver,
  ) {
    window.addEventListener('online', this.#retryNow);
    void this.#run();
  }

  close(): void {
    window.removeEventListener('online', this.#retryNow);
    clearTimeout(this.#silence);
    this.#stop.abort();
    this.#attempt.abort();
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#once();
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        if (isFinal(error)) {
          this.observer.onRefused(error);
          return;
        }
        this.observer.onBroken(error);
        this.#failures += 1;
      }
      await this.#pause();
    }
  }

  async #once(): Promise<void> {
    this.#attempt = new AbortController();
    this.#listen();
    try {
      const response = await this.open(this.#attempt.signal);
      if (!response.ok) throw await ResponseError.fromResponse(response);
      if (!response.body) throw new Error('The answer has no body');
      await readServerSentEvents(response.body, ({ event, data }) => {
        if (this.#stop.signal.aborted) return;
        this.#failures = 0;
        this.#listen();
        this.observer.onLive();
        if (event === 'snapshot') this.observer.onSnapshot(JSON.parse(data));
        if (event === 'detail') this.observer.onDetail(JSON.parse(data));
      });
    } finally {
      clearTimeout(this.#silence);
    }
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#attempt.abort(), SILENCE_MS);
  }

  /** An orderly end is followed by a new stream soon, a failure after a while. */
  #pause(): Promise<void> {
    const delayMs = Math.min(
      LAST_RETRY_MS,
      FIRST_RETRY_MS * 2 ** Math.max(0, this.#failures - 1),
    );
    return new Promise(resolve => {
      const timer = setTimeout(resolve, delayMs * (0.8 + Math.random() * 0.4));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  readonly #retryNow = () => this.#wake();
}

/** Whether the server would give the same answer again. */
function isFinal(error: unknown): error is Error {
  return isRefusal(error) && FINAL.includes(error.statusCode);
}
