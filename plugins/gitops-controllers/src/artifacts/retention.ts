/** How long replaced artifacts are kept. */
export interface Retention {
  /** Milliseconds after which a file other than the current one is removed. Default one minute. */
  readonly ttlMs?: number;
  /** Files kept at most, the current one included. Default 2. */
  readonly records?: number;
}

/** A file that may be removed. */
export interface RetainedFile {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly modifiedMs: number;
}

const DEFAULT_TTL_MS = 60_000;
const DEFAULT_RECORDS = 2;

/**
 * Names of the files past their retention: every file but the current one once
 * it is older than the TTL, then the oldest beyond the number of records.
 * @param current - name of the current file
 * @see Flux: source-controller, flags --artifact-retention-ttl and --artifact-retention-records
 */
export function filesPastRetention(
  files: readonly RetainedFile[],
  current: string,
  { ttlMs = DEFAULT_TTL_MS, records = DEFAULT_RECORDS }: Retention,
  nowMs: number,
): string[] {
  const others = files.filter(({ name }) => name !== current);
  const isStale = ({ modifiedMs }: RetainedFile) => modifiedMs < nowMs - ttlMs;
  const surplus = others
    .filter(file => !isStale(file))
    .sort((a, b) => b.modifiedMs - a.modifiedMs)
    .slice(Math.max(0, records - 1));
  return [...others.filter(isStale), ...surplus].map(({ name }) => name);
}
