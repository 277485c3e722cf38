import { OPENSSH_MAGIC } from './toOpenSsh';

const OPENSSH =
  /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/;

/** The fields at the start of a binary form. */
export function fieldsOf(bytes: Buffer, count: number): Buffer[] {
  const fields: Buffer[] = [];
  let at = 0;
  while (fields.length < count && at + 4 <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    fields.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

/** Cipher, key derivation and its options, of a key in OpenSSH's format. */
export function headerOf(pem: string): Buffer[] {
  const [, base64 = ''] = OPENSSH.exec(pem) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  return fieldsOf(bytes.subarray(OPENSSH_MAGIC.length), 3);
}

/** Whether a private key, in OpenSSH's format or PEM, needs a passphrase. */
export function isEncryptedKey(pem: string): boolean {
  const [cipher] = headerOf(pem);
  return (
    /ENCRYPTED/.test(pem) ||
    (cipher !== undefined && cipher.toString('latin1') !== 'none')
  );
}
