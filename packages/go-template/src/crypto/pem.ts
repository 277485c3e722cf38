import { base64, decodeBase64 } from '../encoding/base64';
import { GoError } from '../errors';

interface PemBlock {
  readonly type: string;
  readonly bytes: Uint8Array;
}

const BLOCK =
  /^-----BEGIN ([^\n-]*)-----[ \t]*\r?\n((?:[A-Za-z0-9+/=\s])*?)-----END \1-----/m;

/** The first PEM block of a text, undefined when there is none. */
export function decodePem(text: string): PemBlock | undefined {
  const match = BLOCK.exec(text);
  if (!match) {
    return undefined;
  }
  try {
    return { type: match[1], bytes: decodeBase64(match[2].replace(/\s/g, '')) };
  } catch (error) {
    if (error instanceof GoError) {
      return undefined;
    }
    throw error;
  }
}

/** PEM text with lines of 64 characters. */
export function encodePem({ type, bytes }: PemBlock): string {
  const lines = base64(bytes).match(/.{1,64}/g) ?? [];
  return [
    `-----BEGIN ${type}-----`,
    ...lines,
    `-----END ${type}-----`,
    '',
  ].join('\n');
}
