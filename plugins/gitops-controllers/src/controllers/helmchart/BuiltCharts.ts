/** Charts that are remembered; the longest known is forgotten first. */
const MAX_CHARTS = 10_000;

interface Built {
  readonly key: string;
  readonly isPackaged: boolean;
}

/**
 * What the stored charts were made of, as far as this process has made or
 * checked them, so that an unchanged source need not be read again.
 */
export class BuiltCharts {
  readonly #charts = new Map<string, Built>();

  /**
   * Whether a chart was made of this.
   * @param key - digest of the source, and whatever else the chart depends on
   */
  has(uid: string, key: string): boolean {
    return this.#charts.get(uid)?.key === key;
  }

  /** False for the untouched copy of a packed chart. */
  isPackaged(uid: string): boolean {
    return this.#charts.get(uid)?.isPackaged ?? true;
  }

  add(uid: string, key: string, isPackaged: boolean): void {
    this.#charts.delete(uid);
    this.#charts.set(uid, { key, isPackaged });
    if (this.#charts.size <= MAX_CHARTS) return;
    const [oldest] = this.#charts.keys();
    this.#charts.delete(oldest);
  }
}
