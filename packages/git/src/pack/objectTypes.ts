/** Kinds of Git objects, with their numbers in a pack. */
export const OBJECT_TYPES = { commit: 1, tree: 2, blob: 3, tag: 4 } as const;

/** Kind of a Git object. */
export type ObjectType = keyof typeof OBJECT_TYPES;

/** The tree without entries; every Git knows it, and servers need not send it. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
