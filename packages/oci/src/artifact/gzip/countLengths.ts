/** A row of the package-merge algorithm: symbols and pairs of the row below, by frequency. */
interface Row {
  /** Frequency of the newest item. */
  last: number;
  /** Frequency of the symbol that could come next. */
  nextSymbol: number;
  /** Frequency of the pair that could come next; valid once the row below owes nothing. */
  nextPair: number;
  /** Items that this row still owes to the row above. */
  owed: number;
  /** Symbols among the items of this row, and of each row below, that the newest item stands on. */
  readonly symbols: number[];
}

/**
 * How many symbols get a code of each length in the best prefix code whose
 * lengths are limited: the boundary package-merge algorithm of Katajainen,
 * Moffat and Turpin. Of a symbol and a pair that are equally frequent the pair
 * comes first, which decides between codes that are equally good.
 * @param frequencies - at least three, ascending
 * @returns counts by length; that of 0 is 0
 */
export function countLengths(
  frequencies: readonly number[],
  maxBits: number,
): number[] {
  const count = frequencies.length;
  const top = Math.min(maxBits, count - 1);
  const rows = makeRows(frequencies, top);
  rows[top].owed = 2 * count - 4;
  for (let level = top; level <= top; ) {
    level = addItem(rows, level, frequencies);
  }
  const { symbols } = rows[top];
  return Array.from({ length: top + 1 }, (_, length) =>
    length === 0 ? 0 : symbols[top - length + 1] - symbols[top - length],
  );
}

/** Each row starts with the two rarest symbols. Row 0 stands for nothing. */
function makeRows(frequencies: readonly number[], top: number): Row[] {
  return Array.from({ length: top + 1 }, (_, level) => ({
    last: frequencies[1],
    nextSymbol: frequencies[2],
    nextPair: level === 1 ? Infinity : frequencies[0] + frequencies[1],
    owed: 0,
    symbols: Array.from({ length: top + 1 }, (__, below) =>
      below === level && level > 0 ? 2 : 0,
    ),
  }));
}

/** Adds one item to a row. @returns the row that needs the next one; above the top when done */
function addItem(
  rows: readonly Row[],
  level: number,
  frequencies: readonly number[],
): number {
  const row = rows[level];
  const above = rows[level + 1];
  if (row.nextPair === Infinity && row.nextSymbol === Infinity) {
    row.owed = 0;
    if (above) above.nextPair = Infinity;
    return level + 1;
  }
  const before = row.last;
  takeNext(rows, level, frequencies);
  row.owed -= 1;
  if (row.owed === 0) {
    if (above) above.nextPair = before + row.last;
    return level + 1;
  }
  let next = level;
  while (next > 0 && rows[next - 1].owed > 0) next--;
  return next;
}

function takeNext(
  rows: readonly Row[],
  level: number,
  frequencies: readonly number[],
): void {
  const row = rows[level];
  if (row.nextSymbol < row.nextPair) {
    const taken = row.symbols[level] + 1;
    row.last = row.nextSymbol;
    row.symbols[level] = taken;
    row.nextSymbol = frequencies[taken] ?? Infinity;
    return;
  }
  const below = rows[level - 1];
  row.last = row.nextPair;
  for (let at = 0; at < level; at++) row.symbols[at] = below.symbols[at];
  below.owed = 2;
}
