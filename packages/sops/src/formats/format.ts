import { TreeBranch } from '../tree';

/** The file formats of SOPS. */
export type Format = 'yaml' | 'json' | 'dotenv' | 'ini' | 'binary';

/** Reads and writes one format. */
export interface Store {
  /**
   * Reads a file; YAML may hold several documents. The metadata is left in the
   * tree as a `sops` entry.
   * @throws SopsError - `BAD_DOCUMENT`
   */
  load(document: Uint8Array): TreeBranch[];
  /** @throws SopsError - `BAD_DOCUMENT`: the format cannot hold the tree */
  emit(branches: readonly TreeBranch[]): Uint8Array;
}

const EXTENSIONS: readonly [RegExp, Format][] = [
  [/\.ya?ml$/, 'yaml'],
  [/\.json$/, 'json'],
  [/\.env$/, 'dotenv'],
  [/\.ini$/, 'ini'],
];

/** The format that a file name says; `binary` when it says none. */
export function formatForPath(path: string): Format {
  return EXTENSIONS.find(([pattern]) => pattern.test(path))?.[1] ?? 'binary';
}
