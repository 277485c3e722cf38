import { tmpdir } from 'os';
import { join } from 'path';
import {
  ArchiveCache,
  ArtifactClient,
  ArtifactServer,
  DiskArtifactStore,
} from '../artifacts';
import type { ArtifactStore, DigestAlgorithm } from '../artifacts';
import { PRIVATE_DIRECTORY } from '../artifacts/disk/privateDirectory';
import { ARTIFACT_KINDS } from '../sources/artifactKinds';
import type { WorkerPool } from '../worker/WorkerPool';
import type { Closers } from './Closers';
import { openBucketStore } from './openBucketStore';
import { lockDirectory } from './lock/lockDirectory';
import type { HostOptions } from './options/hostOptions';
import { networkPolicyOf } from './networkPolicyOf';
import { prepareStorage } from './prepareStorage';

const MEBIBYTE = 1024 * 1024;
const KIND_DIRECTORIES = ARTIFACT_KINDS.map(({ kind }) => kind.toLowerCase());

/** Where artifacts are kept, served and read. */
export interface Storage {
  readonly store: ArtifactStore;
  readonly artifacts: ArtifactClient;
  readonly archives: ArchiveCache;
  /** Base of the URLs of artifacts, without a final slash. */
  readonly baseUrl: string;
  /** Whether every replica serves the artifacts of all. */
  readonly isShared: boolean;
}

/** Places of the artifacts of one cluster. */
interface StoragePlace {
  /** Directory of the artifacts, or of what is on its way into the bucket. */
  readonly path: string;
  /** Put before the keys in a bucket; undefined: as the options have it. */
  readonly prefix?: string;
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

/**
 * What stands before the keys of one cluster's artifacts in a bucket.
 * @param clusterName - keeps the artifacts of clusters apart
 */
export function storagePrefixOf(
  { storageS3Prefix }: HostOptions,
  clusterName: string,
): string {
  const name = encodeURIComponent(clusterName);
  return storageS3Prefix === '' ? name : `${storageS3Prefix}/${name}`;
}

function baseUrlOf(host: HostOptions, server: ArtifactServer): string {
  const address = host.storageAdvertisedAddress || server.address;
  const url = /^https?:\/\//.test(address) ? address : `http://${address}`;
  return url.replace(/\/+$/, '');
}

async function openStore(
  host: HostOptions,
  { path, prefix = host.storageS3Prefix }: StoragePlace,
  common: { readonly workers: WorkerPool; readonly baseUrl: () => string },
  closers: Closers,
): Promise<ArtifactStore> {
  const settings = {
    ...common,
    algorithm: host.artifactDigestAlgorithm as DigestAlgorithm,
    retention: {
      ttlMs: host.artifactRetentionTtlMs,
      records: host.artifactRetentionRecords,
    },
  };
  if (host.storageType !== 's3') {
    return new DiskArtifactStore({ ...settings, root: path });
  }
  const workDirectory = join(path, PRIVATE_DIRECTORY, 'work');
  const places = { prefix, workDirectory };
  return openBucketStore(host, { ...settings, ...places }, closers);
}

/**
 * Takes the storage directory for this process, opens the store, and serves it.
 * @throws HostError - `storage-taken`, `storage-unusable`
 */
export async function openStorage(
  host: HostOptions,
  place: StoragePlace,
  workers: WorkerPool,
  closers: Closers,
): Promise<Storage> {
  const { path } = place;
  await prepareStorage(path, KIND_DIRECTORIES);
  closers.add(await lockDirectory(path));
  let base = '';
  const baseUrl = () => base;
  const store = await openStore(host, place, { workers, baseUrl }, closers);
  await store.workArea.clear(); // what a killed process has left
  const token = host.storageToken;
  const server = await ArtifactServer.start({
    store,
    token,
    address: host.storageAddress,
    isListed: host.isStorageListed,
  });
  closers.add(() => server.stop());
  base = baseUrlOf(host, server);
  const artifacts = new ArtifactClient({
    local: store,
    retries: host.httpRetry,
    network: networkPolicyOf(host),
    ...(token === undefined ? {} : { token: { text: token, baseUrl } }),
  });
  const archives = new ArchiveCache({
    client: artifacts,
    workers,
    workArea: store.workArea,
    maxBytes: host.archiveCacheMib * MEBIBYTE,
    maxArchiveBytes: host.archiveMaxMib * MEBIBYTE,
  });
  const isShared = host.storageType === 's3';
  return { store, artifacts, archives, isShared, baseUrl: base };
}
