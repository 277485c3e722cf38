/** A version of a chart that a repository has. */
export interface ChartReference {
  /** Name under which it was asked for. */
  readonly name: string;
  readonly version: string;
  /** Where its archive is; undefined where the index names no address. */
  readonly url: string | undefined;
  /** SHA-256 of the archive; empty where none is known. */
  readonly digest: string;
}

/** Charts by name and version, at a server. */
export interface ChartRepository {
  /**
   * The version that a range means.
   * @throws ChartBuildError - `reference`: there is none; `pull`,
   *   `authentication`: the repository can't be read
   */
  find(name: string, range: string): Promise<ChartReference>;

  /**
   * Writes the archive of a version to a file.
   * @throws ChartBuildError - `pull`, `authentication`
   */
  download(chart: ChartReference, file: string): Promise<void>;

  /** Ends its connections. */
  close?(): Promise<void>;
}
