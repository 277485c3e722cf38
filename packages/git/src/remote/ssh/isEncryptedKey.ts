import { readSshStrings } from './sshStrings';
import { OPENSSH_MAGIC } from './toOpenSsh';

const OPENSSH =
  /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/;

/** Cipher, key derivation and its options, of a key in OpenSSH's format. */
export function headerOf(pem: string): Buffer[] {
  const [, base64 = ''] = OPENSSH.exec(pem) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  return readSshStrings(bytes.subarray(OPENSSH_MAGIC.length), 3);
}

/** Whether a private key, in OpenSSH's format or PEM, needs a passphrase. */
export function isEncryptedKey(pem: string): boolean {
  const [cipher] = headerOf(pem);
  return (
    /ENCRYPTED/.test(pem) ||
    (cipher !== undefined && cipher.toString('latin1') !== 'none')
  );
}
