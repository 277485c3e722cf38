import type { ProxyOptions, TlsOptions } from '@backstage-gitops/http';
import { faultOfCertificates } from './faultOfCertificates';
import type { SecretData } from './readSecret';

/**
 * A Secret holds only one part of what belongs together, or what can't be read.
 * Texts are those of fluxcd/pkg runtime/secrets.
 */
export class SecretContentError extends Error {
  override readonly name = 'SecretContentError';

  constructor(
    readonly code: 'basic-auth' | 'certificates' | 'proxy' | 'tls',
    message: string,
  ) {
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

/** The first of two keys that has a value, and the first when none has. */
function keyIn(data: SecretData, key: string, older: string): string {
  return !data[key] && data[older] ? older : key;
}

/**
 * The keys `ca.crt`, `tls.crt` and `tls.key`, or the older `caFile`, `certFile`
 * and `keyFile`.
 * @param path - `namespace/name` of the Secret, for messages
 * @throws SecretContentError - `tls`: none of them, or a certificate without
 *   its key; `certificates`: they can't be used
 */
export function tlsOptionsOf(data: SecretData, path: string): TlsOptions {
  const names = {
    ca: keyIn(data, 'ca.crt', 'caFile'),
    cert: keyIn(data, 'tls.crt', 'certFile'),
    key: keyIn(data, 'tls.key', 'keyFile'),
  };
  const [ca, cert, key] = [names.ca, names.cert, names.key].map(
    name => data[name] || undefined,
  );
  const refuse = (what: string) =>
    new SecretContentError('tls', `secret '${path}' ${what}`);
  if (cert && !key) throw refuse("contains 'tls.crt' but missing 'tls.key'");
  if (key && !cert) throw refuse("contains 'tls.key' but missing 'tls.crt'");
  if (!ca && !cert) {
    throw refuse(
      "must contain either 'ca.crt' or both 'tls.crt' and 'tls.key'",
    );
  }
  const tls = { ...(ca ? { ca } : {}), ...(cert ? { cert, key } : {}) };
  const fault = faultOfCertificates(tls, path, names);
  if (fault) throw new SecretContentError('certificates', fault);
  return tls;
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
