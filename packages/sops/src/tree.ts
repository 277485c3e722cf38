/** A comment that stands as an entry of its own; `value` is without its mark. */
export class Comment {
  constructor(readonly value: string, readonly inline: boolean = false) {}
}

/** A point in time, kept as the RFC 3339 text that Go writes for it. */
export class Timestamp {
  /** @param text - up to nanoseconds, `Z` for UTC */
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

  /** Finds as Go fills a struct: the last of several, if need be in any case. */
  getField(key: string): TreeValue | undefined {
    const lastWhere = (isWanted: (item: TreeItem) => boolean) =>
      this.items.filter(isWanted).pop();
    const found =
      lastWhere(item => item.key === key) ??
      lastWhere(
        item => typeof item.key === 'string' && item.key.toLowerCase() === key,
      );
    return found?.value;
  }
}

/**
 * Any value: `bigint` is an integer, `number` a float. A string may hold bytes
 * that are no UTF-8, as lone surrogates.
 */
export type TreeValue =
  | string
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
