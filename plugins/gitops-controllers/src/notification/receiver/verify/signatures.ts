import { createHmac, timingSafeEqual } from 'crypto';
import { WebhookError } from '../WebhookError';

/** Hash functions by the prefix of a signature. */
const HASHES: Readonly<Record<string, string>> = {
  sha1: 'sha1',
  sha256: 'sha256',
  sha512: 'sha512',
};

/** Compares in a time that tells nothing of where two values differ. */
export function equalInConstantTime(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Bytes of a header as they were sent. */
export function headerBytes(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

function splitSignature(signature: string): { hash: string; mac: Buffer } {
  const equals = signature.indexOf('=');
  const prefix = signature.slice(0, Math.max(equals, 0));
  const hex = signature.slice(equals + 1);
  if (equals < 0 || !Object.hasOwn(HASHES, prefix)) {
    throw new WebhookError(
      'unauthorized',
      'the signature does not begin with sha1=, sha256= or sha512=',
    );
  }
  if (hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex)) {
    throw new WebhookError('unauthorized', 'the signature is no hexadecimal');
  }
  return { hash: HASHES[prefix], mac: Buffer.from(hex, 'hex') };
}

/**
 * Checks `sha256=<hex>` and its like against the HMAC of a body.
 * @throws WebhookError - `unauthorized`
 */
export function requireSignature(
  signature: string,
  body: Buffer,
  token: Buffer,
): void {
  if (signature === '') {
    throw new WebhookError('unauthorized', 'the signature is missing');
  }
  const { hash, mac } = splitSignature(signature);
  const expected = createHmac(hash, token).update(body).digest();
  if (!equalInConstantTime(mac, expected)) {
    throw new WebhookError(
      'unauthorized',
      'the signature is not that of the body',
    );
  }
}

/**
 * Checks that a header is the token.
 * @throws WebhookError - `unauthorized`
 */
export function requireToken(
  value: string,
  token: Buffer,
  header: string,
): void {
  if (!equalInConstantTime(headerBytes(value), token)) {
    throw new WebhookError(
      'unauthorized',
      `the header ${header} is not the token of the Receiver`,
    );
  }
}
