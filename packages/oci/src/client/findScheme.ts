import type { HttpResponse } from '@backstage-gitops/http';
import { isOciError, OciError } from '../errors';
import { pause } from './retries';

/** One GET without signing in. */
type Ask = (url: string, signal: AbortSignal) => Promise<HttpResponse>;
type Scheme = 'https' | 'http';

/** Milliseconds that HTTPS has before plain HTTP is asked as well. */
const HTTPS_FIRST_MS = 300;
const ANSWERS: readonly number[] = [200, 401];

async function probe(
  scheme: Scheme,
  { registry, ask }: { registry: string; ask: Ask },
  signal: AbortSignal,
): Promise<Scheme> {
  const url = `${scheme}://${registry}/v2/`;
  const answer = await ask(url, signal);
  await answer.discard();
  if (ANSWERS.includes(answer.status)) return scheme;
  throw new OciError(
    'registry',
    `GET ${url}: unexpected status code ${answer.status} ${answer.statusText}`,
    { status: answer.status },
  );
}

/** Both failed: the error of the scheme that got an answer, or both messages. */
function combine(errors: readonly unknown[]): unknown {
  const own = errors.filter(isOciError);
  const answered = own.find(({ status }) => status !== undefined);
  if (answered || own.length < errors.length) {
    return answered ?? errors.find(error => !isOciError(error));
  }
  const ended = own.find(
    ({ code }) => code === 'timeout' || code === 'aborted',
  );
  const { code } = ended ?? own[own.length - 1];
  return new OciError(code, own.map(({ message }) => message).join('; '), {
    cause: own[0],
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
