import { decodeUtf8, encodeUtf8, isAscii, validText } from '../values/utf8';

const SPACE =
  /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const LEADING_SPACES = new RegExp(`^${SPACE.source}+`);
const TRAILING_SPACES = new RegExp(`${SPACE.source}+$`);

/** Go's unicode.IsSpace. */
export function isSpace(rune: string): boolean {
  return SPACE.test(rune);
}

function single(original: string, mapped: string): string {
  return Array.from(mapped).length === 1 ? mapped : original;
}

/** Go's unicode.ToUpper of one character. */
export function upperRune(rune: string): string {
  return single(rune, rune.toUpperCase());
}

/** Go's unicode.ToLower of one character. */
export function lowerRune(rune: string): string {
  return rune === '\u0130' ? 'i' : single(rune, rune.toLowerCase());
}

/** Go's strings.ToUpper: one character for one. */
export function upperGo(text: string): string {
  return isAscii(text)
    ? text.toUpperCase()
    : Array.from(validText(text), upperRune).join('');
}

/** Go's strings.ToLower: one character for one. */
export function lowerGo(text: string): string {
  return isAscii(text)
    ? text.toLowerCase()
    : Array.from(validText(text), lowerRune).join('');
}

/** Go's strings.TrimSpace. */
export function trimGo(text: string): string {
  return text.replace(LEADING_SPACES, '').replace(TRAILING_SPACES, '');
}

function isWordRune(rune: string): boolean {
  return rune <= '\x7f'
    ? /[A-Za-z0-9_]/.test(rune)
    : /[\p{L}\p{Nd}]/u.test(rune) || !isSpace(rune);
}

/** Go's strings.Title: the first character of every word in upper case. */
export function titleGo(text: string): string {
  let previous = ' ';
  return Array.from(validText(text), rune => {
    const starts = !isWordRune(previous);
    previous = rune;
    return starts ? titleRune(rune) : rune;
  }).join('');
}

/** Go's unicode.ToTitle; differs from upper case for four digraphs. */
function titleRune(rune: string): string {
  const upper = upperRune(rune);
  const digraphs: Readonly<Record<string, string>> = {
    '\u01c4': '\u01c5',
    '\u01c7': '\u01c8',
    '\u01ca': '\u01cb',
    '\u01f1': '\u01f2',
  };
  return digraphs[upper] ?? upper;
}

/** The first character of every word in lower case. */
export function uncapitalize(text: string): string {
  let atStart = true;
  return Array.from(validText(text), rune => {
    if (isSpace(rune)) {
      atStart = true;
      return rune;
    }
    const shown = atStart ? lowerRune(rune) : rune;
    atStart = false;
    return shown;
  }).join('');
}

/** Upper case becomes lower case and the other way round; words start in title case. */
export function swapCase(text: string): string {
  let atStart = true;
  return Array.from(validText(text), rune => {
    if (/[\p{Lu}\p{Lt}]/u.test(rune)) {
      atStart = false;
      return lowerRune(rune);
    }
    if (/\p{Ll}/u.test(rune)) {
      const shown = atStart ? titleRune(rune) : upperRune(rune);
      atStart = false;
      return shown;
    }
    atStart = isSpace(rune);
    return rune;
  }).join('');
}

/** Bytes as a text with one character per byte. */
function byteText(text: string): string {
  return isAscii(text)
    ? text
    : Array.from(encodeUtf8(text), byte => String.fromCharCode(byte)).join('');
}

/**
 * Applies an algorithm that works on bytes, as Go's index expressions do.
 * @param transform - also gets what writes another text in the same way
 */
export function onByteText(
  text: string,
  transform: (bytes: string, write: (text: string) => string) => string,
): string {
  if (isAscii(text)) {
    return transform(text, other => other);
  }
  const result = transform(byteText(text), byteText);
  return decodeUtf8(Uint8Array.from(result, char => char.charCodeAt(0)));
}

/**
 * Removes white space. Text outside ASCII is read byte by byte as Latin-1
 * when something is removed, as goutils' DeleteWhiteSpace does.
 */
export function withoutSpaces(text: string): string {
  const bytes = byteText(text);
  const kept = Array.from(bytes).filter(char => !isSpace(char));
  return kept.length === bytes.length ? text : kept.join('');
}

/** First byte of every word, read as Latin-1 (goutils' Initials). */
export function initialsOf(text: string): string {
  let inGap = true;
  let initials = '';
  for (const char of byteText(text)) {
    if (isSpace(char)) {
      inGap = true;
    } else if (inGap) {
      initials += char;
      inGap = false;
    }
  }
  return initials;
}
