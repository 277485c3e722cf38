/**
 * A literal is its byte; a match is marked by this bit, with its length from
 * bit 22 on and its offset below, both counted from the smallest.
 */
export const MATCH = 1 << 30;
export const LENGTH_SHIFT = 22;
export const OFFSET_MASK = (1 << LENGTH_SHIFT) - 1;

/** Tokens of a block; the end of the block comes on top. */
export const MAX_TOKENS = 1 << 14;
