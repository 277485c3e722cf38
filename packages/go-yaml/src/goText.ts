/** A float as Go's strconv.FormatFloat(value, 'g', -1, 64) prints it. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? '+Inf' : '-Inf';
  }
  if (value === 0) {
    return Object.is(value, -0) ? '-0' : '0';
  }
  const [mantissa, power] = value.toExponential().split('e');
  const exponent = Number(power);
  return exponent < -4 || exponent >= 6
    ? `${mantissa}e${exponentText(exponent)}`
    : decimalText(value);
}

/** A float as Go's strconv.FormatFloat(value, 'g', -1, 32) prints it: with the digits of 32 bits. */
export function formatFloat32(value: number): string {
  const single = Math.fround(value);
  if (single === 0) {
    return formatFloat(single);
  }
  for (let digits = 1; Number.isFinite(single) && digits < 10; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) {
      return formatFloat(short);
    }
  }
  return formatFloat(single);
}

function exponentText(exponent: number): string {
  const sign = exponent < 0 ? '-' : '+';
  return sign + String(Math.abs(exponent)).padStart(2, '0');
}

/** Like String(), but without an exponent for small numbers. */
function decimalText(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (!match) {
    return text;
  }
  const [, sign, first, rest = '', power] = match;
  return `${sign}0.${'0'.repeat(Number(power) - 1)}${first}${rest}`;
}

const QUOTE_ESCAPES = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);

/** A string as Go's `%q` and `%#v` print it. */
export function quoteGo(text: string): string {
  let quoted = '"';
  for (const character of text) {
    quoted += QUOTE_ESCAPES.get(character) ?? quoteCharacter(character);
  }
  return `${quoted}"`;
}

function quoteCharacter(character: string): string {
  if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) {
    return character;
  }
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x80) {
    return `\\x${hex.padStart(2, '0')}`;
  }
  return code <= 0xffff
    ? `\\u${hex.padStart(4, '0')}`
    : `\\U${hex.padStart(8, '0')}`;
}

/**
 * A decoded value as Go's `%#v` prints it.
 * @param mapType - e.g. `map[string]interface {}`
 */
export function goSyntax(value: unknown, mapType: string): string {
  if (typeof value === 'string') {
    return quoteGo(value);
  }
  if (typeof value === 'number') {
    return formatFloat(value);
  }
  if (typeof value !== 'object' || value === null) {
    return value === null ? '<nil>' : String(value);
  }
  const inner = (item: unknown) =>
    item === null ? 'interface {}(nil)' : goSyntax(item, mapType);
  if (Array.isArray(value)) {
    return `[]interface {}{${value.map(inner).join(', ')}}`;
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const pairs = entries.map(
    ([key, item]) => `${quoteGo(String(key))}:${inner(item)}`,
  );
  return `${mapType}{${pairs.join(', ')}}`;
}

/** Bytes as text; every byte that is not UTF-8 becomes U+FFFD, as in Go. */
export function decodeUtf8Loosely(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(bytes);
  } catch {
    return decodeInvalid(bytes, decoder);
  }
}

function decodeInvalid(bytes: Uint8Array, decoder: TextDecoder): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at];
    const width = [0x80, 0xe0, 0xf0].filter(bound => lead >= bound).length + 1;
    try {
      text += decoder.decode(bytes.subarray(at, at + width));
      at += width;
    } catch {
      text += '\ufffd';
      at++;
    }
  }
  return text;
}
