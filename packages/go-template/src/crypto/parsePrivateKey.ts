import { GoError } from '../errors';
import { ED25519_OID, parseEcdsaKey, parseEd25519Key } from './curveKeys';
import { derOid, readChildren, readDer } from './der';
import { decodePem } from './pem';
import type { PrivateKey } from './privateKey';
import { parseRsaKey } from './rsaKey';

function asGoError(prefix: string, parse: () => PrivateKey): PrivateKey {
  try {
    return parse();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GoError(`${prefix}: ${reason}`);
  }
}

function parsePkcs8(bytes: Uint8Array): PrivateKey {
  const [, algorithm, key] = readChildren(bytes);
  const [oid, parameters] = readDer(algorithm.content);
  const isEd25519 = String(oid.whole) === String(derOid(ED25519_OID));
  if (isEd25519) {
    return parseEd25519Key(key.content);
  }
  const isEc = String(oid.whole) === String(derOid('1.2.840.10045.2.1'));
  return isEc
    ? parseEcdsaKey(key.content, parameters?.whole)
    : parseRsaKey(key.content);
}

/**
 * Reads a private key from PEM: PKCS #8, PKCS #1 or SEC 1.
 * @throws GoError - no such key in the text, worded as Sprig words it
 */
export function parsePrivateKey(text: string): PrivateKey {
  const block = decodePem(text);
  if (!block) {
    throw new GoError('no PEM data in input');
  }
  const { type, bytes } = block;
  if (type === 'PRIVATE KEY') {
    return asGoError('decoding PEM as PKCS#8', () => parsePkcs8(bytes));
  }
  if (!type.endsWith(' PRIVATE KEY')) {
    throw new GoError(`no private key data in PEM block of type ${type}`);
  }
  switch (type) {
    case 'RSA PRIVATE KEY':
      return asGoError('parsing RSA private key from PEM', () =>
        parseRsaKey(bytes),
      );
    case 'EC PRIVATE KEY':
      return asGoError('parsing EC private key from PEM', () =>
        parseEcdsaKey(bytes),
      );
    default:
      throw new GoError(
        `invalid private key type ${type.slice(0, -' PRIVATE KEY'.length)}`,
      );
  }
}
