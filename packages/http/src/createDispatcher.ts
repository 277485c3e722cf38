import { createSecureContext, rootCertificates } from 'tls';
import { Agent, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import { HttpError } from './errors';
import type { NetworkGuard } from './network/NetworkGuard';
import type { TlsOptions } from './options';
import { proxyToken, socksConnector } from './proxy';
import type { Proxy } from './proxy';

/** @throws HttpError - `invalid-option`: a certificate or key that is none */
function toConnectOptions({ ca, cert, key, insecureSkipVerify }: TlsOptions) {
  const options = {
    ...(ca ? { ca: [...rootCertificates, ca] } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key } : {}),
    ...(insecureSkipVerify ? { rejectUnauthorized: false } : {}),
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

/**
 * Connections as the options ask for; names are resolved by the guard.
 * @param signal - ends connections that are being made through a SOCKS proxy
 * @throws HttpError - `invalid-option`
 */
export function createDispatcher(
  tls: TlsOptions,
  proxy: Proxy | undefined,
  guard: NetworkGuard,
  signal: AbortSignal,
): Dispatcher {
  const connect = toConnectOptions(tls);
  const { lookup } = guard;
  if (!proxy) {
    return new Agent({ connect: { ...connect, lookup } });
  }
  if (proxy.isSocks) {
    return new Agent({
      connect: socksConnector(proxy, connect, guard, signal),
    });
  }
  const token = proxyToken(proxy);
  const { ca } = connect;
  return new ProxyAgent({
    uri: proxy.url.href,
    requestTls: connect,
    // The connector of undici passes on what `net.connect` takes.
    proxyTls: { ...(ca ? { ca } : {}), lookup } as never,
    proxyTunnel: false,
    ...(token ? { token } : {}),
  });
}
