import { armor, Decrypter } from 'age-encryption';
import { SopsError } from '../errors';
import { KeyService } from './keyService';

function identityLines(text: string): { line: string; number: number }[] {
  return text
    .split('\n')
    .map((raw, index) => ({ line: raw.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
}

/**
 * Opens data keys with age identities.
 * @param identities - texts as `age-keygen` writes them: one
 *   `AGE-SECRET-KEY-1…` (X25519) or `AGE-SECRET-KEY-PQ-1…` (hybrid) on a line,
 *   comments and empty lines between
 * @throws SopsError - `BAD_KEY`: a line is not an identity; names its number
 */
export function ageKeyService(identities: readonly string[]): KeyService {
  const decrypter = new Decrypter();
  const lines = identities.flatMap(identityLines);
  for (const { line, number } of lines) {
    try {
      decrypter.addIdentity(line);
    } catch {
      throw new SopsError(
        'BAD_KEY',
        `line ${number} of an age key is not an identity (AGE-SECRET-KEY-…)`,
      );
    }
  }
  return {
    kinds: ['age'],
    async decrypt(key) {
      if (lines.length === 0) throw new Error('no age identities are given');
      try {
        return await decrypter.decrypt(armor.decode(key.encrypted.trim()));
      } catch (cause) {
        const { message } = cause as Error;
        throw new Error(
          /no identity matched/.test(message)
            ? 'no identity matched any of the recipients'
            : `failed to decrypt the data key: ${message}`,
          { cause },
        );
      }
    },
  };
}
