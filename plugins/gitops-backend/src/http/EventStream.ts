import { createHash } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Request, Response } from 'express';
import {
  HEARTBEAT_MS,
  type StreamMessages,
} from '@backstage-gitops/plugin-gitops-common';

/**
 * A stream lives this long, then the client opens the next: its token and
 * permissions are checked again, and the entity is read anew.
 */
const LIFETIME_MS = 10 * 60_000;
/** Changes within this time become one message. */
const GATHER_MS = 100;

/**
 * Makes the current content of a message; undefined sends nothing. A content
 * that several streams get is serialized once.
 */
type MessageSource<T extends object> = () =>
  | T
  | undefined
  | Promise<T | undefined>;

/**
 * Server-sent events over one response. Every message carries a whole state,
 * so one that equals the last is not sent, and a slow client gets the newest
 * only. A stream whose reader has already left is closed from the start.
 */
export class EventStream {
  readonly #last = new Map<string, string>();
  readonly #sources = new Map<string, MessageSource<object>>();
  readonly #closers: (() => void)[] = [];
  #gather?: NodeJS.Timeout;
  #isSending = false;
  #isDirty = false;
  #isClosed = false;

  constructor(
    request: Request,
    private readonly response: Response,
    private readonly logger: LoggerService,
  ) {
    response.on('close', () => this.close());
    response.on('error', () => this.close());
    if (request.destroyed || response.destroyed || response.closed) {
      this.close();
      return;
    }
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      // `no-transform` keeps compression from holding messages back.
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
      Connection: 'keep-alive',
    });
    response.flushHeaders();
    const ping = setInterval(() => this.#ping(), HEARTBEAT_MS);
    const end = setTimeout(() => this.close(), LIFETIME_MS);
    this.onClose(() => {
      clearInterval(ping);
      clearTimeout(end);
      clearTimeout(this.#gather);
    });
  }

  /** True once the stream has ended, whoever ended it. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Adds a message; its source is called soon and after each {@link markChanged}. */
  add<K extends keyof StreamMessages>(
    name: K,
    source: MessageSource<StreamMessages[K]>,
  ): void {
    this.#sources.set(name, source);
    this.markChanged();
  }

  /** Calls the sources soon, because what they make may differ from the last. */
  markChanged(): void {
    this.#isDirty = true;
    if (this.#gather || this.#isClosed) return;
    this.#gather = setTimeout(() => {
      this.#gather = undefined;
      void this.#sendAll();
    }, GATHER_MS);
  }

  /** Runs when the stream ends, whoever ends it; at once if it has ended. */
  onClose(closer: () => void): void {
    if (this.#isClosed) closer();
    else this.#closers.push(closer);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#closers.forEach(closer => closer());
    this.response.end();
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (this.#isDirty && !this.#isClosed) {
        this.#isDirty = false;
        for (const [name, source] of this.#sources) {
          await this.#send(name, await source());
        }
      }
    } catch (error) {
      // The client opens another stream, whose answer says what is wrong.
      this.logger.error(
        'cannot make a message of a stream, which is closed',
        error instanceof Error ? error : new Error(String(error)),
      );
      this.close();
    } finally {
      this.#isSending = false;
    }
  }

  async #send(name: string, content: object | undefined): Promise<void> {
    if (content === undefined || this.#isClosed) return;
    const { id, bytes } = toMessage(name, content);
    if (this.#last.get(name) === id) return;
    this.#last.set(name, id);
    await this.#write(bytes);
  }

  #ping(): void {
    if (this.response.writableNeedDrain) return;
    const at = new Date().toISOString();
    void this.#write(`event: ping\ndata: ${JSON.stringify({ at })}\n\n`);
  }

  /** Resolves when the client can take more. */
  #write(message: string | Buffer): Promise<void> {
    if (this.#isClosed || this.response.write(message))
      return Promise.resolve();
    return new Promise(resolve => {
      const go = () => {
        this.response.off('drain', go);
        this.response.off('close', go);
        resolve();
      };
      this.response.on('drain', go);
      this.response.on('close', go);
    });
  }
}

interface Message {
  /** Equal for equal content. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** By content, which many streams send: serialized once for all of them. */
const messages = new WeakMap<object, Message>();

function toMessage(name: string, content: object): Message {
  const known = messages.get(content);
  if (known) return known;
  const data = JSON.stringify(content);
  const message = {
    id: createHash('sha256').update(data).digest('base64url'),
    bytes: Buffer.from(`event: ${name}\ndata: ${data}\n\n`),
  };
  messages.set(content, message);
  return message;
}
