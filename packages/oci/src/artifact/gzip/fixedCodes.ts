import { LITERAL_SYMBOLS, OFFSET_SYMBOLS } from './alphabet';
import { HuffmanCode } from './HuffmanCode';

/** Ranges of the fixed code for literals and lengths: first symbol, its code, bits. */
const RANGES: readonly (readonly [from: number, code: number, bits: number])[] =
  [
    [0, 0x30, 8],
    [144, 0x190, 9],
    [256, 0, 7],
    [280, 0xc0, 8],
  ];

/** The fixed code for literals and lengths. */
export const FIXED_LITERALS = fixedLiterals();
/** The fixed code for offsets. */
export const FIXED_OFFSETS = fixedOffsets();

function fixedLiterals(): HuffmanCode {
  const code = new HuffmanCode(LITERAL_SYMBOLS);
  RANGES.forEach(([from, first, bits], index) => {
    const end = RANGES[index + 1]?.[0] ?? LITERAL_SYMBOLS;
    for (let symbol = from; symbol < end; symbol++) {
      code.set(symbol, first + symbol - from, bits);
    }
  });
  return code;
}

function fixedOffsets(): HuffmanCode {
  const code = new HuffmanCode(OFFSET_SYMBOLS);
  for (let symbol = 0; symbol < OFFSET_SYMBOLS; symbol++) {
    code.set(symbol, symbol, 5);
  }
  return code;
}
