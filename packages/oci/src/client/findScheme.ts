import type { HttpResponse } from '@backstage-gitops/http';
import { isOciError, OciError } from '../errors';
import { pause } from './retries';
import { answerError } from './toOciError';

/** One GET without signing in. */
type Ask = (url: string, signal: AbortSignal) => Promise<HttpResponse>;
type Scheme = 'https' | 'http';

/** Milliseconds that HTTPS has before plain HTTP is asked as well. */
const HTTPS_FIRST_MS = 300;
/** What servers of HTTPS answer to plain HTTP: a redirect, or that it is wrong. */
const NOT_HERE: readonly number[] = [301, 302, 303, 307, 308, 400, 421, 426];

async function probe(
  scheme: Scheme,
  { registry, ask }: { registry: string; ask: Ask },
  signal: AbortSignal,
): Promise<Scheme> {
  const url = `${scheme}://${registry}/v2/`;
  const answer = await ask(url, signal);
  if (scheme === 'http' && NOT_HERE.includes(answer.status)) {
    throw await answerError(answer, { method: 'GET', url });
  }
  await answer.discard();
  return scheme;
}

/** Errors that tell more than that a connection failed. */
const TELLING: readonly string[] = [
  ...['timeout', 'aborted', 'forbidden-address', 'tls'],
];

/** Both failed: one error with both messages. */
function combine(errors: readonly unknown[]): unknown {
  const own = errors.filter(isOciError);
  if (own.length < errors.length) {
    return errors.find(error => !isOciError(error));
  }
  const { code, message, status } =
    own.find(error => TELLING.includes(error.code)) ?? own[own.length - 1];
  const messages = new Set(own.map(error => error.message));
  const isEnd = code === 'timeout' || code === 'aborted';
  return new OciError(code, isEnd ? message : [...messages].join('; '), {
    cause: own[0],
    ...(status === undefined ? {} : { status }),
  });
}

/**
 * Finds whether a registry speaks HTTPS; asks for plain HTTP when HTTPS fails
 * or takes long.
 * @throws OciError - neither is answered
 * @see google/go-containerregistry, pkg/v1/remote/transport, Ping
 */
export async function findScheme(
  registry: string,
  ask: Ask,
  signal: AbortSignal,
): Promise<Scheme> {
  const done = new AbortController();
  const until = AbortSignal.any([signal, done.signal]);
  const https = probe('https', { registry, ask }, until);
  const httpsFailed = https.then(
    () => new Promise<never>(() => undefined),
    () => undefined,
  );
  const http = Promise.race([httpsFailed, pause(HTTPS_FIRST_MS, until)]).then(
    () => probe('http', { registry, ask }, until),
  );
  try {
    return await Promise.any([https, http]);
  } catch (error) {
    throw combine((error as AggregateError).errors);
  } finally {
    done.abort();
    await Promise.allSettled([https, http]);
  }
}
