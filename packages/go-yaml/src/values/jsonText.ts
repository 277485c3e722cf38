import { YamlError } from '../errors';

/** Longest key, quoted and escaped, that survives the way through JSON. */
const MAX_KEY_LENGTH = 1024;

const UNSAFE = /[\x7f-\x9f\ufffe\uffff\ud800-\udfff]/;
// eslint-disable-next-line no-control-regex
const ESCAPED = /["\\\x00-\x1f<>&\u2028\u2029]/;
const LONE_SURROGATE =
  /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * What is left of a string after sigs.k8s.io/yaml has written it as JSON and
 * read that as YAML: NEL counts as a line break there and is folded.
 * @throws YamlError - `ENCODING`: characters that YAML refuses
 */
export function throughJson(text: string): string {
  if (!UNSAFE.test(text)) {
    return text;
  }
  const valid = text.replace(LONE_SURROGATE, '\ufffd');
  if (/[\x7f-\x84\x86-\x9f\ufffe\uffff]/.test(valid)) {
    throw new YamlError('ENCODING', 'yaml: control characters are not allowed');
  }
  return valid.replace(/ *\x85(?:[ \x85]*\x85)? */g, gap => {
    const breaks = gap.split('\x85').length - 1;
    return breaks === 1 ? ' ' : '\n'.repeat(breaks - 1);
  });
}

/**
 * Checks that a key can be read back from JSON as YAML.
 * @throws YamlError - `SYNTAX`, worded as sigs.k8s.io/yaml words it
 */
export function checkKey(key: string): void {
  if (key.includes('\x85')) {
    const line = key.split('\x85').length - 1;
    throw new YamlError(
      'SYNTAX',
      `yaml: line ${line}: did not find expected ',' or '}'`,
    );
  }
  if (key.length * 6 + 2 > MAX_KEY_LENGTH && jsonLength(key) > MAX_KEY_LENGTH) {
    throw new YamlError('SYNTAX', "yaml: did not find expected ',' or '}'");
  }
}

function jsonLength(key: string): number {
  let length = 2;
  for (const character of key) {
    if (!ESCAPED.test(character)) {
      length += 1;
    } else {
      length += /["\\\n\r\t\b\f]/.test(character) ? 2 : 6;
    }
  }
  return length;
}
