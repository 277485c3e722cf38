import { DIGEST_ALGORITHMS } from '../../artifacts/digest';
import { option } from './schema';
import { textForms } from './textForms';

/** Where artifacts are: `gitops.artifacts.store`. */
const bucketOptions = {
  storageType: option.string<string>({
    flag: 'storage-type',
    config: '/artifacts.store.type',
    doc: 'Where artifacts are kept: in the storage directory, or in a bucket of an S3-compatible store that all replicas share.',
    default: 'disk',
    values: ['disk', 's3'],
  }),
  storageS3Bucket: option.string<string>({
    flag: 'storage-s3-bucket',
    config: '/artifacts.store.bucket',
    doc: 'Bucket of the artifacts; it has to exist.',
    default: '',
    form: textForms.bucketName,
  }),
  storageS3Endpoint: option.string<string>({
    flag: 'storage-s3-endpoint',
    config: '/artifacts.store.endpoint',
    doc: 'URL of the S3-compatible store; that of AWS when empty.',
    default: '',
    valueName: 'URL',
    form: textForms.serverUrl,
  }),
  storageS3Region: option.string<string>({
    flag: 'storage-s3-region',
    config: '/artifacts.store.region',
    doc: 'Region of the bucket.',
    default: 'us-east-1',
    isRequired: true,
  }),
  storageS3Prefix: option.string<string>({
    flag: 'storage-s3-prefix',
    config: '/artifacts.store.prefix',
    doc: 'Put before the keys of all objects; in the portal the name of the cluster follows.',
    default: '',
    form: textForms.keyPrefix,
  }),
  storageS3Addressing: option.string<string>({
    flag: 'storage-s3-addressing',
    config: '/artifacts.store.addressing',
    doc: 'Whether the bucket is in the path or in the host name; auto: in the path where an endpoint is given.',
    default: 'auto',
    values: ['auto', 'path', 'virtual'],
  }),
  storageS3AccessKeyId: option.string<string>({
    flag: 'storage-s3-access-key-id',
    config: '/artifacts.store.accessKeyId',
    doc: 'Access key; what the AWS SDK finds in environment, files or metadata service when empty.',
    default: '',
  }),
  storageS3SecretAccessKey: option.secret({
    flag: 'storage-s3-secret-access-key-file',
    config: '/artifacts.store.secretAccessKey',
    doc: 'Secret of the access key.',
  }),
  storageS3SessionToken: option.secret({
    flag: 'storage-s3-session-token-file',
    config: '/artifacts.store.sessionToken',
    doc: 'Session token of a temporary access key.',
  }),
  storageToken: option.secret({
    flag: 'storage-token-file',
    config: '/artifacts.token',
    doc: 'Token that the artifact server asks for, and that consumers of this kind send to the advertised address; none: it serves whoever reaches it, as Flux does.',
  }),
};

/** Settings of the artifact store and of its server. */
export const storageOptions = {
  storagePath: option.string<string | undefined>({
    flag: 'storage-path',
    config: 'storage.path',
    doc: 'Directory of the artifact store; default in the temporary directory.',
    default: undefined,
    valueName: 'DIR',
    form: textForms.directory,
    isRequired: true,
  }),
  storageAddress: option.string({
    flag: 'storage-addr',
    config: 'storage.address',
    doc: 'Address of the artifact server; port 0 takes a free one.',
    default: '127.0.0.1:0',
    valueName: 'HOST:PORT',
    form: textForms.listenAddress,
    isRequired: true,
  }),
  storageAdvertisedAddress: option.string<string | undefined>({
    flag: 'storage-adv-addr',
    config: 'storage.advertisedAddress',
    doc: 'Address in status.artifact.url; default the one listened on.',
    default: undefined,
    valueName: 'HOST:PORT',
    form: textForms.reachedAddress,
  }),
  isStorageListed: option.boolean({
    flag: 'storage-listing',
    config: 'storage.listing',
    doc: 'Lists the directories of the artifact server to whoever reaches it, as Flux does.',
    default: false,
  }),
  artifactRetentionTtlMs: option.duration({
    flag: 'artifact-retention-ttl',
    config: 'storage.retentionTtl',
    doc: 'Time for which a replaced artifact is kept.',
    default: 60_000,
  }),
  artifactRetentionRecords: option.integer({
    flag: 'artifact-retention-records',
    config: 'storage.retentionRecords',
    doc: 'Artifacts kept for one source.',
    default: 2,
    min: 1,
  }),
  artifactDigestAlgorithm: option.string({
    flag: 'artifact-digest-algo',
    config: 'storage.digestAlgorithm',
    doc: 'Algorithm of artifact digests.',
    default: 'sha256',
    values: DIGEST_ALGORITHMS,
  }),
  ...bucketOptions,
};
