import { randomBytes } from 'crypto';
import { S3ArtifactStore, S3Bucket } from '../artifacts';
import type { S3Settings } from '../artifacts';
import type { Closers } from './Closers';
import { HostError } from './errors';
import type { HostOptions } from './options/hostOptions';

/** What a store of either kind is made of. */
type StoreSettings = Omit<
  ConstructorParameters<typeof S3ArtifactStore>[0],
  'bucket' | 'workDirectory'
>;

/** What {@link openBucketStore} needs besides. */
interface BucketStoreSettings extends StoreSettings {
  /** Put before the keys of all objects. */
  readonly prefix: string;
  /** Local directory for content on its way into the bucket. */
  readonly workDirectory: string;
}

function settingsOf(host: HostOptions, prefix: string): S3Settings {
  const { storageS3Addressing, storageS3SecretAccessKey } = host;
  return {
    bucket: host.storageS3Bucket,
    prefix,
    region: host.storageS3Region,
    endpoint: host.storageS3Endpoint || undefined,
    isPathStyle:
      storageS3Addressing === 'auto'
        ? undefined
        : storageS3Addressing === 'path',
    credentials:
      storageS3SecretAccessKey === undefined
        ? undefined
        : {
            accessKeyId: host.storageS3AccessKeyId,
            secretAccessKey: storageS3SecretAccessKey,
            sessionToken: host.storageS3SessionToken,
          },
  };
}

/** Does once what the store will do, so that a missing right shows at start. */
async function probe(bucket: S3Bucket): Promise<void> {
  const key = `.gitops/probe-${randomBytes(6).toString('hex')}`;
  await bucket.head(key); // 403 without the right to list
  await bucket.putText(key, 'probe');
  try {
    await bucket.head(key);
    await bucket.list(key, { pageSize: 1 }).next();
  } finally {
    await bucket.delete(key);
  }
}

/**
 * Opens the store in the bucket that the options name, after a look whether it
 * can be read and written.
 * @throws HostError - `storage-unusable`
 */
export async function openBucketStore(
  host: HostOptions,
  { prefix, ...settings }: BucketStoreSettings,
  closers: Closers,
): Promise<S3ArtifactStore> {
  const bucket = await S3Bucket.open(settingsOf(host, prefix));
  closers.add(async () => bucket.close());
  try {
    await probe(bucket);
  } catch (error) {
    throw new HostError(
      'storage-unusable',
      `the artifact store can't be used: ${(error as Error).message}`,
      { cause: error },
    );
  }
  return new S3ArtifactStore({ ...settings, bucket });
}
