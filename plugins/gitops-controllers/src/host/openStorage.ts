import { tmpdir } from 'os';
import { join } from 'path';
import {
  ArchiveCache,
  ArtifactClient,
  ArtifactServer,
  DiskArtifactStore,
} from '../artifacts';
import type { ArtifactStore, DigestAlgorithm } from '../artifacts';
import { ARTIFACT_KINDS } from '../sources/artifactKinds';
import type { WorkerPool } from '../worker/WorkerPool';
import type { Closers } from './Closers';
import { lockDirectory } from './lock/lockDirectory';
import type { HostOptions } from './options/hostOptions';
import { networkPolicyOf } from './networkPolicyOf';
import { prepareStorage } from './prepareStorage';

const MEBIBYTE = 1024 * 1024;
const KIND_DIRECTORIES = ARTIFACT_KINDS.map(({ kind }) => kind.toLowerCase());

/** Where artifacts are kept, served and read. */
interface Storage {
  readonly store: ArtifactStore;
  readonly artifacts: ArtifactClient;
  readonly archives: ArchiveCache;
  /** Base of the URLs of artifacts, without a final slash. */
  readonly baseUrl: string;
}

/**
 * Directory of the artifacts of one cluster.
 * @param clusterName - keeps the artifacts of clusters apart
 */
export function storagePathOf(
  { storagePath }: HostOptions,
  clusterName: string,
): string {
  const root = storagePath ?? join(tmpdir(), 'gitops-artifacts');
  return join(root, encodeURIComponent(clusterName));
}

function baseUrlOf(host: HostOptions, server: ArtifactServer): string {
  const address = host.storageAdvertisedAddress || server.address;
  const url = /^https?:\/\//.test(address) ? address : `http://${address}`;
  return url.replace(/\/+$/, '');
}

/**
 * Takes the storage directory for this process, and serves it.
 * @throws HostError - `storage-taken`, `storage-unusable`
 */
export async function openStorage(
  host: HostOptions,
  path: string,
  workers: WorkerPool,
  closers: Closers,
): Promise<Storage> {
  await prepareStorage(path, KIND_DIRECTORIES);
  closers.add(await lockDirectory(path));
  let baseUrl = '';
  const store = new DiskArtifactStore({
    root: path,
    workers,
    baseUrl: () => baseUrl,
    algorithm: host.artifactDigestAlgorithm as DigestAlgorithm,
    retention: {
      ttlMs: host.artifactRetentionTtlMs,
      records: host.artifactRetentionRecords,
    },
  });
  await store.workArea.clear(); // what a killed process has left
  const server = await ArtifactServer.start({
    store,
    address: host.storageAddress,
    isListed: host.isStorageListed,
  });
  closers.add(() => server.stop());
  baseUrl = baseUrlOf(host, server);
  const artifacts = new ArtifactClient({
    local: store,
    retries: host.httpRetry,
    network: networkPolicyOf(host),
  });
  const archives = new ArchiveCache({
    client: artifacts,
    workers,
    workArea: store.workArea,
    maxBytes: host.archiveCacheMib * MEBIBYTE,
    maxArchiveBytes: host.archiveMaxMib * MEBIBYTE,
  });
  return { store, artifacts, archives, baseUrl };
}
