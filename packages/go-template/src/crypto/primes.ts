import type { Bytes } from './privateKey';
import { numberOfBytes } from './der';

const SIEVE_LIMIT = 4000;
const WITNESSES = 20;

function smallPrimes(): bigint[] {
  const primes: number[] = [];
  for (let n = 3; n < SIEVE_LIMIT; n += 2) {
    if (!primes.some(prime => n % prime === 0)) {
      primes.push(n);
    }
  }
  return primes.map(BigInt);
}

let sieve: readonly bigint[] | undefined;

/** base^exponent mod modulus */
export function powerModulo(
  base: bigint,
  exponent: bigint,
  modulus: bigint,
): bigint {
  let result = 1n;
  const factor = base % modulus;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') {
      result = (result * factor) % modulus;
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

/** Miller-Rabin with random bases, after trial division. */
export function isProbablePrime(candidate: bigint, random: Bytes): boolean {
  sieve ??= smallPrimes();
  if (sieve.some(prime => candidate % prime === 0n && candidate !== prime)) {
    return false;
  }
  if (isWitness(2n, candidate)) {
    return false;
  }
  for (let i = 0; i < WITNESSES; i++) {
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

/** A random prime of that many bits. */
export function randomPrime(bits: number, random: Bytes): bigint {
  for (;;) {
    let candidate = randomBits(bits, random) | 1n;
    for (let i = 0; i < bits * 4; i++, candidate += 2n) {
      if (isProbablePrime(candidate, random)) {
        if (candidate >> BigInt(bits) === 0n) {
          return candidate;
        }
        break;
      }
    }
  }
}
