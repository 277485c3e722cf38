import type { TlsOptions } from '@backstage-gitops/http';
import { createPrivateKey, X509Certificate } from 'crypto';

/** Names of the keys of a Secret that certificates stand in. */
interface CertificateKeys {
  /** `ca.crt` or `caFile`. */
  readonly ca: string;
  /** `tls.crt` or `certFile`. */
  readonly cert: string;
  /** `tls.key` or `keyFile`. */
  readonly key: string;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
const NO_CA = 'failed to parse CA certificate';
const NO_PAIR = 'failed to parse TLS certificate and key';

function parse<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // What it is instead is told by the caller; the parser may quote a key.
    return undefined;
  }
}

/** Of several authorities one that can be read is enough, as in Go. */
function hasAuthority(pem: string): boolean {
  const blocks = pem.match(BLOCK) ?? [];
  return blocks.some(block => parse(() => new X509Certificate(block)));
}

/** Why a certificate and a key are no pair. */
function faultOfPair(
  cert: string,
  key: string,
  names: CertificateKeys,
): string | undefined {
  const certificate = parse(() => new X509Certificate(cert));
  if (!certificate) return `'${names.cert}' holds no certificate in PEM`;
  const privateKey = parse(() => createPrivateKey(key));
  if (!privateKey) {
    return `'${names.key}' holds no private key in PEM, or one with a passphrase`;
  }
  return certificate.checkPrivateKey(privateKey)
    ? undefined
    : `the key in '${names.key}' is not that of the certificate in '${names.cert}'`;
}

/**
 * Why certificates of a Secret can't be used; undefined when they can. TLS
 * takes any text for an authority, and then trusts none.
 * @param path - `namespace/name` of the Secret
 * @returns the text of Flux, then key and Secret; it holds nothing of a key
 * @see fluxcd/pkg runtime/secrets, `buildTLSConfig`
 */
export function faultOfCertificates(
  { ca, cert, key }: TlsOptions,
  path: string,
  names: CertificateKeys,
): string | undefined {
  const inSecret = `secret '${path}'`;
  if (cert && key) {
    const fault = faultOfPair(cert, key, names);
    if (fault) return `${NO_PAIR}: ${inSecret}: ${fault}`;
  }
  return ca && !hasAuthority(ca)
    ? `${NO_CA}: ${inSecret}: '${names.ca}' holds no certificate in PEM`
    : undefined;
}
