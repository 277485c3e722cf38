import { makeLookup } from '@backstage-gitops/helm';
import { readFile } from 'fs/promises';

/** An index to shorten. Plain data, for a worker. */
interface MakeLookupRequest {
  /** Index as it is stored, or index.yaml. */
  readonly file: string;
}

/**
 * Reads an index and gives the lines of a `VersionLookup`.
 * @throws HelmError - INDEX
 */
export async function makeLookupTask({
  file,
}: MakeLookupRequest): Promise<string> {
  return makeLookup(await readFile(file));
}
