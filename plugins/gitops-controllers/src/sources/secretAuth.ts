import type { ProxyOptions, TlsOptions } from '@backstage-gitops/http';
import type { SecretData } from './readSecret';

/**
 * A Secret holds only one part of what belongs together. Texts are those of
 * fluxcd/pkg runtime/secrets.
 */
export class SecretContentError extends Error {
  override readonly name = 'SecretContentError';

  constructor(readonly code: 'basic-auth' | 'proxy' | 'tls', message: string) {
    super(message);
  }
}

/** User name and password of a Secret. */
interface BasicAuth {
  readonly username: string;
  readonly password: string;
}

/**
 * The keys `username` and `password`; undefined when the Secret has neither.
 * @param path - `namespace/name` of the Secret, for messages
 * @throws SecretContentError - `basic-auth`: it has one of them
 */
export function basicAuthOf(
  { username, password }: SecretData,
  path: string,
): BasicAuth | undefined {
  if (username === undefined && password === undefined) return undefined;
  if (username !== undefined && password !== undefined) {
    return { username, password };
  }
  const [present, missing] =
    password === undefined
      ? ['username', 'password']
      : ['password', 'username'];
  throw new SecretContentError(
    'basic-auth',
    `secret '${path}': malformed basic auth - has '${present}' but missing '${missing}'`,
  );
}

/**
 * The keys `ca.crt`, `tls.crt` and `tls.key`, or the older `caFile`, `certFile`
 * and `keyFile`.
 * @param path - `namespace/name` of the Secret, for messages
 * @throws SecretContentError - `tls`: none of them, or a certificate without
 *   its key
 */
export function tlsOptionsOf(data: SecretData, path: string): TlsOptions {
  const ca = data['ca.crt'] || data.caFile;
  const cert = data['tls.crt'] || data.certFile;
  const key = data['tls.key'] || data.keyFile;
  const refuse = (what: string) =>
    new SecretContentError('tls', `secret '${path}' ${what}`);
  if (cert && !key) throw refuse("contains 'tls.crt' but missing 'tls.key'");
  if (key && !cert) throw refuse("contains 'tls.key' but missing 'tls.crt'");
  if (!ca && !cert) {
    throw refuse(
      "must contain either 'ca.crt' or both 'tls.crt' and 'tls.key'",
    );
  }
  return { ...(ca ? { ca } : {}), ...(cert ? { cert, key } : {}) };
}

const PROXY_SCHEMES: readonly string[] = ['http', 'https', 'socks5'];
const MAX_PROXY_LENGTH = 2048;

/**
 * The keys `address`, `username` and `password` of the Secret of a proxy.
 * @param path - `namespace/name` of the Secret, for messages
 * @throws SecretContentError - `proxy`: no address of a proxy
 */
export function proxyOptionsOf(
  { address, username, password }: SecretData,
  path: string,
): ProxyOptions {
  const refuse = (why: string) =>
    new SecretContentError('proxy', `secret '${path}': ${why}`);
  if (address === undefined) throw refuse("key 'address' not found");
  if (address === '') throw refuse('proxy address is empty');
  if (address.length > MAX_PROXY_LENGTH) {
    throw refuse(
      `proxy URL exceeds maximum length of ${MAX_PROXY_LENGTH} characters`,
    );
  }
  if (!URL.canParse(address)) throw refuse('failed to parse proxy address');
  const scheme = new URL(address).protocol.slice(0, -1);
  if (!PROXY_SCHEMES.includes(scheme)) {
    throw refuse(
      `proxy URL must use one of the supported schemes (${PROXY_SCHEMES.join(
        ', ',
      )}), got '${scheme}'`,
    );
  }
  return {
    url: address,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}
