import type { Budget } from '../evaluate/Budget';
import { Fault } from '../values/Fault';
import type { Result, Value } from '../values/Value';
import type { Library } from './Library';
import { fn } from './Library';

const ALPHABET =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CODES = new Map([...ALPHABET].map((char, index) => [char, index]));
const CHAR_STEPS = 8;

function encode([value]: readonly Value[], budget: Budget): Result {
  const bytes = value as Uint8Array;
  budget.allocate(bytes.length * 3);
  budget.step(bytes.length / CHAR_STEPS);
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const group =
      (bytes[index] << 16) |
      ((bytes[index + 1] ?? 0) << 8) |
      (bytes[index + 2] ?? 0);
    for (let part = 0; part < 4; part++) {
      const isThere = index + part - 1 < bytes.length || part === 0;
      text += isThere ? ALPHABET[(group >> (18 - 6 * part)) & 63] : '=';
    }
  }
  return text;
}

function illegal(at: number): Fault {
  return new Fault(`illegal base64 data at input byte ${at}`);
}

/** Reads base64 with or without padding, as cel-go does; line breaks are skipped. */
function decode([value]: readonly Value[], budget: Budget): Result {
  const text = String(value);
  budget.allocate(text.length);
  budget.step(text.length / CHAR_STEPS);
  const clean = text.replace(/[\r\n]/g, '');
  const body = clean.replace(/={1,2}$/, '');
  const padding = clean.length - body.length;
  const isComplete = padding === 0 || clean.length % 4 === 0;
  if (!isComplete || body.length % 4 === 1) return illegal(clean.length);
  const bytes: number[] = [];
  let buffer = 0;
  let bits = 0;
  for (let index = 0; index < body.length; index++) {
    const code = CODES.get(body[index]);
    if (code === undefined) return illegal(index);
    buffer = ((buffer << 6) | code) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((buffer >> bits) & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** `base64.encode` and `base64.decode`. */
export const encoders: Library = {
  overloads: [
    fn('base64.decode', '(string) bytes', decode),
    fn('base64.encode', '(bytes) string', encode),
  ],
};
