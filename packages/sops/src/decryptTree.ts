import { sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { decryptValue, toBytes } from './cipher';
import { SopsError } from './errors';
import { Metadata } from './metadata';
import type { Rules } from './rules';
import { toSeconds } from './timestamp';
import { Comment, Leaf, TreeBranch, TreeValue } from './tree';

/** What the MAC of a document says of it. */
export type MacState = 'valid' | 'mismatch' | 'absent';

/** SHA-256 of `sops`: sets apart a MAC over the encrypted values alone. */
const MAC_ONLY_ENCRYPTED = hexToBytes(
  '8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69',
);
const MAX_DEPTH = 1000;

/** Decrypts in place, from top to bottom, and sums what it passes. */
class Walker {
  private readonly hash = sha512.create();
  private readonly path: string[] = [];
  private readonly comments: string[][] = [];

  constructor(
    private readonly metadata: Metadata,
    private readonly rules: Rules,
    private readonly dataKey: Uint8Array,
  ) {
    if (metadata.macOnlyEncrypted) this.hash.update(MAC_ONLY_ENCRYPTED);
  }

  digest(): string {
    return bytesToHex(this.hash.digest()).toUpperCase();
  }

  walkBranch(branch: TreeBranch): void {
    this.enter();
    for (const item of branch.items) {
      if (item.key instanceof Comment) {
        this.remember(item.key.value);
        item.key = this.comment(item.key);
        continue;
      }
      const { value } = item;
      if (value instanceof Comment) this.remember(value.value);
      this.path.push(item.key);
      item.value = this.value(value);
      if (item.value instanceof Comment && !(value instanceof Comment)) {
        throw this.fault('a comment stands in place of a value');
      }
      this.path.pop();
      if (!(value instanceof Comment)) this.forget();
    }
    this.leave();
  }

  /**
   * A decrypted comment stands on a line of its own: whether it stood behind a
   * value is not encrypted with it.
   */
  private comment(comment: Comment): Comment {
    const opened = this.leaf(comment);
    if (opened instanceof Comment) return opened;
    if (typeof opened === 'string') return new Comment(opened, comment.inline);
    throw this.fault(
      'a comment holds a value that is neither text nor comment',
    );
  }

  private walkList(list: TreeValue[]): void {
    this.enter();
    list.forEach((value, index) => {
      if (value instanceof Comment) this.remember(value.value);
      list[index] = this.value(value);
      if (!(value instanceof Comment)) this.forget();
    });
    this.leave();
  }

  private value(value: TreeValue): TreeValue {
    if (value === null) return null;
    if (value instanceof TreeBranch) {
      this.walkBranch(value);
      return value;
    }
    if (Array.isArray(value)) {
      this.walkList(value);
      return value;
    }
    return this.leaf(value);
  }

  private leaf(value: Leaf): Leaf {
    const isEncrypted = this.rules.isEncrypted(this.path, this.comments, value);
    const plain = isEncrypted ? this.open(value) : value;
    const counts = !this.metadata.macOnlyEncrypted || isEncrypted;
    if (counts && !(plain instanceof Comment)) this.hash.update(toBytes(plain));
    return plain;
  }

  private open(value: Leaf): Leaf {
    // A comment at the root has no key; its path is the colon alone.
    const associated = `${this.path.join(':')}:`;
    if (value instanceof Comment) {
      try {
        return decryptValue(value.value, this.dataKey, associated);
      } catch {
        // Files of earlier sops have comments in plain text.
        return value;
      }
    }
    if (typeof value !== 'string') {
      throw this.fault('Expected encrypted value as string');
    }
    try {
      return decryptValue(value, this.dataKey, associated);
    } catch (cause) {
      throw this.fault(`Could not decrypt value: ${(cause as Error).message}`);
    }
  }

  private fault(message: string): SopsError {
    return new SopsError('BAD_VALUE', `Error walking tree: ${message}`, [
      ...this.path,
    ]);
  }

  private enter(): void {
    this.comments.push([]);
    if (this.comments.length > MAX_DEPTH) {
      throw this.fault(`nested more than ${MAX_DEPTH} deep`);
    }
  }

  private leave(): void {
    this.comments.pop();
  }

  private remember(comment: string): void {
    this.comments[this.comments.length - 1].push(comment);
  }

  private forget(): void {
    this.comments[this.comments.length - 1] = [];
  }
}

/**
 * Decrypts the values of a file in place.
 * @returns what its MAC says: it covers the plain values in their order
 * @throws SopsError - `BAD_VALUE`
 */
export function decryptTree(
  branches: readonly TreeBranch[],
  metadata: Metadata,
  { dataKey, rules }: { dataKey: Uint8Array; rules: Rules },
): MacState {
  const walker = new Walker(metadata, rules, dataKey);
  for (const branch of branches) walker.walkBranch(branch);
  if (metadata.mac === '') return 'absent';
  try {
    const expected = decryptValue(
      metadata.mac,
      dataKey,
      toSeconds(metadata.lastModified),
    );
    return expected === walker.digest() ? 'valid' : 'mismatch';
  } catch {
    return 'mismatch';
  }
}
