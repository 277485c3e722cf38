import { GoError } from '../errors';
import type { CallContext } from '../exec/callContext';
import { base64 } from '../encoding/base64';
import { GoFunction, goFunction } from '../values/goFunction';
import { goInt } from '../values/goInt';
import { validText } from '../values/utf8';
import { Definitions, numberOf } from './define';

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ASCII = Array.from({ length: 95 }, (_, i) =>
  String.fromCharCode(32 + i),
).join('');
const BITS_OF_A_NUMBER = 2 ** 32;

/**
 * Random bytes from the environment.
 * @throws GoError - the environment has no source of randomness
 */
export function randomBytes(count: number, context: CallContext): Uint8Array {
  context.spend(count);
  const { random } = context.environment;
  if (!random) {
    throw new GoError('no source of randomness was passed in');
  }
  return random(count);
}

/** A whole number from 0 up to `bound`, without bias. */
function randomBelow(bound: number, context: CallContext): number {
  const limit = BITS_OF_A_NUMBER - (BITS_OF_A_NUMBER % bound);
  for (;;) {
    const view = new DataView(randomBytes(4, context).slice().buffer);
    const value = view.getUint32(0);
    if (value < limit) {
      return value % bound;
    }
  }
}

function randomText(alphabet: string): GoFunction {
  return goFunction(
    'int',
    ([count], context) => {
      const length = Math.max(0, numberOf(count));
      context.allowText(length);
      let text = '';
      for (let i = 0; i < length; i++) {
        text += alphabet[randomBelow(alphabet.length, context)];
      }
      return text;
    },
    'string',
  );
}

function uuid(context: CallContext): string {
  const bytes = randomBytes(16, context).slice();
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0'));
  return hex
    .join('')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function shuffled(text: string, context: CallContext): string {
  const runes = Array.from(validText(text));
  for (let i = runes.length - 1; i > 0; i--) {
    const other = randomBelow(i + 1, context);
    [runes[i], runes[other]] = [runes[other], runes[i]];
  }
  return runes.join('');
}

/** Sprig's random functions; the environment is their only source. */
export const randomFunctions: Definitions = {
  randAlphaNum: randomText(LETTERS + DIGITS),
  randAlpha: randomText(LETTERS),
  randNumeric: randomText(DIGITS),
  randAscii: randomText(ASCII),
  randInt: goFunction('int, int', ([low, high], context) => {
    const size = numberOf(high) - numberOf(low);
    if (size <= 0) {
      throw new GoError('invalid argument to Intn');
    }
    return goInt(numberOf(low) + randomBelow(size, context));
  }),
  randBytes: goFunction('int', ([count], context) =>
    base64(randomBytes(numberOf(count), context)),
  ),
  uuidv4: goFunction('', (_, context) => uuid(context), 'string'),
  shuffle: goFunction('string', ([text], context) =>
    shuffled(text as string, context),
  ),
};
