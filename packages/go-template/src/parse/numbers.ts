import { quoteGo, unquoteGo } from '../format/quote';
import { parseFloatGo, parseIntGo } from '../format/parseNumber';
import type { NumberNode } from './nodes';

type Reading = Omit<NumberNode, 'kind' | 'position'>;

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * Reads a number literal in every type that it can have.
 * @returns the error text, worded as Go words it, when it is none
 */
export function readNumber(text: string): Reading | string {
  if (text.startsWith("'")) {
    return readCharacter(text);
  }
  return text.endsWith('i') ? readComplex(text) : readReal(text);
}

function readCharacter(text: string): Reading | string {
  const value = unquoteGo(text);
  const runes = value === undefined ? [] : Array.from(value);
  if (runes.length !== 1) {
    const isSyntax = value === undefined || runes.length === 0;
    return isSyntax
      ? 'invalid syntax'
      : `malformed character constant: ${text}`;
  }
  let code = runes[0].codePointAt(0) as number;
  if (code >= 0xdc80 && code <= 0xdcff) {
    code -= 0xdc00;
  }
  return { text, int: BigInt(code), uint: BigInt(code), float: code };
}

function readComplex(text: string): Reading | string {
  const imaginary = parseFloatGo(text.slice(0, -1));
  const parts = /^(.*[^eEpP+-])([+-].*)i$/.exec(text);
  if (imaginary === undefined && parts) {
    const real = parseFloatGo(parts[1]);
    const rest = parseFloatGo(parts[2]);
    if (real !== undefined && rest !== undefined) {
      return simplify({ text, complex: { real, imaginary: rest } });
    }
  }
  return imaginary === undefined
    ? `illegal number syntax: ${quoteGo(text)}`
    : simplify({ text, complex: { real: 0, imaginary } });
}

/** Go also accepts `3+0i` where a plain number is wanted. */
function simplify(reading: Reading): Reading {
  if (reading.complex?.imaginary !== 0) {
    return reading;
  }
  const float = reading.complex.real;
  return Number.isInteger(float)
    ? { ...reading, float, int: BigInt(float) }
    : { ...reading, float };
}

/** Nearly every number in a template; longer ones may not fit a float. */
const SMALL_INTEGER = /^(?:0|[1-9][0-9]{0,14})$/;

function readReal(text: string): Reading | string {
  if (SMALL_INTEGER.test(text)) {
    const value = BigInt(text);
    return { text, float: Number(text), int: value, uint: value };
  }
  const integer = parseIntGo(text, 0);
  if (integer !== undefined) {
    return readInteger(text, integer);
  }
  const float = parseFloatGo(text);
  if (float === undefined) {
    return `illegal number syntax: ${quoteGo(text)}`;
  }
  if (!/[.eEpP]/.test(text)) {
    return `integer overflow: ${quoteGo(text)}`;
  }
  const fitsInt = Number.isInteger(float) && Math.abs(float) < 2 ** 63;
  const fitsUint = fitsInt && float >= 0;
  return {
    text,
    float,
    int: fitsInt ? BigInt(float) : undefined,
    uint: fitsUint ? BigInt(float) : undefined,
  };
}

function readInteger(text: string, value: bigint): Reading | string {
  const fitsInt = value >= MIN_INT64 && value <= MAX_INT64;
  const isSigned = /^[+-]/.test(text);
  const fitsUint =
    value >= 0n && value <= MAX_UINT64 && (!isSigned || value === 0n);
  if (!fitsInt && !fitsUint) {
    return `integer overflow: ${quoteGo(text)}`;
  }
  return {
    text,
    float: Number(value),
    int: fitsInt ? value : undefined,
    uint: fitsUint ? value : undefined,
  };
}
