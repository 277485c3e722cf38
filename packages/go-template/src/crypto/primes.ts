import type { Bytes } from './privateKey';
import { numberOfBytes } from './der';
import { sieved } from './sieve';

/** Counts work; throws to end it. */
export type Spend = (steps: number) => void;

const WINDOW_BITS = 5n;
const WINDOW = 1 << Number(WINDOW_BITS);
/** Candidates looked at from one random start, per bit. */
const CANDIDATES_PER_BIT = 2;

/** base^exponent mod modulus */
export function powerModulo(
  base: bigint,
  exponent: bigint,
  modulus: bigint,
): bigint {
  const powers = [1n];
  for (let i = 1; i < WINDOW; i++) {
    powers.push((powers[i - 1] * base) % modulus);
  }
  let result = 1n;
  for (const digit of exponent.toString(WINDOW)) {
    for (let i = 0n; i < WINDOW_BITS; i++) {
      result = (result * result) % modulus;
    }
    if (digit !== '0') {
      result = (result * powers[parseInt(digit, WINDOW)]) % modulus;
    }
  }
  return result;
}

/** The inverse of `value` modulo `modulus`; they have no common factor. */
export function inverseModulo(value: bigint, modulus: bigint): bigint {
  let [a, b] = [((value % modulus) + modulus) % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}

/** Fermat's test to base 2, which needs squares and shifts only. */
function passesFermat(candidate: bigint): boolean {
  let power = 1n;
  for (const bit of (candidate - 1n).toString(2)) {
    power = (power * power) % candidate;
    if (bit === '1') {
      power <<= 1n;
      if (power >= candidate) {
        power -= candidate;
      }
    }
  }
  return power === 1n;
}

function isWitness(base: bigint, candidate: bigint): boolean {
  let odd = candidate - 1n;
  let twos = 0;
  while (odd % 2n === 0n) {
    odd /= 2n;
    twos += 1;
  }
  let power = powerModulo(base, odd, candidate);
  if (power === 1n || power === candidate - 1n) {
    return false;
  }
  for (let i = 1; i < twos; i++) {
    power = (power * power) % candidate;
    if (power === candidate - 1n) {
      return false;
    }
  }
  return true;
}

/** Rounds of Miller-Rabin for a random number of that size (FIPS 186-5, table B.1, rounded up). */
function roundsFor(bits: number): number {
  if (bits >= 1024) {
    return 5;
  }
  return bits >= 512 ? 8 : 40;
}

/** Fermat's test, then Miller-Rabin with random bases. */
export function isProbablePrime(
  candidate: bigint,
  random: Bytes,
  spend: Spend,
): boolean {
  const bits = candidate.toString(16).length * 4;
  spend(bits);
  if (!passesFermat(candidate)) {
    return false;
  }
  for (let i = roundsFor(bits); i > 0; i--) {
    spend(bits);
    const base = (numberOfBytes(random(16)) % (candidate - 3n)) + 2n;
    if (isWitness(base, candidate)) {
      return false;
    }
  }
  return true;
}

/** A random number of exactly that many bits with its two top bits set. */
export function randomBits(bits: number, random: Bytes): bigint {
  const value = BigInt.asUintN(
    bits,
    numberOfBytes(random(Math.ceil(bits / 8))),
  );
  return value | (3n << BigInt(bits - 2));
}

/**
 * The first prime among `start + k × step`, undefined when there is none of
 * that many bits near.
 */
export function primeFrom(
  start: bigint,
  step: bigint,
  bits: number,
  random: Bytes,
  spend: Spend,
): bigint | undefined {
  for (const k of sieved(start, step, bits * CANDIDATES_PER_BIT)) {
    const candidate = start + BigInt(k) * step;
    if (candidate >> BigInt(bits) !== 0n) {
      return undefined;
    }
    if (isProbablePrime(candidate, random, spend)) {
      return candidate;
    }
  }
  return undefined;
}

/** A random prime of that many bits (64 at least). */
export function randomPrime(
  bits: number,
  random: Bytes,
  spend: Spend = () => {},
): bigint {
  for (;;) {
    const start = randomBits(bits, random) | 1n;
    const prime = primeFrom(start, 2n, bits, random, spend);
    if (prime !== undefined) {
      return prime;
    }
  }
}
