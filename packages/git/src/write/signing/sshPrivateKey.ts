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

/** A text or bytes with its length in front (RFC 4251, section 5). */
export function sshString(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A positive number with its length in front. */
export function sshNumber(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex(byte => byte !== 0);
  const short =
    first < 0 ? Buffer.alloc(0) : Buffer.from(bytes).subarray(first);
  return sshString(
    short[0] >= 0x80 ? Buffer.concat([Buffer.alloc(1), short]) : short,
  );
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
