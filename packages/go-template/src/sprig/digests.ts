import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { encodeUtf8 } from '../values/utf8';
import { Definitions, textFunction } from './define';

/** Bytes as lower-case hexadecimal digits. */
function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

function digest(hash: (bytes: Uint8Array) => Uint8Array) {
  return textFunction(text => hexOf(hash(encodeUtf8(text))));
}

const ADLER_MODULUS = 65_521;

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % ADLER_MODULUS;
    high = (high + low) % ADLER_MODULUS;
  }
  return high * 65_536 + low;
}

/** Sprig's checksums. */
export const digestFunctions: Definitions = {
  sha1sum: digest(sha1),
  sha256sum: digest(sha256),
  sha512sum: digest(sha512),
  adler32sum: textFunction(text => String(adler32(encodeUtf8(text)))),
};
