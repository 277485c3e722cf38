import { setTimeout as delay } from 'timers/promises';
import type { Logger } from '@backstage-gitops/kube';
import type { Receiver } from '@backstage-gitops/plugin-gitops-common';
import type { BodyBudget } from './BodyBudget';
import type { UnknownCalls } from './UnknownCalls';
import type { WebhookHandler } from './WebhookHandler';

/** A call as it arrives. */
export interface IncomingCall {
  /** Path and query as they were sent: `/hook/<hex>`. */
  readonly target: string;
  /** By name in lower case; the first value of each. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What {@link answerCall} works with. */
interface AnswerContext {
  /** One for each cluster whose Receivers are served. */
  readonly handlers: readonly WebhookHandler[];
  readonly budget: BodyBudget;
  readonly unknown: UnknownCalls;
  readonly logger: Logger;
  /** Milliseconds that a body may take; default 30,000. */
  readonly bodyTimeoutMs?: number;
}

/** The longest body. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;
const BODY_TIMEOUT_MS = 30_000;

/** Why a body was not read. */
class BodyProblem extends Error {
  override readonly name = 'BodyProblem';
  constructor(readonly status: number) {
    super(`the body was not read: ${status}`);
  }
}

/** Calls back with each chunk until the body ends, is too long or too late. */
async function readChunks(
  { headers, body }: IncomingCall,
  timeoutMs: number,
  onChunk: (chunk: Uint8Array) => void,
): Promise<void> {
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    throw new BodyProblem(413);
  }
  const chunks = body[Symbol.asyncIterator]();
  const done = new AbortController();
  const late = delay(timeoutMs, undefined, { signal: done.signal }).then(() => {
    throw new BodyProblem(400);
  });
  late.catch(() => undefined);
  let size = 0;
  try {
    for (;;) {
      const { value, done: isLast } = await Promise.race([chunks.next(), late]);
      if (isLast) return;
      size += value.length;
      if (size > MAX_BODY_BYTES) throw new BodyProblem(413);
      onChunk(value);
    }
  } catch (error) {
    throw error instanceof BodyProblem ? error : new BodyProblem(400);
  } finally {
    done.abort();
  }
}

interface Match {
  readonly handler: WebhookHandler;
  readonly receiver: Receiver;
}

function findMatches(
  target: string,
  handlers: readonly WebhookHandler[],
): Match[] {
  return handlers.flatMap(handler => {
    const receiver = handler.find(target);
    return receiver ? [{ handler, receiver }] : [];
  });
}

/** Reads nothing into memory that nobody needs; 413 comes before all else. */
async function refuseUnread(
  incoming: IncomingCall,
  status: number,
  { bodyTimeoutMs = BODY_TIMEOUT_MS }: AnswerContext,
): Promise<number> {
  const hasEnd = incoming.headers['transfer-encoding'] === undefined;
  const length = Number(incoming.headers['content-length'] ?? 0);
  if (hasEnd) return length > MAX_BODY_BYTES ? 413 : status;
  await readChunks(incoming, bodyTimeoutMs, () => undefined);
  return status;
}

async function answerMatches(
  incoming: IncomingCall,
  matches: readonly Match[],
  { budget, bodyTimeoutMs = BODY_TIMEOUT_MS }: AnswerContext,
): Promise<number> {
  const chunks: Uint8Array[] = [];
  let taken = 0;
  try {
    await readChunks(incoming, bodyTimeoutMs, chunk => {
      if (!budget.take(chunk.length)) throw new BodyProblem(503);
      taken += chunk.length;
      chunks.push(chunk);
    });
    const call = { headers: incoming.headers, body: Buffer.concat(chunks) };
    const answers = await Promise.all(
      matches.map(({ handler, receiver }) => handler.answer(receiver, call)),
    );
    return Math.max(...answers);
  } finally {
    budget.release(taken);
  }
}

/**
 * Answers a call: 413 for a body of more than 3 MiB, 404 for a path that no
 * Receiver has, 503 for one that is suspended or not ready, 400 for a call that
 * is refused, 500 where an object fails, else 200. Where Receivers of several
 * clusters have the path, all take the call, and the highest status is answered.
 * @see NC-20 and Flux: notification-controller, "Webhook Receivers"
 */
export async function answerCall(
  incoming: IncomingCall,
  context: AnswerContext,
): Promise<number> {
  const { handlers, unknown, logger } = context;
  try {
    const found = findMatches(incoming.target, handlers);
    if (found.length === 0) {
      unknown.count();
      const isKnown = handlers.every(({ hasSynced }) => hasSynced);
      return await refuseUnread(incoming, isKnown ? 404 : 503, context);
    }
    const matches = found.filter(({ handler, receiver }) =>
      handler.takesCalls(receiver),
    );
    if (matches.length === 0) return await refuseUnread(incoming, 503, context);
    return await answerMatches(incoming, matches, context);
  } catch (error) {
    if (error instanceof BodyProblem) return error.status;
    logger.error('a webhook failed', { error: (error as Error).message });
    return 500;
  }
}
