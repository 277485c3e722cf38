import { decode, marshal, YamlError } from '@backstage-gitops/go-yaml';
import { GoError } from '../errors';
import type { GoValue } from '../values/goValue';
import { encodeUtf8, RAW_BYTE } from '../values/utf8';
import { plainValue } from './plainValue';

function withoutLastBreak(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

function asGoError<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw error instanceof YamlError
      ? new GoError(error.message, error)
      : error;
  }
}

function jsonValue(value: GoValue): unknown {
  try {
    return plainValue(value);
  } catch (error) {
    throw error instanceof GoError
      ? new GoError(`error marshaling into JSON: ${error.message}`, error)
      : error;
  }
}

/**
 * YAML as sigs.k8s.io/yaml writes it, without the last line break.
 * @throws GoError - a value that JSON can't hold
 */
export function encodeYaml(value: GoValue): string {
  return asGoError(() => withoutLastBreak(marshal(jsonValue(value))));
}

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** What the YAML reader says of the first bytes that are not UTF-8. */
function utf8Fault(text: string): string | undefined {
  const at = text.search(RAW_BYTE);
  if (at < 0 || CONTROL.test(text.slice(0, at))) {
    return undefined;
  }
  const bytes = encodeUtf8(text.slice(at)).subarray(0, 4);
  const width = [0xc0, 0xe0, 0xf0, 0xf8].findIndex(
    (mark, i) => (bytes[0] & (0xff ^ (0x1f >> i))) === mark,
  );
  if (width < 0 || width === 3) {
    return 'yaml: invalid leading UTF-8 octet';
  }
  if (width + 2 > bytes.length) {
    return 'yaml: incomplete UTF-8 octet sequence';
  }
  const trailing = bytes.subarray(1, width + 2);
  if (trailing.some(byte => (byte & 0xc0) !== 0x80)) {
    return 'yaml: invalid trailing UTF-8 octet';
  }
  const lead = [0xc2, 0xe1, 0xf1][width];
  const isLong = bytes[0] < lead && !(bytes[0] === 0xe0 && bytes[1] >= 0xa0);
  return isLong && !(bytes[0] === 0xf0 && bytes[1] >= 0x90)
    ? 'yaml: invalid length of a UTF-8 sequence'
    : 'yaml: invalid Unicode character';
}

/**
 * Reads YAML as sigs.k8s.io/yaml does: by way of JSON, so that every number
 * is a float64.
 * @throws GoError - invalid YAML, worded as sigs.k8s.io/yaml words it
 */
export function decodeYaml(text: string): GoValue {
  const fault = utf8Fault(text);
  if (fault) {
    throw new GoError(`error converting YAML to JSON: ${fault}`);
  }
  return asGoError(
    () =>
      decode(text, {
        dialect: 'sigs',
        int: Number,
        mapping: 'map',
      }) as GoValue,
  );
}
