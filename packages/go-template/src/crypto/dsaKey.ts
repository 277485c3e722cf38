import { derInteger, derSequence, numberOfBytes } from './der';
import { encodePem } from './pem';
import {
  isProbablePrime,
  powerModulo,
  randomBits,
  randomPrime,
} from './primes';
import type { Bytes } from './privateKey';

const P_BITS = 2048;
const Q_BITS = 256;

function primeAbove(q: bigint, random: Bytes): bigint {
  for (;;) {
    const start = randomBits(P_BITS, random);
    const candidate = start - (start % (2n * q)) + 1n;
    const hasSize = candidate >> BigInt(P_BITS - 1) === 1n;
    if (hasSize && isProbablePrime(candidate, random)) {
      return candidate;
    }
  }
}

/** Makes a DSA key (2048/256 bits) as PEM: version, p, q, g, y, x. */
export function generateDsaKeyPem(random: Bytes): string {
  const q = randomPrime(Q_BITS, random);
  const p = primeAbove(q, random);
  let g = 1n;
  for (let base = 2n; g === 1n; base++) {
    g = powerModulo(base, (p - 1n) / q, p);
  }
  const x = (numberOfBytes(random(Q_BITS / 8 + 8)) % (q - 1n)) + 1n;
  const y = powerModulo(g, x, p);
  const bytes = derSequence(...[0n, p, q, g, y, x].map(derInteger));
  return encodePem({ type: 'DSA PRIVATE KEY', bytes });
}
