import { createPublicKey, generateKeyPairSync } from 'crypto';
import { sshString } from '../remote/ssh/sshStrings';
import { toOpenSsh } from '../remote/ssh/toOpenSsh';

/** A key pair, as `ssh-keygen` would write it. */
export interface SshKeyPair {
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;
}

/** Makes an Ed25519 key pair in OpenSSH's format; for tests and demos. */
export function createSshKey(): SshKeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const bytes = Buffer.concat([
    sshString('ssh-ed25519'),
    sshString(Buffer.from(x, 'base64url')),
  ]);
  return {
    privateKey: toOpenSsh(privateKey),
    publicKey: `ssh-ed25519 ${bytes.toString('base64')}`,
  };
}
