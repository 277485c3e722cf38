import { AGE_COLUMN, defineKind, READY_COLUMNS, textColumn } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import {
  commonMetadata,
  duration,
  forceableStatus,
  history,
  inventory,
  lastAppliedRevision,
  patch,
} from './shared';

const cluster = t.object(
  'What kind of cluster Flux is installed on.',
  {
    domain: t.optional(
      t.string('DNS domain of the cluster.', { default: 'cluster.local' }),
    ),
    multitenant: t.optional(
      t.boolean('Whether tenants are kept apart.', { default: false }),
    ),
    multitenantWorkloadIdentity: t.optional(
      t.boolean('Whether tenants need workload identities of their own.', {
        default: false,
      }),
    ),
    networkPolicy: t.optional(
      t.boolean('Whether network policies are installed.', { default: true }),
    ),
    objectLevelWorkloadIdentity: t.optional(
      t.boolean('Whether objects may name a workload identity.'),
    ),
    size: t.optional(
      t.oneOf('How much the controllers do at once and may use.', [
        'small',
        'medium',
        'large',
      ] as const),
    ),
    tenantDefaultDecryptionServiceAccount: t.optional(
      t.string('ServiceAccount for decryption where none is named.'),
    ),
    tenantDefaultKubeConfigServiceAccount: t.optional(
      t.string('ServiceAccount for remote clusters where none is named.'),
    ),
    tenantDefaultServiceAccount: t.optional(
      t.string('ServiceAccount for applying where none is named; default.'),
    ),
    type: t.optional(
      t.oneOf(
        'Distribution of Kubernetes.',
        ['kubernetes', 'openshift', 'aws', 'azure', 'gcp'] as const,
        { default: 'kubernetes' },
      ),
    ),
  },
  {
    rules: [
      {
        rule: '(has(self.objectLevelWorkloadIdentity) && self.objectLevelWorkloadIdentity) || !has(self.multitenantWorkloadIdentity) || !self.multitenantWorkloadIdentity',
        message:
          'multitenantWorkloadIdentity needs objectLevelWorkloadIdentity',
      },
    ],
  },
);

const distribution = t.object('Which Flux is installed.', {
  artifact: t.optional(
    t.string(
      'Address of the OCI artifact with the manifests: oci://host/path.',
      {
        pattern: '^oci://.*$',
      },
    ),
  ),
  artifactPullSecret: t.optional(
    t.string('Secret of type kubernetes.io/dockerconfigjson for artifact.'),
  ),
  imagePullSecret: t.optional(
    t.string('Secret of type kubernetes.io/dockerconfigjson for registry.'),
  ),
  registry: t.string('Registry of the images: ghcr.io/fluxcd.'),
  variant: t.optional(
    t.oneOf('Variant of the images.', [
      'upstream-alpine',
      'enterprise-alpine',
      'enterprise-distroless',
      'enterprise-distroless-fips',
    ] as const),
  ),
  version: t.string('Version or version range: 2.x.'),
});

const sharding = t.object('Controllers that share the work.', {
  key: t.optional(
    t.string('Label that assigns an object to a shard.', {
      default: 'sharding.fluxcd.io/key',
    }),
  ),
  shards: t.array(
    'Values of the label, one for each shard.',
    t.string('A value.'),
    {
      minItems: 1,
    },
  ),
  storage: t.optional(
    t.oneOf(
      'Where the source controllers of shards store; ephemeral by default.',
      ['ephemeral', 'persistent'] as const,
    ),
  ),
});

