import type { TlsOptions } from '@backstage-gitops/http';
import type { SecretData } from './readSecret';

/**
 * A Secret holds only one part of what belongs together. Texts are those of
 * fluxcd/pkg runtime/secrets.
 */
export class SecretContentError extends Error {
  override readonly name = 'SecretContentError';

  constructor(readonly code: 'basic-auth' | 'tls', message: string) {
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
