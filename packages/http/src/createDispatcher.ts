import { createSecureContext, rootCertificates } from 'tls';
import { Agent, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import { HttpError } from './errors';
import { basicAuthorization } from './options';
import type { HttpClientOptions, ProxyOptions, TlsOptions } from './options';

/** @throws HttpError - `invalid-option`: a certificate or key that is none */
function toConnectOptions({ ca, cert, key }: TlsOptions) {
  const options = {
    ...(ca ? { ca: [...rootCertificates, ca] } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key } : {}),
  };
  try {
    createSecureContext(options);
  } catch (error) {
    throw new HttpError(
      'invalid-option',
      `the certificates can't be used: ${(error as Error).message}`,
      { cause: error },
    );
  }
  return options;
}

function proxyToken({ username, password }: ProxyOptions): string | undefined {
  return username === undefined
    ? undefined
    : basicAuthorization(username, password ?? '');
}

/**
 * Connections as the options ask for. Deadlines come from the signals of
 * requests alone.
 * @throws HttpError - `invalid-option`
 */
export function createDispatcher({
  tls = {},
  proxy,
}: HttpClientOptions): Dispatcher {
  const connect = toConnectOptions(tls);
  const timeouts = { headersTimeout: 0, bodyTimeout: 0 };
  if (!proxy) {
    return new Agent({ ...timeouts, connect });
  }
  const token = proxyToken(proxy);
  return new ProxyAgent({
    ...timeouts,
    uri: proxy.url,
    requestTls: connect,
    ...(token ? { token } : {}),
  });
}