const sync = t.object(
  'The source and the Kustomization that Flux starts from.',
  {
    interval: t.optional(duration('Time from one run to the next.', '1m')),
    kind: t.oneOf('Kind of the source.', [
      'OCIRepository',
      'GitRepository',
      'Bucket',
    ] as const),
    name: t.optional(
      t.string('Name of both objects; the namespace by default.', {
        maxLength: 63,
        rules: [
          { rule: 'self == oldSelf', message: 'sync.name never changes' },
        ],
      }),
    ),
    path: t.string('Directory of the source to build.'),
    provider: t.optional(
      t.oneOf('How to sign in at the source; generic by default.', [
        'generic',
        'aws',
        'azure',
        'gcp',
        'github',
      ] as const),
    ),
    pullSecret: t.optional(t.string('Secret to sign in with at the source.')),
    ref: t.string(
      'Git reference, tag of an OCI artifact, or name of the bucket: refs/heads/main.',
    ),
    url: t.string('Address of the source.'),
  },
  {
    rules: [
      {
        rule: "!has(self.provider) || self.provider != 'gcp' || self.kind == 'OCIRepository' || self.kind == 'Bucket'",
        message: "provider 'gcp' is for OCIRepository and Bucket only",
      },
      {
        rule: "!has(self.provider) || self.provider != 'github' || self.kind == 'GitRepository'",
        message: "provider 'github' is for GitRepository only",
      },
    ],
  },
);

const spec = t.object(
  'Which Flux is installed and how.',
  {
    cluster: t.optional(cluster),
    commonMetadata: t.optional(
      commonMetadata('Labels and annotations for every object of Flux.'),
    ),
    components: t.optional(
      t.array(
        'Controllers to install; the first four by default.',
        t.oneOf('', [
          'source-controller',
          'kustomize-controller',
          'helm-controller',
          'notification-controller',
          'image-reflector-controller',
          'image-automation-controller',
          'source-watcher',
        ] as const),
      ),
    ),
    distribution,
    kustomize: t.optional(
      t.object('Changes to the manifests of Flux.', {
        patches: t.optional(t.array('Changes to objects.', patch)),
      }),
    ),
    migrateResources: t.optional(
      t.boolean('Whether stored objects are rewritten in the newest version.', {
        default: true,
      }),
    ),
    sharding: t.optional(sharding),
    storage: t.optional(
      t.object('Volume of the source controller.', {
        class: t.string('Storage class.'),
        size: t.string('Size: 10Gi.'),
      }),
    ),
    sync: t.optional(sync),
    wait: t.optional(
      t.boolean('Whether to wait until every object is ready.', {
        default: true,
      }),
    ),
  },
  {
    rules: [
      {
        rule: "!has(self.sharding) || !has(self.sharding.storage) || self.sharding.storage != 'persistent' || has(self.storage)",
        message: "sharding.storage 'persistent' needs storage",
      },
    ],
  },
);

const status = t.object('What the last runs have installed.', {
  ...forceableStatus,
  components: t.optional(
    t.array(
      'Images of the controllers.',
      t.object('Image of a controller.', {
        digest: t.optional(t.string('Digest of the image: `sha256:<hex>`.')),
        name: t.string('Name of the controller.'),
        repository: t.string('Name of the image without tag.'),
        tag: t.string('Tag of the image.'),
      }),
    ),
  ),
  history: t.optional(history),
  inventory: t.optional(inventory),
  lastAppliedRevision: t.optional(lastAppliedRevision),
  lastArtifactRevision: t.optional(
    t.string('Digest of the OCI artifact of the last run.'),
  ),
  lastAttemptedRevision: t.optional(
    t.string('Version and checksum of the last attempt.'),
  ),
});

/** FluxInstance: the installation of Flux on a cluster; there is one, named flux. */
export const fluxInstanceKind = defineKind({
  group: 'fluxcd.controlplane.io',
  version: 'v1',
  kind: 'FluxInstance',
  plural: 'fluxinstances',
  singular: 'fluxinstance',
  shortNames: [],
  categories: ['fluxcd', 'fluxcd-appliers'],
  component: 'flux-operator',
  description:
    'The installation of Flux on a cluster; there is one, and it is named flux.',
  printerColumns: [
    AGE_COLUMN,
    ...READY_COLUMNS,
    textColumn('Revision', '.status.lastAttemptedRevision'),
  ],
  spec,
  status,
  rules: [
    {
      rule: "self.metadata.name == 'flux'",
      message: "a FluxInstance is named 'flux'",
    },
  ],
  deprecatedVersions: [],
});

/** An object of kind FluxInstance. */
export type FluxInstance = ObjectOf<typeof fluxInstanceKind>;
/** `spec` of a FluxInstance. */
export type FluxInstanceSpec = FluxInstance['spec'];
/** `status` of a FluxInstance. */
export type FluxInstanceStatus = NonNullable<FluxInstance['status']>;
