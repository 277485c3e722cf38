/** Ranges up to this long are sorted by insertion, which keeps equal items in order. */
const MAX_INSERTION = 12;
/** Ranges from this long on choose their pivot among nine items. */
const NINTHER_LENGTH = 50;
/** Comparisons out of order, when nine items are all the wrong way round. */
const ALL_SWAPPED = 12;
/** Items out of place that are repaired before a range counts as unsorted. */
const MAX_REPAIRS = 5;

/**
 * Sorts as Go's sort.Sort does since 1.19, with a pattern-defeating quicksort,
 * so that items of equal rank end in the same order as there.
 * @param isLess - whether `a` belongs before `b`
 * @see O. Peters, "Pattern-defeating Quicksort", arXiv:2106.05123
 */
export function sortInPlace<T>(
  items: T[],
  isLess: (a: T, b: T) => boolean,
): void {
  new Sorter(items, isLess).sort();
}

class Sorter<T> {
  constructor(
    private readonly items: T[],
    private readonly isLess: (a: T, b: T) => boolean,
  ) {}

  sort(): void {
    const { length } = this.items;
    if (length > 1) {
      this.sortRange(0, length, bitLength(length));
    }
  }

  private less(i: number, j: number): boolean {
    return this.isLess(this.items[i], this.items[j]);
  }

  private swap(i: number, j: number): void {
    const item = this.items[i];
    this.items[i] = this.items[j];
    this.items[j] = item;
  }

  /** @param badSplits - unbalanced splits until heapsort takes over */
  private sortRange(start: number, end: number, badSplits: number): void {
    let [from, to, left] = [start, end, badSplits];
    let isBalanced = true;
    let isPartitioned = true;
    while (to - from > MAX_INSERTION) {
      if (left === 0) {
        this.heapSort(from, to);
        return;
      }
      if (!isBalanced) {
        this.breakPatterns(from, to);
        left -= 1;
      }
      const { pivot, isIncreasing } = this.preparePivot(from, to);
      if (isBalanced && isPartitioned && isIncreasing) {
        if (this.repair(from, to)) return;
      }
      if (from > 0 && !this.less(from - 1, pivot)) {
        from = this.skipEqual(from, to, pivot);
        continue;
      }
      const split = this.partition(from, to, pivot);
      const { middle } = split;
      isPartitioned = split.isPartitioned;
      const smaller = Math.min(middle - from, to - middle);
      isBalanced = smaller >= Math.floor((to - from) / 8);
      if (middle - from < to - middle) {
        this.sortRange(from, middle, left);
        from = middle + 1;
      } else {
        this.sortRange(middle + 1, to, left);
        to = middle;
      }
    }
    this.insertionSort(from, to);
  }

  private insertionSort(from: number, to: number): void {
    for (let i = from + 1; i < to; i++) {
      this.sink(i, from);
    }
  }

  /** Moves an item towards the front, until it is not less than the one before. */
  private sink(index: number, from: number): void {
    for (let j = index; j > from && this.less(j, j - 1); j--) {
      this.swap(j, j - 1);
    }
  }

  private heapSort(from: number, to: number): void {
    const length = to - from;
    for (let i = (length - 1) >> 1; i >= 0; i--) {
      this.siftDown(i, length, from);
    }
    for (let i = length - 1; i >= 0; i--) {
      this.swap(from, from + i);
      this.siftDown(0, i, from);
    }
  }

  private siftDown(start: number, length: number, from: number): void {
    let root = start;
    for (;;) {
      let child = 2 * root + 1;
      if (child >= length) return;
      if (child + 1 < length && this.less(from + child, from + child + 1)) {
        child += 1;
      }
      if (!this.less(from + root, from + child)) return;
      this.swap(from + root, from + child);
      root = child;
    }
  }

  /** Chooses the pivot; a range that falls is turned round first. */
  private preparePivot(from: number, to: number) {
    const { pivot, swaps } = this.choosePivot(from, to);
    if (swaps < ALL_SWAPPED) {
      return { pivot, isIncreasing: swaps === 0 };
    }
    for (let i = from, j = to - 1; i < j; i++, j--) {
      this.swap(i, j);
    }
    return { pivot: to - 1 - (pivot - from), isIncreasing: true };
  }

  private choosePivot(from: number, to: number) {
    const quarter = Math.floor((to - from) / 4);
    const count = { swaps: 0 };
    const around = (i: number) =>
      to - from >= NINTHER_LENGTH ? this.median([i - 1, i, i + 1], count) : i;
    const samples = [1, 2, 3].map(part => around(from + part * quarter));
    return { pivot: this.median(samples, count), swaps: count.swaps };
  }

  /** Index of the middle one of three items; counts those out of order. */
  private median(indexes: number[], count: { swaps: number }): number {
    const found = [...indexes];
    for (const at of [0, 1, 0]) {
      if (this.less(found[at + 1], found[at])) {
        count.swaps += 1;
        [found[at], found[at + 1]] = [found[at + 1], found[at]];
      }
    }
    return found[1];
  }

  /** True when a range that is nearly sorted is now sorted. */
  private repair(from: number, to: number): boolean {
    let i = from + 1;
    for (let repairs = 0; repairs < MAX_REPAIRS; repairs++) {
      while (i < to && !this.less(i, i - 1)) i++;
      if (i === to) return true;
      if (to - from < NINTHER_LENGTH) return false;
      this.swap(i, i - 1);
      if (i - from >= 2) this.sink(i - 1, 0);
      for (let j = i + 1; j < to && this.less(j, j - 1); j++) {
        this.swap(j, j - 1);
      }
    }
    return false;
  }

  /** Moves three items elsewhere, so that no input is slow. */
  private breakPatterns(from: number, to: number): void {
    const length = to - from;
    const mask = (1n << BigInt(bitLength(length))) - 1n;
    const middle = from + Math.floor(length / 4) * 2;
    let random = BigInt(length);
    for (let i = -1; i <= 1; i++) {
      random = nextRandom(random);
      const other = Number(random & mask);
      this.swap(middle + i, from + (other >= length ? other - length : other));
    }
  }

  /** Puts the items that are not greater than the pivot first; all are at least it. */
  private skipEqual(from: number, to: number, pivot: number): number {
    this.swap(from, pivot);
    let [i, j] = [from + 1, to - 1];
    for (;;) {
      while (i <= j && !this.less(from, i)) i++;
      while (i <= j && this.less(from, j)) j--;
      if (i > j) return i;
      this.swap(i++, j--);
    }
  }

  /** Puts the items below the pivot before it, and the others after it. */
  private partition(from: number, to: number, pivot: number) {
    this.swap(from, pivot);
    let [i, j] = [from + 1, to - 1];
    let isPartitioned = true;
    for (;;) {
      while (i <= j && this.less(i, from)) i++;
      while (i <= j && !this.less(j, from)) j--;
      if (i > j) break;
      isPartitioned = false;
      this.swap(i++, j--);
    }
    this.swap(j, from);
    return { middle: j, isPartitioned };
  }
}

function bitLength(value: number): number {
  return 32 - Math.clz32(value);
}

/** Xorshift in 64 bits. */
function nextRandom(seed: bigint): bigint {
  let value = seed;
  value = BigInt.asUintN(64, value ^ (value << 13n));
  value ^= value >> 7n;
  return BigInt.asUintN(64, value ^ (value << 17n));
}
