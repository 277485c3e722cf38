/** What an entry is; `other` are devices, pipes and types of no standard. */
export type TarEntryType =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'hardlink'
  | 'other';

/** An entry of an archive. */
export interface TarEntry {
  /** Path as it is written in the archive; see `entryPath`. */
  readonly name: string;
  readonly type: TarEntryType;
  /** Permission bits. */
  readonly mode: number;
  /** Bytes of content that follow; 0 for all but files and `other`. */
  readonly sizeBytes: number;
  /** Time of the last change, in whole seconds since 1970. */
  readonly modifiedSeconds: number;
  /** Target of a link; empty for the rest. */
  readonly linkName: string;
}
