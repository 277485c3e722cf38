import type { Dispatcher } from 'undici';

/** What {@link sendWhole} sends, and what ends it. */
interface WholeRequest {
  readonly dispatcher: Dispatcher;
  readonly options: Dispatcher.DispatchOptions;
  /** Longest body, in bytes. */
  readonly maxBytes: number;
  /** Made when more have come. */
  readonly tooLong: () => Error;
  /** Each of them ends it with its reason. */
  readonly signals: readonly AbortSignal[];
}

/** An answer with all of its body. */
interface WholeAnswer {
  readonly statusCode: number;
  /** By names in lower case. */
  readonly headers: Record<string, string | string[]>;
  readonly bytes: Uint8Array;
}

/** `name, value, name, value`, as they came. */
function toHeaders(raw: readonly Buffer[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index].toString('latin1').toLowerCase();
    const value = raw[index + 1].toString('utf8');
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}

/** Gathers one answer, and lets go of the signals when it has ended. */
class AnswerHandler implements Dispatcher.DispatchHandlers {
  #statusCode = 0;
  #headers: Record<string, string | string[]> = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #end: ((reason: Error) => void) | undefined;
  #failure: Error | undefined;
  readonly #stops: (() => void)[] = [];

  constructor(
    private readonly request: WholeRequest,
    private readonly resolve: (answer: WholeAnswer) => void,
    private readonly reject: (error: Error) => void,
  ) {
    for (const signal of request.signals) {
      const abort = () => this.#fail(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      this.#stops.push(() => signal.removeEventListener('abort', abort));
      if (signal.aborted) abort();
    }
  }

  onConnect(abort: (reason?: Error) => void): void {
    this.#end = abort;
    if (this.#failure) abort(this.#failure);
  }

  onHeaders(statusCode: number, headers: Buffer[] | null): boolean {
    if (statusCode < 200) return true;
    this.#statusCode = statusCode;
    this.#headers = toHeaders(headers ?? []);
    const hasBody = this.request.options.method !== 'HEAD';
    const length = Number(this.#headers['content-length']);
    if (hasBody && length > this.request.maxBytes) {
      this.#fail(this.request.tooLong());
    }
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#size > this.request.maxBytes) this.#fail(this.request.tooLong());
    else this.#chunks.push(chunk);
    return true;
  }

  onComplete(): void {
    this.#letGo();
    const isOne = this.#chunks.length === 1;
    this.resolve({
      statusCode: this.#statusCode,
      headers: this.#headers,
      bytes: isOne ? this.#chunks[0] : Buffer.concat(this.#chunks),
    });
  }

  onError(error: Error): void {
    this.#letGo();
    this.reject(this.#failure ?? error);
  }

  /** The caller does not wait for the connection to notice. */
  #fail(error: Error): void {
    this.#letGo();
    this.#failure ??= error;
    this.reject(this.#failure);
    this.#end?.(this.#failure);
  }

  #letGo(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }
}

/**
 * One exchange whose answer is wanted as a whole: a third of the work of an
 * answer that is a stream.
 * @throws what undici, `tooLong` and the signals say
 */
export function sendWhole(request: WholeRequest): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    const handler = new AnswerHandler(request, resolve, reject);
    request.dispatcher.dispatch(request.options, handler);
  });
}
