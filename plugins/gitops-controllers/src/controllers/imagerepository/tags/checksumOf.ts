import { Turns } from '../../../database/Turns';
import { Adler32 } from './adler32';

/** Tags whose JSON is made at once. */
const PART = 1_000;
/** What Go's encoding/json escapes besides. */
const ESCAPED = /[<>&\u2028\u2029]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * The revision of scanned tags: the Adler-32 checksum of their JSON array as Go
 * writes it, in decimal digits.
 * @see Flux: image-reflector-controller, BadgerDatabase.SetTags
 */
export async function checksumOf(
  tags: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const checksum = new Adler32();
  const turns = new Turns(signal);
  checksum.update('[');
  for (let start = 0; start < tags.length; start += PART) {
    const json = JSON.stringify(tags.slice(start, start + PART)).slice(1, -1);
    checksum.update(start === 0 ? '' : ',');
    checksum.update(json.replace(ESCAPED, escapeCharacter));
    if (turns.isOver) await turns.next();
  }
  checksum.update(']');
  return String(checksum.value);
}
