import {
  decrypt,
  decryptKey,
  PrivateKey,
  readMessage,
  readPrivateKeys,
} from 'openpgp';
import { SopsError } from '../errors';
import { KeyService } from './keyService';

async function readKeys(
  armored: readonly string[],
  passphrase?: string,
): Promise<PrivateKey[]> {
  const keys: PrivateKey[] = [];
  for (const armoredKeys of armored) {
    try {
      for (const privateKey of await readPrivateKeys({ armoredKeys })) {
        keys.push(
          privateKey.isDecrypted() || passphrase === undefined
            ? privateKey
            : await decryptKey({ privateKey, passphrase }),
        );
      }
    } catch {
      throw new SopsError('BAD_KEY', 'a PGP key is not an armored private key');
    }
  }
  return keys;
}

/**
 * Opens data keys with PGP private keys.
 * @param armored - texts of `gpg --export-secret-keys --armor`; each may hold
 *   several keys
 * @param passphrase - of keys that have one
 * @throws SopsError - `BAD_KEY`, when first used
 */
export function pgpKeyService(
  armored: readonly string[],
  passphrase?: string,
): KeyService {
  let keys: Promise<PrivateKey[]> | undefined;
  return {
    kinds: ['pgp'],
    async decrypt(key) {
      keys ??= readKeys(armored, passphrase);
      const decryptionKeys = await keys;
      if (decryptionKeys.length === 0) {
        throw new Error('no PGP private keys are given');
      }
      try {
        const message = await readMessage({ armoredMessage: key.encrypted });
        const { data } = await decrypt({
          message,
          decryptionKeys,
          format: 'binary',
        });
        return data as Uint8Array;
      } catch (cause) {
        throw new Error(
          `could not decrypt data key with PGP key: ${
            (cause as Error).message
          }`,
          { cause },
        );
      }
    },
  };
}
