import { blake3 } from '@noble/hashes/blake3.js';
import { createHash } from 'crypto';

/**
 * Hash functions of digests in the status of a HelmRelease.
 * @see Flux: helm-controller, flag --snapshot-digest-algo
 */
export type DigestAlgorithm = 'sha256' | 'sha384' | 'sha512' | 'blake3';

/** `<algorithm>:<hex>` of a text in UTF-8. */
export function digestOf(algorithm: DigestAlgorithm, text: string): string {
  const hex =
    algorithm === 'blake3'
      ? Buffer.from(blake3(Buffer.from(text))).toString('hex')
      : createHash(algorithm).update(text).digest('hex');
  return `${algorithm}:${hex}`;
}
