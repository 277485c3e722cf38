import {
  decodeRelease,
  encodeRelease,
  releaseJson,
} from '../release/encodeRelease';
import { snapshotDigest } from '../release/snapshotDigest';
import { valuesDigest } from '../release/valuesDigest';

/** What our code makes of a stored release; Go's answers have the same fields. */
export interface Answer {
  readonly error?: string;
  /** JSON of the release after it was read. */
  readonly json?: string;
  /** What is written to a Secret. */
  readonly stored?: string;
  readonly snapshot?: string;
  readonly values?: string;
}

/** Reads what a Secret holds of a release, and writes it anew. */
export async function answerStored(stored: string): Promise<Answer> {
  try {
    const release = await decodeRelease(stored);
    return {
      json: releaseJson(release),
      stored: await encodeRelease(release),
      snapshot: snapshotDigest(release),
      values: valuesDigest(release.config),
    };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
