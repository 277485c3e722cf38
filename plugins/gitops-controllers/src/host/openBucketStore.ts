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
  const key = '.gitops/probe'; // always the same: one that is left is replaced
  // Without the right to list, a key that is not there is 403.
  await attempt('s3:ListBucket', () => bucket.head(key));
  await attempt('s3:ListBucket', () =>
    bucket.list('.gitops/', { pageSize: 1 }).next(),
  );
  await attempt('s3:PutObject', () => bucket.putText(key, 'probe'));
  try {
    await attempt('s3:GetObject', () => bucket.head(key));
  } finally {
    await attempt('s3:DeleteObject', () => bucket.delete(key));
  }
}

/** @throws HostError - `storage-unusable`, with the right that is needed */
async function attempt(
  right: string,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new HostError(
      'storage-unusable',
      `the artifact store can't be used (${right}): ${
        (error as Error).message
      }`,
      { cause: error },
    );
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
  await probe(bucket);
  return new S3ArtifactStore({ ...settings, bucket });
}
