import { SopsError } from './errors';

/** Product in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. */
function multiply(left: number, right: number): number {
  let a = left;
  let b = right;
  let product = 0;
  /* eslint-disable no-bitwise */
  while (b > 0) {
    if (b & 1) product ^= a;
    a = a & 0x80 ? ((a << 1) ^ 0x11b) & 0xff : a << 1;
    b >>= 1;
  }
  /* eslint-enable no-bitwise */
  return product;
}

/** The 254th power is the inverse: the group has 255 elements. */
function inverse(value: number): number {
  let result = 1;
  for (let power = 0; power < 254; power++) result = multiply(result, value);
  return result;
}

/** Value at zero of the polynomial through the points. */
function interpolateAtZero(
  xs: readonly number[],
  ys: readonly number[],
): number {
  let sum = 0;
  xs.forEach((x, index) => {
    let basis = ys[index];
    xs.forEach((other, position) => {
      if (position === index) return;
      // eslint-disable-next-line no-bitwise
      basis = multiply(basis, multiply(other, inverse(x ^ other)));
    });
    // eslint-disable-next-line no-bitwise
    sum ^= basis;
  });
  return sum;
}

/**
 * Puts a secret together from its parts.
 * @param parts - two or more; each holds the values of every byte's polynomial
 *   at one point, and last that point
 * @throws SopsError - `BAD_METADATA`: the parts do not belong together
 * @see hashicorp/vault shamir package (format of the parts)
 */
export function combineParts(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts[0]?.length ?? 0;
  const xs = parts.map(part => part[part.length - 1]);
  if (
    parts.length < 2 ||
    length < 2 ||
    parts.some(part => part.length !== length) ||
    new Set(xs).size !== xs.length
  ) {
    throw new SopsError(
      'BAD_METADATA',
      'could not get data key from shamir parts: the parts do not belong together',
      ['sops'],
    );
  }
  return Uint8Array.from({ length: length - 1 }, (_, index) =>
    interpolateAtZero(
      xs,
      parts.map(part => part[index]),
    ),
  );
}
