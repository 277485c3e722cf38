/** Bounds on charts. Plain data, for a worker. */
export interface ChartLimits {
  /** Bytes of a packed chart. */
  readonly maxChartBytes: number;
  /** Bytes of one file of a chart. */
  readonly maxFileBytes: number;
}

/** Bytes that all files of a chart may have together, as in Helm. */
export const MAX_UNPACKED_BYTES = 100 * 1024 ** 2;

/** What the loader of charts is told. */
export function loadLimits({ maxFileBytes }: ChartLimits) {
  return { maxChartBytes: MAX_UNPACKED_BYTES, maxFileBytes };
}
