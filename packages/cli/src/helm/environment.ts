import { generateKeyPairSync, randomBytes } from 'crypto';

/** Clock, randomness and keys of this process, for the functions of templates. */
export const ENVIRONMENT = {
  now: () => Date.now(),
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  random: (length: number) => new Uint8Array(randomBytes(length)),
  generateRsaKey: (bits: number) =>
    generateKeyPairSync('rsa', {
      modulusLength: bits,
      publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    }).privateKey,
};
