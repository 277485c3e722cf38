import { createPrivateKey } from 'crypto';
import type { KeyObject } from 'crypto';
import { GitError } from '../../errors';
import { parsePrivateKey } from '../../remote/ssh/parsePrivateKey';

/** A private key with the name that SSH has for its kind. */
export interface SshPrivateKey {
  readonly key: KeyObject;
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`. */
  readonly type: string;
  /** The public key as SSH writes it. */
  readonly publicKey: Buffer;
}

/** Private key of SSH, with its passphrase. */
export interface SshKeyOptions {
  /** OpenSSH or PEM (PKCS 1, PKCS 8, SEC 1). */
  readonly key: string | Uint8Array;
  readonly passphrase?: string;
}

/**
 * Reads a private key: ed25519, ecdsa (nistp256, 384, 521) or rsa.
 * @throws GitError - `signing-key`
 */
export function readSshPrivateKey({
  key,
  passphrase,
}: SshKeyOptions): SshPrivateKey {
  try {
    const text = Buffer.from(key as Uint8Array).toString('latin1');
    const parsed = parsePrivateKey(text, passphrase);
    return {
      key: createPrivateKey(parsed.getPrivatePEM()),
      type: parsed.type,
      publicKey: parsed.getPublicSSH(),
    };
  } catch (error) {
    // Other errors may quote the key.
    const reason = error instanceof GitError ? `: ${error.message}` : '';
    throw new GitError('signing-key', `can't sign with the SSH key${reason}`, {
      cause: error,
    });
  }
}
