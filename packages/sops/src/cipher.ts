import { gcm } from '@noble/ciphers/aes.js';
import {
  concatBytes,
  decodeBase64,
  decodeText,
  decodeUtf8,
  encodeUtf8,
} from './bytes';
import { formatFixed } from './numbers';
import { Comment, Leaf, Timestamp } from './tree';

const ENCRYPTED =
  /^ENC\[AES256_GCM,data:([^\n]+),iv:([^\n]+),tag:([^\n]+),type:([^\n]+)\]/;

/** Whether a text has the form of an encrypted value. */
export function isEncryptedValue(text: string): boolean {
  return ENCRYPTED.test(text);
}

function decodePart(name: string, text: string): Uint8Array {
  try {
    return decodeBase64(text);
  } catch (cause) {
    throw new Error(`Error base64-decoding ${name}: illegal base64 data`, {
      cause,
    });
  }
}

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

function convert(bytes: Uint8Array, type: string): Leaf {
  const text = decodeUtf8(bytes);
  switch (type) {
    case 'str':
    case 'bytes':
      return decodeText(bytes);
    case 'int':
      if (!/^[+-]?\d+$/.test(text)) throw new Error('not an integer');
      return BigInt(text);
    case 'float':
      return Number(text.replace(/^([+-]?)Inf$/, '$1Infinity'));
    case 'bool':
      if (!TRUE.has(text) && !FALSE.has(text)) throw new Error('not a boolean');
      return TRUE.has(text);
    case 'time':
      return new Timestamp(text);
    case 'comment':
      return new Comment(text);
    default:
      throw new Error(`Unknown datatype: ${type}`);
  }
}

/**
 * Opens one encrypted value.
 * @param dataKey - 32 bytes
 * @param associated - what the value is bound to: its key path, each key
 *   followed by a colon, or for the MAC the time of the last change
 * @returns the plain value in its own type; `''` for an empty text
 * @throws Error - the text is no encrypted value, or does not belong here
 * @see getsops/sops docs, "Encryption protocol"
 */
export function decryptValue(
  text: string,
  dataKey: Uint8Array,
  associated: string,
): Leaf {
  if (text === '') return '';
  const match = ENCRYPTED.exec(text);
  if (!match) {
    throw new Error("Input string <redacted> does not match sops' data format");
  }
  const data = decodePart('data', match[1]);
  const iv = decodePart('iv', match[2]);
  const tag = decodePart('tag', match[3]);
  let plain: Uint8Array;
  try {
    plain = gcm(dataKey, iv, encodeUtf8(associated)).decrypt(
      concatBytes(data, tag),
    );
  } catch (cause) {
    throw new Error(
      'Could not decrypt with AES_GCM: cipher: message authentication failed',
      { cause },
    );
  }
  return convert(plain, match[4]);
}

/** The bytes of a value that the MAC covers. */
export function toBytes(value: Leaf): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (value instanceof Comment) return encodeUtf8(value.value);
  if (value instanceof Timestamp) return encodeUtf8(value.text);
  if (typeof value === 'number') return encodeUtf8(formatFixed(value));
  if (typeof value === 'boolean') return encodeUtf8(value ? 'True' : 'False');
  return encodeUtf8(String(value));
}
