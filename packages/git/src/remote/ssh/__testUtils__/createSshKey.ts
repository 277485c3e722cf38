import { utils } from 'ssh2';
import type { SshKeyPair } from '../../../server/createSshKey';

/** How {@link createSshKey} makes a key. */
interface SshKeyOptions {
  /** Default `ed25519`. */
  readonly type?: 'ed25519' | 'ecdsa' | 'rsa';
  /** Default 256 for `ecdsa`, 2048 for `rsa`. */
  readonly bits?: number;
  /** The key is not encrypted without it. */
  readonly passphrase?: string;
}

/** Makes a key pair in OpenSSH's format; for tests. */
export function createSshKey({
  type = 'ed25519',
  bits = type === 'rsa' ? 2048 : 256,
  passphrase,
}: SshKeyOptions = {}): SshKeyPair {
  const made = utils.generateKeyPairSync(type, {
    bits,
    ...(passphrase === undefined
      ? {}
      : { cipher: 'aes256-ctr', passphrase, rounds: 2 }),
  } as never);
  return { privateKey: made.private, publicKey: made.public };
}
