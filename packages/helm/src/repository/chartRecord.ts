/** What is needed of a chart's version in an index to choose and download it. */
export interface ChartRecord {
  readonly version: string;
  /** First address of the archive, relative ones to the repository; undefined where the index has none. */
  readonly url: string | undefined;
  /** SHA-256 of the archive; empty where the index has none. */
  readonly digest: string;
  /** RFC 3339 time. */
  readonly created: string;
}
