import type { PrivateKey } from 'openpgp';
import { GitError } from '../../errors';
import type { CommitSigner } from './CommitSigner';
import { loadOpenPgp } from './loadOpenPgp';

/** A PGP key to sign with. */
export interface PgpKeyOptions {
  /** `gpg --export-secret-keys`, armored or not; must hold one key. */
  readonly key: string | Uint8Array;
  /** Of the key, when it has one. */
  readonly passphrase?: string;
}

const ARMORED =
  /-----BEGIN PGP PRIVATE KEY BLOCK-----[^]*?-----END PGP PRIVATE KEY BLOCK-----/g;

function refuse(message: string, cause?: unknown): GitError {
  return new GitError('signing-key', message, { cause });
}

/** All keys of all blocks. */
async function parseKeys(key: string | Uint8Array): Promise<PrivateKey[]> {
  const { readPrivateKeys } = loadOpenPgp();
  const bytes = Buffer.from(key as Uint8Array);
  const blocks = bytes.toString('latin1').match(ARMORED);
  try {
    const found = blocks
      ? blocks.map(armoredKeys => readPrivateKeys({ armoredKeys }))
      : [readPrivateKeys({ binaryKeys: Uint8Array.from(bytes) })];
    return (await Promise.all(found)).flat();
  } catch (error) {
    throw refuse('the PGP key to sign with is no private key', error);
  }
}

async function openKey(options: PgpKeyOptions): Promise<PrivateKey> {
  const [privateKey, ...others] = await parseKeys(options.key);
  if (!privateKey) {
    throw refuse('the PGP key to sign with is no private key');
  }
  if (others.length > 0) {
    throw refuse(
      `${
        others.length + 1
      } PGP keys are given to sign with, must be one: the others can't be told from it`,
    );
  }
  if (privateKey.isDecrypted()) {
    return privateKey;
  }
  const { passphrase } = options;
  if (!passphrase) {
    throw refuse('the PGP key to sign with needs a passphrase');
  }
  try {
    return await loadOpenPgp().decryptKey({ privateKey, passphrase });
  } catch (error) {
    throw refuse(
      'the passphrase does not open the PGP key to sign with',
      error,
    );
  }
}

/**
 * Signs with a PGP key, as `git commit -S` does with gpg. The key is read when
 * it is first used.
 */
export function pgpSigner(options: PgpKeyOptions): CommitSigner {
  let opened: Promise<PrivateKey> | undefined;
  return {
    async sign(payload) {
      opened ??= openKey(options);
      const signingKeys = await opened;
      const { createMessage, sign } = loadOpenPgp();
      try {
        return await sign({
          message: await createMessage({ binary: Uint8Array.from(payload) }),
          signingKeys,
          detached: true,
          format: 'armored',
        });
      } catch (error) {
        // Expired, revoked, or a key that may not sign.
        throw refuse(
          `the PGP key can't sign: ${(error as Error).message}`,
          error,
        );
      }
    },
  };
}
