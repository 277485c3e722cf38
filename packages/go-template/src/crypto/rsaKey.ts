import { sha256 } from '@noble/hashes/sha2.js';
import {
  bytesOfNumber,
  concatBytes,
  der,
  derBits,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  DER_TAGS,
  numberOfBytes,
  readChildren,
} from './der';
import { encodePem } from './pem';
import { inverseModulo, powerModulo, randomPrime, Spend } from './primes';
import type { Bytes, PrivateKey } from './privateKey';

const PUBLIC_EXPONENT = 65_537n;
const RSA_OID = '1.2.840.113549.1.1.1';
const SHA256_WITH_RSA_OID = '1.2.840.113549.1.1.11';
const SHA256_OID = '2.16.840.1.101.3.4.2.1';
const NULL = der(DER_TAGS.null);

interface RsaNumbers {
  readonly n: bigint;
  readonly e: bigint;
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
}

/**
 * Makes an RSA key.
 * @param bits - of the modulus, for example 2048
 * @param spend - counts the work, about a step for a multiplication; may throw
 */
export function generateRsaKey(
  bits: number,
  random: Bytes,
  spend?: Spend,
): PrivateKey {
  for (;;) {
    const p = randomPrime(bits / 2, random, spend);
    const q = randomPrime(bits / 2, random, spend);
    const totient = (p - 1n) * (q - 1n);
    if (p !== q && totient % PUBLIC_EXPONENT !== 0n) {
      const d = inverseModulo(PUBLIC_EXPONENT, totient);
      return rsaKey({ n: p * q, e: PUBLIC_EXPONENT, d, p, q });
    }
  }
}

/**
 * Reads a PKCS #1 private key.
 * @throws GoError - not DER
 */
export function parseRsaKey(bytes: Uint8Array): PrivateKey {
  const [, n, e, d, p, q] = readChildren(bytes).map(({ content }) =>
    numberOfBytes(content),
  );
  return rsaKey({ n, e, d, p, q });
}

function pkcs1({ n, e, d, p, q }: RsaNumbers): Uint8Array {
  return derSequence(
    ...[0n, n, e, d, p, q, d % (p - 1n), d % (q - 1n), inverseModulo(q, p)].map(
      derInteger,
    ),
  );
}

function rsaKey(numbers: RsaNumbers): PrivateKey {
  const { n, e } = numbers;
  const publicKeyBits = derSequence(derInteger(n), derInteger(e));
  return {
    pem: encodePem({ type: 'RSA PRIVATE KEY', bytes: pkcs1(numbers) }),
    publicKeyBits,
    publicKeyInfo: derSequence(
      derSequence(derOid(RSA_OID), NULL),
      derBits(publicKeyBits),
    ),
    signatureAlgorithm: derSequence(derOid(SHA256_WITH_RSA_OID), NULL),
    sign: message => signPkcs1(numbers, message),
  };
}

/** RSASSA-PKCS1-v1_5 with SHA-256. */
function signPkcs1(numbers: RsaNumbers, message: Uint8Array): Uint8Array {
  const size = bytesOfNumber(numbers.n).length;
  const digest = derSequence(
    derSequence(derOid(SHA256_OID), NULL),
    derOctets(sha256(message)),
  );
  const padding = new Uint8Array(size - digest.length - 3).fill(0xff);
  const padded = concatBytes(
    Uint8Array.of(0, 1),
    padding,
    Uint8Array.of(0),
    digest,
  );
  return bytesOfNumber(decrypt(numbers, numberOfBytes(padded)), size);
}

/** By the Chinese remainder theorem. */
function decrypt({ d, p, q }: RsaNumbers, value: bigint): bigint {
  const byP = powerModulo(value, d % (p - 1n), p);
  const byQ = powerModulo(value, d % (q - 1n), q);
  const rest = ((((byP - byQ) * inverseModulo(q, p)) % p) + p) % p;
  return byQ + rest * q;
}
