import { decodeName } from '@backstage-gitops/tar';
import { GitError } from '../errors';

/** What an entry of a tree is. */
export type TreeEntryKind = 'tree' | 'file' | 'link' | 'submodule';

/** One entry of a tree. */
export interface TreeEntry {
  readonly kind: TreeEntryKind;
  /** Only files are. */
  readonly isExecutable: boolean;
  /** Its bytes as `decodeName` makes text of them; not checked. */
  readonly name: string;
  /** 40 hexadecimal digits. */
  readonly hash: string;
}

const SPACE = 0x20;
const HASH_BYTES = 20;
const TYPE_BITS = 0o170000;
const KINDS: Readonly<Record<number, TreeEntryKind>> = {
  0o040000: 'tree',
  0o100000: 'file',
  0o120000: 'link',
  0o160000: 'submodule',
};
const EXECUTABLE_BITS = 0o111;

function damaged(why: string): GitError {
  return new GitError('protocol', `damaged tree: ${why}`);
}

/** Position of a byte from an offset on. */
function find(bytes: Uint8Array, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from);
  if (at < 0) {
    throw damaged('an entry is cut short');
  }
  return at;
}

function toEntry(modeText: string, name: Uint8Array, hash: string): TreeEntry {
  const mode = /^[0-7]{1,7}$/.test(modeText) ? parseInt(modeText, 8) : 0;
  // Git takes the permissions of old versions, such as 100664, for 100644.
  const kind = KINDS[mode & TYPE_BITS];
  if (kind === undefined) {
    throw damaged(`an entry has mode ${JSON.stringify(modeText)}`);
  }
  const isExecutable = kind === 'file' && (mode & EXECUTABLE_BITS) !== 0;
  return { kind, isExecutable, name: decodeName(name), hash };
}

/**
 * Reads a tree object: `<mode> <name>\0<20 bytes of hash>` for each entry. Unlike
 * most readers, it keeps every name as it is.
 * @throws GitError - `protocol`
 */
export function parseTree(bytes: Uint8Array): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = find(bytes, SPACE, at);
    const end = find(bytes, 0, space + 1);
    const next = end + 1 + HASH_BYTES;
    if (next > bytes.length) {
      throw damaged('a hash is cut short');
    }
    const mode = String.fromCharCode(...bytes.subarray(at, space).slice(0, 8));
    const hash = Buffer.from(bytes.subarray(end + 1, next)).toString('hex');
    entries.push(toEntry(mode, bytes.subarray(space + 1, end), hash));
    at = next;
  }
  return entries;
}
