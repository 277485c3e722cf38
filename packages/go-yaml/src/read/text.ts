import { YamlError } from '../errors';

const DEFAULT_MAX_LENGTH = 64 * 1024 * 1024;

/** Anything but tab, line breaks and printable characters. */
const SPECIAL =
  // eslint-disable-next-line no-control-regex
  /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd]/;

/** The same, surrogate pairs let through. */
const FORBIDDEN =
  // eslint-disable-next-line no-control-regex
  /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** A text that can be scanned. */
interface ReadableText {
  text: string;
  /** Some characters take two UTF-16 units. */
  hasAstral: boolean;
}

/**
 * Turns what a caller has into the text that the scanner reads: bytes are
 * decoded (UTF-8, or UTF-16 with a byte order mark), a byte order mark is
 * dropped, and characters that YAML forbids are refused.
 * @throws YamlError - `ENCODING`, `LIMIT`
 */
export function readableText(
  input: string | Uint8Array,
  maxLength = DEFAULT_MAX_LENGTH,
): ReadableText {
  if (input.length > maxLength) {
    throw new YamlError(
      'LIMIT',
      `yaml: document is larger than ${maxLength} characters`,
    );
  }
  const decoded = typeof input === 'string' ? input : decodeBytes(input);
  const text = decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded;
  if (!SPECIAL.test(text)) {
    return { text, hasAstral: false };
  }
  const at = text.search(FORBIDDEN);
  if (at >= 0) {
    const isSurrogate = /^[\ud800-\udfff]/.test(text.slice(at));
    throw new YamlError(
      'ENCODING',
      isSurrogate
        ? 'yaml: invalid Unicode character'
        : 'yaml: control characters are not allowed',
      lineOf(text, at),
    );
  }
  return { text, hasAstral: true };
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function decodeBytes(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return decodeUtf16(bytes, true);
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return decodeUtf16(bytes, false);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new YamlError('ENCODING', `yaml: ${utf8Problem(bytes)}`);
  }
}

function decodeUtf16(bytes: Uint8Array, littleEndian: boolean): string {
  if (bytes.length % 2 !== 0) {
    throw new YamlError('ENCODING', 'yaml: incomplete UTF-16 character');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 2; at < bytes.length; at += 2) {
    text += String.fromCharCode(view.getUint16(at, littleEndian));
  }
  return text;
}

/** Says what is wrong with the first malformed sequence. */
function utf8Problem(bytes: Uint8Array): string {
  let at = 0;
  while (at < bytes.length) {
    const width = sequenceLength(bytes[at]);
    if (width === 0) {
      return 'invalid leading UTF-8 octet';
    }
    if (at + width > bytes.length) {
      return 'incomplete UTF-8 octet sequence';
    }
    for (let k = 1; k < width; k++) {
      if (bytes[at + k] < 0x80 || bytes[at + k] > 0xbf) {
        return 'invalid trailing UTF-8 octet';
      }
    }
    const problem = sequenceProblem(bytes, at, width);
    if (problem) {
      return problem;
    }
    at += width;
  }
  return 'invalid Unicode character';
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc0 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf8) return 4;
  return 0;
}

const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];

function sequenceProblem(
  bytes: Uint8Array,
  at: number,
  width: number,
): string | undefined {
  let value = width === 1 ? bytes[at] : bytes[at] % 2 ** (7 - width);
  for (let k = 1; k < width; k++) {
    value = value * 64 + (bytes[at + k] % 64);
  }
  if (value < SMALLEST[width]) {
    return 'invalid length of a UTF-8 sequence';
  }
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
    return 'invalid Unicode character';
  }
  return undefined;
}
