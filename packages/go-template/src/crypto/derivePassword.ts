import { hmac } from '@noble/hashes/hmac.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8 } from '../values/utf8';
import { bytesOfNumber, concatBytes } from './der';

const SEED = 'com.lyndir.masterpassword';
/** Patterns of the Master Password algorithm, by kind of password. */
const PATTERNS: Readonly<Record<string, readonly string[]>> = {
  maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
  long: (
    'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv ' +
    'CvccCvcvCvcvno CvcvnoCvccCvcv CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc ' +
    'CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv CvccCvccCvcvno ' +
    'CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc ' +
    'CvccCvcvCvccno'
  ).split(' '),
  medium: ['CvcnoCvc', 'CvcCvcno'],
  short: ['Cvcn'],
  basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
  pin: ['nnnn'],
};
const VOWELS = 'aeiou';
const CONSONANTS = 'bcdfghjklmnpqrstvwxyz';
const LETTERS =
  VOWELS.toUpperCase() + VOWELS + CONSONANTS.toUpperCase() + CONSONANTS;
const CHARACTERS: Readonly<Record<string, string>> = {
  V: VOWELS.toUpperCase(),
  C: CONSONANTS.toUpperCase(),
  v: VOWELS,
  c: CONSONANTS,
  a: LETTERS,
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: `${LETTERS}0123456789!@#$%^&*()`,
};

/** What a password is derived from. */
interface PasswordSource {
  readonly counter: number;
  readonly kind: string;
  readonly password: string;
  readonly user: string;
  readonly site: string;
}

function sized(text: string): Uint8Array {
  const bytes = encodeUtf8(text);
  return concatBytes(bytesOfNumber(BigInt(bytes.length), 4), bytes);
}

/** A password by the Master Password algorithm. */
export function derivePassword(source: PasswordSource): string {
  const patterns = Object.hasOwn(PATTERNS, source.kind)
    ? PATTERNS[source.kind]
    : undefined;
  if (!patterns) {
    return `cannot find password template ${source.kind}`;
  }
  const seedText = encodeUtf8(SEED);
  const key = scrypt(
    encodeUtf8(source.password),
    concatBytes(seedText, sized(source.user)),
    { N: 32_768, r: 8, p: 2, dkLen: 64 },
  );
  const message = concatBytes(
    seedText,
    sized(source.site),
    bytesOfNumber(BigInt(source.counter), 4),
  );
  const seed = hmac(sha256, key, message);
  const pattern = patterns[seed[0] % patterns.length];
  return Array.from(pattern, (kind, i) => {
    const characters = CHARACTERS[kind];
    return characters[seed[i + 1] % characters.length];
  }).join('');
}
