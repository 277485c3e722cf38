import { createPublicKey, generateKeyPairSync } from 'crypto';
import { toOpenSsh } from '../remote/ssh/toOpenSsh';

/** A key pair, as `ssh-keygen` would write it. */
export interface SshKeyPair {
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;
}

/** Type and length before the 32 bytes of a public key. */
const PREFIX = Buffer.from('0000000b7373682d6564323535313900000020', 'hex');

/** Makes an Ed25519 key pair in OpenSSH's format; for tests and demos. */
export function createSshKey(): SshKeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const bytes = Buffer.concat([PREFIX, Buffer.from(x, 'base64url')]);
  return {
    privateKey: toOpenSsh(privateKey),
    publicKey: `ssh-ed25519 ${bytes.toString('base64')}`,
  };
}
