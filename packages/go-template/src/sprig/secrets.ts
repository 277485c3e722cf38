import { cbc } from '@noble/ciphers/aes.js';
import { encodeBase64, hashSync } from 'bcryptjs';
import { concatBytes } from '../crypto/der';
import { derivePassword } from '../crypto/derivePassword';
import { base64, decodeBase64 } from '../encoding/base64';
import { GoError } from '../errors';
import type { CallContext } from '../exec/callContext';
import { goFunction } from '../values/goFunction';
import { decodeUtf8, encodeUtf8 } from '../values/utf8';
import { Definitions, numberOf, runtimeError } from './define';
import { randomBytes } from './random';

const BLOCK = 16;
const AES_KEY = 32;
const BCRYPT_COST = '10';
/** About as many steps as the time that they take is worth. */
const BCRYPT_STEPS = 100_000;
const SCRYPT_STEPS = 400_000;
const BCRYPT_LONGEST = 72;

function aesKey(password: string): Uint8Array {
  const key = new Uint8Array(AES_KEY);
  key.set(encodeUtf8(password).subarray(0, AES_KEY));
  return key;
}

function encryptAes(password: string, text: string, context: CallContext) {
  if (text === '') {
    return '';
  }
  const iv = randomBytes(BLOCK, context).slice();
  const encrypted = cbc(aesKey(password), iv).encrypt(encodeUtf8(text));
  return base64(concatBytes(iv, encrypted));
}

function decryptAes(password: string, encoded: string): string {
  if (encoded === '') {
    return '';
  }
  const bytes = decodeBase64(encoded);
  if (bytes.length < BLOCK) {
    throw runtimeError(
      `slice bounds out of range [:${BLOCK}] with capacity ${bytes.length}`,
    );
  }
  const encrypted = bytes.subarray(BLOCK);
  if (encrypted.length % BLOCK !== 0) {
    throw new GoError('crypto/cipher: input not full blocks');
  }
  if (encrypted.length === 0) {
    throw runtimeError('index out of range [-1]');
  }
  const cipher = cbc(aesKey(password), bytes.slice(0, BLOCK), {
    disablePadding: true,
  });
  const padded = cipher.decrypt(encrypted);
  const end = padded.length - padded[padded.length - 1];
  if (end < 0) {
    throw runtimeError(`slice bounds out of range [:${end}]`);
  }
  return decodeUtf8(padded.subarray(0, end));
}

function bcrypt(text: string, context: CallContext): string {
  if (encodeUtf8(text).length > BCRYPT_LONGEST) {
    return 'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes';
  }
  context.spend(BCRYPT_STEPS);
  const random = Array.from(randomBytes(BLOCK, context));
  const salt = encodeBase64(random, BLOCK);
  return hashSync(text, `$2a$${BCRYPT_COST}$${salt}`);
}

function htpasswd(user: string, password: string, context: CallContext) {
  return user.includes(':')
    ? `invalid username: ${user}`
    : `${user}:${bcrypt(password, context)}`;
}

/** Sprig's functions on passwords and symmetric encryption. */
export const secretFunctions: Definitions = {
  bcrypt: goFunction('string', ([text], context) =>
    bcrypt(text as string, context),
  ),
  htpasswd: goFunction('string, string', ([user, password], context) =>
    htpasswd(user as string, password as string, context),
  ),
  derivePassword: goFunction(
    'uint32, string, string, string, string',
    ([counter, kind, password, user, site], context) => {
      context.spend(SCRYPT_STEPS);
      return derivePassword({
        counter: numberOf(counter),
        kind: kind as string,
        password: password as string,
        user: user as string,
        site: site as string,
      });
    },
  ),
  encryptAES: goFunction('string, string', ([password, text], context) =>
    encryptAes(password as string, text as string, context),
  ),
  decryptAES: goFunction('string, string', ([password, encoded]) =>
    decryptAes(password as string, encoded as string),
  ),
};
