import { GoError } from '../errors';

/** One element of DER: its tag byte, its content, and itself as a whole. */
interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

export const DER_TAGS = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Joins byte arrays. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) {
    return [length];
  }
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return [0x80 | bytes.length, ...bytes];
}

/** An element with that tag around the parts. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...parts);
  return concatBytes(
    Uint8Array.from([tag, ...lengthBytes(content.length)]),
    content,
  );
}

export function derSequence(...parts: readonly Uint8Array[]): Uint8Array {
  return der(DER_TAGS.sequence, ...parts);
}

/** A number that is not negative. */
export function derInteger(value: bigint): Uint8Array {
  const bytes = bytesOfNumber(value);
  const padded =
    bytes.length === 0 || bytes[0] >= 0x80
      ? concatBytes(Uint8Array.of(0), bytes)
      : bytes;
  return der(DER_TAGS.integer, padded);
}

export function derOctets(content: Uint8Array): Uint8Array {
  return der(DER_TAGS.octetString, content);
}

export function derBits(content: Uint8Array, unusedBits = 0): Uint8Array {
  return der(DER_TAGS.bitString, Uint8Array.of(unusedBits), content);
}

/** An object identifier from its dotted text. */
export function derOid(text: string): Uint8Array {
  const [first, second, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const digits = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) {
      digits.unshift((left & 0x7f) | 0x80);
    }
    bytes.push(...digits);
  }
  return der(DER_TAGS.oid, Uint8Array.from(bytes));
}

/** Big-endian bytes of a number, without leading zeros, padded to `length`. */
export function bytesOfNumber(value: bigint, length = 0): Uint8Array {
  const hex = value === 0n ? '' : value.toString(16);
  const even = hex.padStart(
    Math.max(length * 2, hex.length + (hex.length % 2)),
    '0',
  );
  return Uint8Array.from(even.match(/../g) ?? [], pair => parseInt(pair, 16));
}

export function numberOfBytes(bytes: Uint8Array): bigint {
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0'));
  return BigInt(`0x${hex.join('') || '0'}`);
}

/**
 * The elements one after the other in `bytes`.
 * @throws GoError - not DER
 */
export function readDer(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = readElement(bytes, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

function readElement(bytes: Uint8Array, at: number): DerElement {
  const first = bytes[at + 1];
  const count = first > 0x80 ? first & 0x7f : 0;
  const length =
    count === 0
      ? first
      : Number(numberOfBytes(bytes.subarray(at + 2, at + 2 + count)));
  const start = at + 2 + count;
  const isBad =
    first === undefined || first === 0x80 || start + length > bytes.length;
  if (isBad) {
    throw new GoError('asn1: syntax error: data truncated');
  }
  return {
    tag: bytes[at],
    content: bytes.subarray(start, start + length),
    whole: bytes.subarray(at, start + length),
  };
}

/** The elements inside one element. */
export function readChildren(bytes: Uint8Array): DerElement[] {
  const [outer] = readDer(bytes);
  if (!outer) {
    throw new GoError('asn1: syntax error: sequence truncated');
  }
  return readDer(outer.content);
}
