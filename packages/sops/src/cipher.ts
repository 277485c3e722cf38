import { gcm } from '@noble/ciphers/aes.js';
import { concatBytes } from '@noble/ciphers/utils.js';
import { decodeBase64, decodeUtf8, encodeUtf8 } from './bytes';
import { formatFixed, parseFloat64, parseInt64 } from './numbers';
import { parseTimestamp } from './timestamp';
import { Comment, Leaf, Timestamp } from './tree';

const ENCRYPTED =
  /^ENC\[AES256_GCM,data:([^\n]+),iv:([^\n]+),tag:([^\n]+),type:([^\n]+)\]/;

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

function parseBool(text: string): boolean | undefined {
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : undefined;
}

/** How a plain text becomes a value of each type; undefined if it does not. */
const CONVERSIONS: ReadonlyMap<string, (text: string) => Leaf | undefined> =
  new Map<string, (text: string) => Leaf | undefined>([
    ['str', text => text],
    // Of the first sops, in Python; for it the same as a text.
    ['bytes', text => text],
    ['int', parseInt64],
    ['float', parseFloat64],
    ['bool', parseBool],
    ['time', parseTimestamp],
    ['comment', text => new Comment(text)],
  ]);

function convert(bytes: Uint8Array, type: string): Leaf {
  const conversion = CONVERSIONS.get(type);
  if (!conversion) throw new Error(`Unknown datatype: ${type}`);
  const value = conversion(decodeUtf8(bytes));
  if (value === undefined) throw new Error(`the value is no ${type}`);
  return value;
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
  if (value instanceof Comment) return encodeUtf8(value.value);
  if (value instanceof Timestamp) return encodeUtf8(value.text);
  if (typeof value === 'number') return encodeUtf8(formatFixed(value));
  if (typeof value === 'boolean') return encodeUtf8(value ? 'True' : 'False');
  return encodeUtf8(String(value));
}
