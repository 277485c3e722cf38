import { createHash } from 'crypto';
import type { Hash } from 'crypto';
import { OciError } from '../errors';

const HEX_LENGTH: Readonly<Record<string, number>> = {
  sha256: 64,
  sha512: 128,
};

/**
 * Checks a digest `sha256:<64 hex>` or `sha512:<128 hex>`.
 * @returns the digest
 * @throws OciError - `invalid-reference`; texts are those of go-containerregistry
 */
export function parseDigest(digest: string): string {
  const refuse = (message: string) =>
    new OciError('invalid-reference', message);
  const colon = digest.indexOf(':');
  const algorithm = digest.slice(0, Math.max(colon, 0));
  const hex = digest.slice(colon + 1);
  if (colon < 1 || hex === '') {
    throw refuse(`cannot parse hash: ${JSON.stringify(digest)}`);
  }
  const wrong = /[^0-9a-f]/u.exec(hex);
  if (wrong) throw refuse(`found non-hex character in hash: ${wrong[0]}`);
  const length = HEX_LENGTH[algorithm];
  if (length === undefined) {
    throw refuse(`unsupported hash: ${JSON.stringify(algorithm)}`);
  }
  if (hex.length !== length) {
    throw refuse(`wrong number of hex digits for ${algorithm}: ${hex}`);
  }
  return digest;
}

/** Hash function of a digest that {@link parseDigest} accepts. */
export function hashOf(digest: string): Hash {
  return createHash(digest.slice(0, digest.indexOf(':')));
}

/** `sha256:<hex>` of bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
