import { jsonNumberText } from '../resources/fromValue';
import type { JsonValue } from '../resources/toValue';

/** JSON as Go's encoding/json writes it: keys sorted by bytes, HTML characters escaped. */
export function goJson(value: JsonValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return goString(value);
  if (typeof value === 'number' || typeof value === 'bigint') {
    return jsonNumberText(value);
  }
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  const entries = Object.keys(value)
    .sort(compareBytes)
    .map(key => `${goString(key)}:${goJson(value[key])}`);
  return `{${entries.join(',')}}`;
}

function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [Array.from(a), Array.from(b)];
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = left[i].codePointAt(0)! - right[i].codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

function goString(text: string): string {
  // eslint-disable-next-line no-control-regex
  const escaped = text.replace(
    /["\\\u0000-\u001f<>&\u2028\u2029]/g,
    character => {
      const short = ESCAPES[character];
      return (
        short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
      );
    },
  );
  return `"${escaped}"`;
}
