import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Environment } from '@backstage-gitops/go-template';

/**
 * Clock, time zone and randomness of this process for templates.
 * @param now - milliseconds since the epoch
 */
export function createEnvironment(
  now: () => number,
): Omit<Environment, 'lookup'> {
  return {
    now,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    random: length => new Uint8Array(randomBytes(length)),
    generateRsaKey,
  };
}

function generateRsaKey(bits: number): string {
  return generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;
}
