/** Odd primes below this sift out candidates before they are tested. */
const SIEVE_LIMIT = 1 << 15;
/** So many small primes have a product that a number holds. */
const PRIMES_PER_PRODUCT = 3;

interface Group {
  readonly product: bigint;
  readonly primes: readonly number[];
}

function oddPrimes(): number[] {
  const isComposite = new Uint8Array(SIEVE_LIMIT);
  const primes: number[] = [];
  for (let n = 3; n < SIEVE_LIMIT; n += 2) {
    if (isComposite[n] === 0) {
      primes.push(n);
      for (let multiple = n * n; multiple < SIEVE_LIMIT; multiple += 2 * n) {
        isComposite[multiple] = 1;
      }
    }
  }
  return primes;
}

let known: readonly Group[] | undefined;

function groups(): readonly Group[] {
  if (!known) {
    const primes = oddPrimes();
    const count = Math.ceil(primes.length / PRIMES_PER_PRODUCT);
    known = Array.from({ length: count }, (_, i) => {
      const start = i * PRIMES_PER_PRODUCT;
      const group = primes.slice(start, start + PRIMES_PER_PRODUCT);
      const product = BigInt(group.reduce((all, prime) => all * prime, 1));
      return { product, primes: group };
    });
  }
  return known;
}

function inverse(value: number, prime: number): number {
  let [a, b, x, y] = [value, prime, 1, 0];
  while (b !== 0) {
    const quotient = Math.floor(a / b);
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % prime) + prime) % prime;
}

/**
 * Which of `start + k × step` (k from 0 up to `count`) no small prime
 * divides.
 * @param start - odd and far above the small primes
 * @param step - even
 */
export function sieved(start: bigint, step: bigint, count: number): number[] {
  const isDivided = new Uint8Array(count);
  for (const { product, primes } of groups()) {
    const [first, distance] = [Number(start % product), Number(step % product)];
    for (const prime of primes) {
      markMultiples(isDivided, first % prime, distance % prime, prime);
    }
  }
  return Array.from(isDivided.keys()).filter(k => isDivided[k] === 0);
}

function markMultiples(
  isDivided: Uint8Array,
  first: number,
  distance: number,
  prime: number,
): void {
  if (distance === 0) {
    if (first === 0) {
      isDivided.fill(1);
    }
    return;
  }
  const start = ((prime - first) * inverse(distance, prime)) % prime;
  for (let k = start; k < isDivided.length; k += prime) {
    isDivided[k] = 1;
  }
}
