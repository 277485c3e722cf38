import { ed25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { GoError } from '../errors';
import {
  der,
  derBits,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  DER_TAGS,
  readChildren,
  readDer,
} from './der';
import { encodePem } from './pem';
import type { Bytes, PrivateKey } from './privateKey';

const EC_OID = '1.2.840.10045.2.1';
export const ED25519_OID = '1.3.101.112';

interface Curve {
  readonly oid: string;
  readonly signatureOid: string;
  readonly sizeBytes: number;
  readonly functions: typeof p256;
}

const P256: Curve = {
  oid: '1.2.840.10045.3.1.7',
  signatureOid: '1.2.840.10045.4.3.2',
  sizeBytes: 32,
  functions: p256,
};
const CURVES: readonly Curve[] = [
  P256,
  {
    oid: '1.3.132.0.34',
    signatureOid: '1.2.840.10045.4.3.3',
    sizeBytes: 48,
    functions: p384,
  },
  {
    oid: '1.3.132.0.35',
    signatureOid: '1.2.840.10045.4.3.4',
    sizeBytes: 66,
    functions: p521,
  },
];

/** Makes a P-256 key. */
export function generateEcdsaKey(random: Bytes): PrivateKey {
  for (;;) {
    const secret = random(P256.sizeBytes);
    if (p256.utils.isValidSecretKey(secret)) {
      return ecdsaKey(P256, secret);
    }
  }
}

/**
 * Reads a SEC 1 private key.
 * @param curveOid - DER of the curve when the key itself doesn't name it
 * @throws GoError - not such a key, or an unknown curve
 */
export function parseEcdsaKey(
  sec1: Uint8Array,
  curveOid?: Uint8Array,
): PrivateKey {
  const [, secret, ...optional] = readChildren(sec1);
  const named = optional.find(({ tag }) => tag === 0xa0)?.content ?? curveOid;
  const curve = CURVES.find(
    ({ oid }) => named !== undefined && isSame(derOid(oid), named),
  );
  if (!curve || !secret || secret.tag !== DER_TAGS.octetString) {
    throw new GoError('x509: unknown elliptic curve');
  }
  return ecdsaKey(curve, secret.content);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function ecdsaKey(curve: Curve, secret: Uint8Array): PrivateKey {
  const publicKeyBits = curve.functions.getPublicKey(secret, false);
  const sec1 = derSequence(
    derInteger(1n),
    derOctets(secret),
    der(0xa0, derOid(curve.oid)),
    der(0xa1, derBits(publicKeyBits)),
  );
  return {
    pem: encodePem({ type: 'EC PRIVATE KEY', bytes: sec1 }),
    publicKeyBits,
    publicKeyInfo: derSequence(
      derSequence(derOid(EC_OID), derOid(curve.oid)),
      derBits(publicKeyBits),
    ),
    signatureAlgorithm: derSequence(derOid(curve.signatureOid)),
    sign: message =>
      curve.functions.sign(message, secret, { format: 'der', lowS: false }),
  };
}

/** Makes an Ed25519 key. */
export function generateEd25519Key(random: Bytes): PrivateKey {
  return ed25519Key(random(32));
}

/**
 * Reads the inner private key of a PKCS #8 Ed25519 key.
 * @throws GoError - not DER
 */
export function parseEd25519Key(inner: Uint8Array): PrivateKey {
  return ed25519Key(readDer(inner)[0].content);
}

function ed25519Key(seed: Uint8Array): PrivateKey {
  const publicKeyBits = ed25519.getPublicKey(seed);
  const algorithm = derSequence(derOid(ED25519_OID));
  const pkcs8 = derSequence(
    derInteger(0n),
    algorithm,
    derOctets(derOctets(seed)),
  );
  return {
    pem: encodePem({ type: 'PRIVATE KEY', bytes: pkcs8 }),
    publicKeyBits,
    publicKeyInfo: derSequence(algorithm, derBits(publicKeyBits)),
    signatureAlgorithm: algorithm,
    sign: message => ed25519.sign(message, seed),
  };
}
