import { mapTexts } from './mapTexts';
import { toPrintable } from './printable';
import { SecretFinder } from './SecretFinder';

/** What stands in place of a value that may be secret. */
export const MASK = '***';

/** Credentials that anybody can recognize, and what is shown in their place. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [
    /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#@:'"]{0,500}:[^\s/?#@'"]{0,2000}@/gi,
    `$1${MASK}@`,
  ],
  [/\b(https?:\/\/)[^\s/?#@:'"]{1,2000}@/gi, `$1${MASK}@`],
  [/\b(bearer|basic)(\s{1,4})(?=\S*\d)[\w.~+/-]{8,}=*/gi, `$1$2${MASK}`],
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/gs,
    MASK,
  ],
  [/\bAGE-SECRET-KEY-1[A-Z0-9]+/gi, MASK],
];

/** Replaces what may be secret in every text of a value, and what is not printable. */
export type Mask = <T>(value: T) => T;

/** Masks the secrets of the finder, and what anybody can recognize as a credential. */
export function createMask(finder: SecretFinder): Mask {
  return value =>
    mapTexts(value, text =>
      cleaned(finder.replace(text, MASK)),
    ) as typeof value;
}

/** Masks what anybody can recognize as a credential. */
export const cleanTexts: Mask = value =>
  mapTexts(value, cleaned) as typeof value;

/** One mask that applies several. */
export function allOf(masks: readonly Mask[]): Mask {
  return value => masks.reduce((masked, mask) => mask(masked), value);
}

function cleaned(text: string): string {
  return PATTERNS.reduce(
    (clean, [pattern, replacement]) => clean.replace(pattern, replacement),
    toPrintable(text),
  );
}
