/** What checkDigests.mjs asks of a recorded release. */
import {
  decodeRelease,
  releaseJson,
  snapshotDigest,
  valuesDigest,
} from '@backstage-gitops/helm-release';
import { gunzipSync } from 'zlib';

/** An entry of `status.history`. */
interface Snapshot {
  readonly digest: string;
  readonly configDigest: string;
  readonly ociDigest?: string;
}

/**
 * @param data - `data.release` of a Secret
 * @returns what differs between a snapshot and the release that it stands for
 */
export async function faultsOf(
  data: string,
  snapshot: Snapshot,
): Promise<string[]> {
  const stored = Buffer.from(data, 'base64').toString();
  const release = await decodeRelease(stored);
  const json = gunzipSync(Buffer.from(stored, 'base64')).toString();
  const { ociDigest } = snapshot;
  return [
    ...(snapshotDigest(release, { ociDigest }) === snapshot.digest
      ? []
      : ['digest']),
    ...(valuesDigest(release.config) === snapshot.configDigest
      ? []
      : ['configDigest']),
    ...(releaseJson(release).trimEnd() === json.trimEnd() ? [] : ['bytes']),
  ];
}
