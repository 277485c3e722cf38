import { GitError } from '../errors';

/** What a commit says. */
export interface Commit {
  /** 40 hexadecimal digits. */
  readonly hash: string;
  readonly tree: string;
  readonly author: Signature;
  readonly committer: Signature;
  /** Whole text, with its final line feed if it has one. */
  readonly message: string;
}

/** Who did something, and when. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Milliseconds since the epoch. */
  readonly timeMs: number;
}

/** One entry of a tree. */
export interface TreeEntry {
  readonly kind: 'file' | 'executable' | 'directory' | 'symlink' | 'submodule';
  readonly name: string;
  readonly hash: string;
}

const SIGNATURE = /^(.*?) ?<([^>]*)> (-?\d+)/;
const HASH_BYTES = 20;

function parseSignature(text: string): Signature {
  const match = SIGNATURE.exec(text);
  return match
    ? { name: match[1], email: match[2], timeMs: Number(match[3]) * 1000 }
    : { name: text, email: '', timeMs: 0 };
}

/** Header fields of a commit or tag, and the text after the blank line. */
function splitObject(data: Buffer): {
  fields: Map<string, string>;
  message: string;
} {
  const text = data.toString('utf8');
  const blank = text.indexOf('\n\n');
  const head = blank < 0 ? text : text.slice(0, blank);
  const fields = new Map<string, string>();
  for (const line of head.split('\n')) {
    const space = line.indexOf(' ');
    // A line that starts with a space continues a signature.
    if (space > 0 && !fields.has(line.slice(0, space))) {
      fields.set(line.slice(0, space), line.slice(space + 1));
    }
  }
  return { fields, message: blank < 0 ? '' : text.slice(blank + 2) };
}

/** @throws GitError - `protocol`: a field is missing */
export function parseCommit(hash: string, data: Buffer): Commit {
  const { fields, message } = splitObject(data);
  const tree = fields.get('tree');
  if (!tree) {
    throw new GitError('protocol', `commit ${hash} has no tree`);
  }
  return {
    hash,
    tree,
    author: parseSignature(fields.get('author') ?? ''),
    committer: parseSignature(fields.get('committer') ?? ''),
    message,
  };
}

/** Hash of the object that an annotated tag points to. */
export function parseTagTarget(data: Buffer): string {
  const target = splitObject(data).fields.get('object');
  if (!target) {
    throw new GitError('protocol', 'a tag points to nothing');
  }
  return target;
}

function kindOf(mode: number): TreeEntry['kind'] {
  switch (mode & 0o170000) {
    case 0o040000:
      return 'directory';
    case 0o120000:
      return 'symlink';
    case 0o160000:
      return 'submodule';
    default:
      return mode & 0o111 ? 'executable' : 'file';
  }
}

/** @throws GitError - `protocol`: the bytes are no tree */
export function parseTree(data: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(0x20, at);
    const zero = data.indexOf(0, space);
    if (space < 0 || zero < 0 || zero + HASH_BYTES >= data.length + 1) {
      throw new GitError('protocol', 'damaged tree');
    }
    entries.push({
      kind: kindOf(Number.parseInt(data.toString('latin1', at, space), 8)),
      name: data.toString('utf8', space + 1, zero),
      hash: data.toString('hex', zero + 1, zero + 1 + HASH_BYTES),
    });
    at = zero + 1 + HASH_BYTES;
  }
  return entries;
}
