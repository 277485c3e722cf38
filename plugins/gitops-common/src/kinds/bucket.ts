import { AGE_COLUMN, defineKind, READY_COLUMNS, textColumn } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import type { ValidationRule } from './schema';
import {
  certSecretRef,
  duration,
  ignore,
  latestUrl,
  localRef,
  proxySecretRef,
  sourceStatus,
  STATUS_DEFAULT,
  suspendSource,
  timeout,
  UNUSED_ACCESS_FROM,
} from './shared';

const sts = t.object(
  'Security token service that hands out temporary credentials.',
  {
    certSecretRef: t.optional(certSecretRef),
    endpoint: t.string('Address of the service: http or https.', {
      pattern: '^(http|https)://.*$',
    }),
    provider: t.oneOf(
      'Kind of service: aws for the aws provider, ldap for generic.',
      ['aws', 'ldap'] as const,
    ),
    secretRef: t.optional(
      localRef('Secret with username and password for the service; for ldap.'),
    ),
  },
);

const RULES: readonly ValidationRule[] = [
  {
    rule: "self.provider == 'aws' || self.provider == 'generic' || !has(self.sts)",
    message: "sts needs provider 'aws' or 'generic'",
  },
  {
    rule: "self.provider != 'aws' || !has(self.sts) || self.sts.provider == 'aws'",
    message: "provider 'aws' takes sts.provider 'aws' only",
  },
  {
    rule: "self.provider != 'generic' || !has(self.sts) || self.sts.provider == 'ldap'",
    message: "provider 'generic' takes sts.provider 'ldap' only",
  },
  {
    rule: "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.secretRef)",
    message: "sts.provider 'aws' takes no sts.secretRef",
  },
  {
    rule: "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.certSecretRef)",
    message: "sts.provider 'aws' takes no sts.certSecretRef",
  },
  {
    rule: "self.provider != 'generic' || !has(self.serviceAccountName)",
    message: "provider 'generic' takes no serviceAccountName",
  },
  {
    rule: '!has(self.secretRef) || !has(self.serviceAccountName)',
    message: 'secretRef and serviceAccountName exclude each other',
  },
];

const spec = t.object(
  'What to fetch and how often.',
  {
    bucketName: t.string('Name of the bucket.'),
    certSecretRef: t.optional(certSecretRef),
    endpoint: t.string('Host and port of the object storage, without scheme.'),
    ignore: t.optional(ignore),
    insecure: t.optional(
      t.boolean('Whether the endpoint may be reached over plain HTTP.'),
    ),
    interval: duration('Time from one look at the bucket to the next.'),
    prefix: t.optional(
      t.string('Only objects whose key starts so are fetched.'),
    ),
    provider: t.optional(
      t.oneOf(
        'Kind of object storage; generic is S3 with static keys.',
        ['generic', 'aws', 'gcp', 'azure'] as const,
        { default: 'generic' },
      ),
    ),
    proxySecretRef: t.optional(proxySecretRef),
    region: t.optional(t.string('Region of the bucket.')),
    secretRef: t.optional(
      localRef(
        'Secret with credentials: accesskey and secretkey, or what gcp and azure call theirs.',
      ),
    ),
    serviceAccountName: t.optional(
      t.string(
        'ServiceAccount whose workload identity to sign in with; not for generic.',
      ),
    ),
    sts: t.optional(sts),
    suspend: t.optional(suspendSource),
    timeout: t.optional(timeout('Limit for each remote operation.', '60s')),
  },
  { rules: RULES },
);

const status = t.object(
  'What the last runs have found.',
  {
    ...sourceStatus,
    observedIgnore: t.optional(
      t.string('spec.ignore that the artifact was made with.'),
    ),
    url: t.optional(latestUrl),
  },
  { default: STATUS_DEFAULT },
);

/** Bucket: the objects of a bucket, kept as an archive. */
export const bucketKind = defineKind({
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'Bucket',
  plural: 'buckets',
  singular: 'bucket',
  shortNames: [],
  categories: ['all', 'fluxcd', 'fluxcd-sources'],
  component: 'source-controller',
  description:
    'The objects of a bucket, kept as an archive for other kinds to build from.',
  printerColumns: [
    textColumn('Endpoint', '.spec.endpoint'),
    AGE_COLUMN,
    ...READY_COLUMNS,
  ],
  spec,
  status,
  deprecatedVersions: [{ name: 'v1beta2', extraSpec: UNUSED_ACCESS_FROM }],
});

/** An object of kind Bucket. */
export type Bucket = ObjectOf<typeof bucketKind>;
/** `spec` of a Bucket. */
export type BucketSpec = Bucket['spec'];
/** `status` of a Bucket. */
export type BucketStatus = NonNullable<Bucket['status']>;
