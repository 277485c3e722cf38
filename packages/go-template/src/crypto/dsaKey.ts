import { derInteger, derSequence, numberOfBytes } from './der';
import { encodePem } from './pem';
import {
  powerModulo,
  primeFrom,
  randomBits,
  randomPrime,
  Spend,
} from './primes';
import type { Bytes } from './privateKey';

const P_BITS = 2048;
const Q_BITS = 256;

/** A prime `p` with `q` dividing `p - 1`. */
function primeAbove(q: bigint, random: Bytes, spend: Spend): bigint {
  for (;;) {
    const near = randomBits(P_BITS, random);
    const start = near - (near % (2n * q)) + 1n;
    const prime = primeFrom(start, 2n * q, P_BITS, random, spend);
    if (prime !== undefined) {
      return prime;
    }
  }
}

/**
 * Makes a DSA key (2048/256 bits) as PEM: version, p, q, g, y, x.
 * @param spend - counts the work; may throw
 */
export function generateDsaKeyPem(
  random: Bytes,
  spend: Spend = () => {},
): string {
  const q = randomPrime(Q_BITS, random, spend);
  const p = primeAbove(q, random, spend);
  let g = 1n;
  for (let base = 2n; g === 1n; base++) {
    g = powerModulo(base, (p - 1n) / q, p);
  }
  const x = (numberOfBytes(random(Q_BITS / 8 + 8)) % (q - 1n)) + 1n;
  const y = powerModulo(g, x, p);
  const bytes = derSequence(...[0n, p, q, g, y, x].map(derInteger));
  return encodePem({ type: 'DSA PRIVATE KEY', bytes });
}
