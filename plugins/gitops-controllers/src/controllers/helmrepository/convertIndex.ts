import { formatIndex, readIndex } from '@backstage-gitops/helm';
import { readFile, writeFile } from 'fs/promises';

/** A conversion of an index. Plain data, for a worker. */
interface ConvertIndexRequest {
  /** index.yaml as downloaded. */
  readonly file: string;
  /** Where its JSON form goes. */
  readonly target: string;
}

/**
 * Reads an index.yaml as Helm does and writes its sorted JSON form.
 * @throws HelmError - INDEX: Helm refuses it
 */
export async function convertIndex({
  file,
  target,
}: ConvertIndexRequest): Promise<void> {
  const text = await readFile(file, 'utf8');
  await writeFile(target, formatIndex(readIndex(text)));
}
