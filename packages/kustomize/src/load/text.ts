import { KustomizeError } from '../errors';

/**
 * The text of a UTF-8 file; a byte order mark stays for the YAML reader.
 * @throws KustomizeError - malformed-yaml, for bytes that are no UTF-8
 */
export function decodeText(bytes: Uint8Array, file?: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch (cause) {
    throw new KustomizeError(
      'malformed-yaml',
      'yaml: invalid leading UTF-8 octet: the file is not UTF-8',
      { file, cause },
    );
  }
}
