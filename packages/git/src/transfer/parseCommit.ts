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

/** `Ann <ann@example.com> 1700000000 +0100` */
const SIGNATURE = /^(.*?) ?<([^>]*)> (-?\d+)/;
const HASH = /^[0-9a-f]{40}$/;

/** The fields of a commit or tag, the first of each name, and what follows them. */
function splitObject(content: Buffer): {
  fields: ReadonlyMap<string, string>;
  message: string;
} {
  const text = content.toString('utf8');
  const blank = text.indexOf('\n\n');
  const head = blank < 0 ? text : text.slice(0, blank);
  const fields = new Map<string, string>();
  for (const line of head.split('\n')) {
    const space = line.indexOf(' ');
    // A line that starts with a space goes on with the field before.
    if (space > 0 && !fields.has(line.slice(0, space))) {
      fields.set(line.slice(0, space), line.slice(space + 1));
    }
  }
  return { fields, message: blank < 0 ? '' : text.slice(blank + 2) };
}

function parseSignature(text = ''): Signature {
  const [, name = text, email = '', seconds = '0'] = SIGNATURE.exec(text) ?? [];
  return { name, email, timeMs: Number(seconds) * 1000 };
}

/**
 * Reads a commit object.
 * @throws GitError - `protocol`: it names no tree
 */
export function parseCommit(hash: string, content: Buffer): Commit {
  const { fields, message } = splitObject(content);
  const tree = fields.get('tree') ?? '';
  if (!HASH.test(tree)) {
    throw new GitError('protocol', `the commit ${hash} names no tree`);
  }
  return {
    hash,
    tree,
    author: parseSignature(fields.get('author')),
    committer: parseSignature(fields.get('committer')),
    message,
  };
}

/**
 * Hash of the object that an annotated tag points to.
 * @throws GitError - `protocol`: it points to nothing
 */
export function parseTagTarget(hash: string, content: Buffer): string {
  const target = splitObject(content).fields.get('object') ?? '';
  if (!HASH.test(target)) {
    throw new GitError('protocol', `the tag ${hash} points to nothing`);
  }
  return target;
}
