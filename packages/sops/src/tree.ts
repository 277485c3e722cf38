/** A comment that stands as an entry of its own; `value` is without its mark. */
export class Comment {
  constructor(readonly value: string, readonly inline: boolean = false) {}
}

/** A point in time, kept as the RFC 3339 text that Go writes for it. */
export class Timestamp {
  constructor(readonly text: string) {}
}

/** One entry of a branch: a key with its value, or a comment alone. */
export interface TreeItem {
  key: string | Comment;
  value: TreeValue;
}

/** An ordered mapping. */
export class TreeBranch {
  constructor(readonly items: TreeItem[] = []) {}

  get(key: string): TreeValue | undefined {
    return this.items.find(item => item.key === key)?.value;
  }
}

/**
 * Any value: `bigint` is an integer, `number` a float, `Uint8Array` a string
 * that is not UTF-8.
 */
export type TreeValue =
  | string
  | Uint8Array
  | bigint
  | number
  | boolean
  | null
  | Timestamp
  | Comment
  | TreeBranch
  | TreeValue[];

/** A value that holds no others. */
export type Leaf = Exclude<TreeValue, TreeBranch | TreeValue[] | null>;
