import type { ChartMetadata } from '../chart/chart';

/** One version of a chart in a repository; absent texts are empty. */
export interface ChartVersion {
  readonly metadata: ChartMetadata;
  /** Addresses of the archive, relative ones to the repository; undefined where the index has no list. */
  readonly urls: readonly string[] | undefined;
  /** RFC 3339 time; `0001-01-01T00:00:00Z` where the index has none. */
  readonly created: string;
  readonly removed: boolean;
  /** SHA-256 of the archive, hexadecimal. */
  readonly digest: string;
  /** Fields of older versions of Helm, without effect: checksum, engine, tillerVersion, url. */
  readonly deprecated: ReadonlyMap<string, string>;
}

/** Content of the index.yaml of a chart repository. */
export interface RepositoryIndex {
  readonly serverInfo: ReadonlyMap<string, unknown>;
  readonly apiVersion: string;
  /** RFC 3339 time. */
  readonly generated: string;
  /**
   * Versions by the name of the chart, the newest first; undefined where the
   * index has null. The whole is undefined where the index has no entries.
   */
  readonly entries:
    | ReadonlyMap<string, readonly ChartVersion[] | undefined>
    | undefined;
  readonly publicKeys: readonly string[];
  readonly annotations: ReadonlyMap<string, string>;
}

/** Names of {@link ChartVersion.deprecated}, in the order in which Go writes them. */
export const DEPRECATED_FIELDS = [
  'checksum',
  'engine',
  'tillerVersion',
  'url',
] as const;
