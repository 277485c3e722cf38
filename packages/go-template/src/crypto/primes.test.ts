import { Random } from '@backstage-gitops/random';
import {
  inverseModulo,
  isProbablePrime,
  powerModulo,
  randomPrime,
} from './primes';
import { sieved } from './sieve';

const nothing = () => {};

describe('arithmetic', () => {
  it.each([
    [3n, 200n, 1_000_007n],
    [0n, 5n, 7n],
    [7n, 0n, 13n],
    [2n ** 100n, 2n ** 70n + 1n, 2n ** 89n - 1n],
  ])('%s ^ %s mod %s', (base, exponent, modulus) => {
    let expected = 1n;
    let factor = base % modulus;
    for (let left = exponent; left > 0n; left >>= 1n) {
      expected = left % 2n === 1n ? (expected * factor) % modulus : expected;
      factor = (factor * factor) % modulus;
    }
    expect(powerModulo(base, exponent, modulus)).toBe(expected);
  });

  it('inverts', () => {
    const modulus = 2n ** 127n - 1n;
    expect((inverseModulo(65_537n, modulus) * 65_537n) % modulus).toBe(1n);
  });
});

describe('primes', () => {
  it.each([2n ** 521n - 1n, 2n ** 255n - 19n])('%s is one', value => {
    expect(isProbablePrime(value, new Random(1).bytes, nothing)).toBe(true);
  });

  // Carmichael numbers and pseudoprimes to base 2 pass Fermat's test.
  it.each([
    (2n ** 127n - 1n) * (2n ** 89n - 1n),
    1_373_653n * 25_326_001n,
    6_601n,
    3_215_031_751n,
    2n ** 256n,
  ])('%s is none', value => {
    expect(isProbablePrime(value, new Random(1).bytes, nothing)).toBe(false);
  });

  it('have the bits that are asked for, the two top ones set', () => {
    const prime = randomPrime(256, new Random(5).bytes);
    expect(prime >> 254n).toBe(3n);
  });

  it('are the same for the same randomness', () => {
    const once = () => randomPrime(192, new Random(9).bytes);
    expect(once()).toBe(once());
  });
});

describe('the sieve', () => {
  it('keeps what no small prime divides', () => {
    const start = 10n ** 30n + 1n;
    const kept = new Set(sieved(start, 2n, 500));
    for (let k = 0; k < 500; k++) {
      const candidate = start + 2n * BigInt(k);
      const isDivided = [3n, 5n, 7n, 11n, 13n, 31_991n].some(
        prime => candidate % prime === 0n,
      );
      expect(isDivided && kept.has(k)).toBe(false);
    }
    expect(kept.size).toBeGreaterThan(40);
  });

  it('keeps nothing when a prime divides start and step', () => {
    expect(sieved(21n * 10n ** 20n + 21n, 42n, 50)).toEqual([]);
  });
});
