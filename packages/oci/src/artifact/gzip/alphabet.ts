/** Symbol that ends a block. */
export const END_OF_BLOCK = 256;
/** The symbol of the shortest match; literals and the end come before it. */
export const FIRST_LENGTH = 257;
export const LITERAL_SYMBOLS = 286;
export const OFFSET_SYMBOLS = 30;
/** Symbols that describe the lengths of the other codes. */
export const CODE_LENGTH_SYMBOLS = 19;
/** Shortest match of the format; lengths in tokens count from it. */
export const BASE_LENGTH = 3;

/** Extra bits of each length symbol, from {@link FIRST_LENGTH} on. */
export const LENGTH_EXTRA_BITS = Uint8Array.from([
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2],
  ...[3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0],
]);
/** Extra bits of each offset symbol. */
export const OFFSET_EXTRA_BITS = Uint8Array.from(
  { length: OFFSET_SYMBOLS },
  (_, symbol) => (symbol < 4 ? 0 : (symbol >> 1) - 1),
);
/** Smallest length of each symbol, less {@link BASE_LENGTH}. */
export const LENGTH_BASES = basesOf(LENGTH_EXTRA_BITS);
/** Smallest offset of each symbol, less one. */
export const OFFSET_BASES = basesOf(OFFSET_EXTRA_BITS);

const MAX_LENGTH = 255;
// The last symbol stands for the longest match alone.
LENGTH_BASES[LENGTH_BASES.length - 1] = MAX_LENGTH;

/** Symbol of each length, less {@link BASE_LENGTH}, counted from {@link FIRST_LENGTH}. */
export const LENGTH_SYMBOL = symbolsOf(LENGTH_BASES, MAX_LENGTH + 1);
/** Symbol of each offset, less one. */
export const OFFSET_SYMBOL = symbolsOf(OFFSET_BASES, 1 << 15);

function basesOf(extraBits: Uint8Array): Uint16Array {
  const bases = new Uint16Array(extraBits.length);
  for (let symbol = 1; symbol < bases.length; symbol++) {
    bases[symbol] = bases[symbol - 1] + (1 << extraBits[symbol - 1]);
  }
  return bases;
}

function symbolsOf(bases: Uint16Array, count: number): Uint8Array {
  const symbols = new Uint8Array(count);
  let symbol = 0;
  for (let value = 0; value < count; value++) {
    while (symbol + 1 < bases.length && bases[symbol + 1] <= value) symbol++;
    symbols[value] = symbol;
  }
  return symbols;
}
