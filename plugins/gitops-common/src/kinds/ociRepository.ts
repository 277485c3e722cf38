import { AGE_COLUMN, defineKind, READY_COLUMNS, textColumn } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import {
  certSecretRef,
  duration,
  ignore,
  insecure,
  latestUrl,
  localRef,
  matchOidcIdentity,
  ociVerification,
  proxySecretRef,
  registryProvider,
  sourceStatus,
  STATUS_DEFAULT,
  suspendSource,
  timeout,
} from './shared';

const layerSelector = t.object(
  'Which layer of the OCI artifact becomes the artifact; the first by default.',
  {
    mediaType: t.optional(
      t.string('Media type; the first layer that has it is taken.'),
    ),
    operation: t.optional(
      t.oneOf(
        'Whether the tarball of the layer is unpacked, or kept as it is; extract by default.',
        ['extract', 'copy'] as const,
      ),
    ),
  },
);

const ref = t.object(
  'What to pull. The first of digest, semver and tag that is set counts; with none, tag latest.',
  {
    digest: t.optional(
      t.string('Digest of the image to stay on: `sha256:<hex>`.'),
    ),
    semver: t.optional(
      t.string('Version range; the highest tag inside it is pulled.'),
    ),
    semverFilter: t.optional(
      t.string('Go regexp that a tag must match before semver is considered.'),
    ),
    tag: t.optional(t.string('Tag to pull.')),
  },
);

const verify = t.object('Signatures that the OCI artifact has to carry.', {
  matchOIDCIdentity: t.optional(matchOidcIdentity),
  ...ociVerification,
  trustedRootSecretRef: t.optional(
    localRef(
      'Secret with trusted_root.json, the Sigstore trust root of a private deployment.',
    ),
  ),
});

const spec = t.object('What to pull and how often.', {
  certSecretRef: t.optional(certSecretRef),
  ignore: t.optional(ignore),
  insecure: t.optional(insecure),
  interval: duration('Time from one look at the registry to the next.'),
  layerSelector: t.optional(layerSelector),
  provider: t.optional(registryProvider),
  proxySecretRef: t.optional(proxySecretRef),
  ref: t.optional(ref),
  secretRef: t.optional(
    localRef('Secret of type kubernetes.io/dockerconfigjson to sign in with.'),
  ),
  serviceAccountName: t.optional(
    t.string(
      'ServiceAccount whose image pull secrets or workload identity to sign in with.',
    ),
  ),
  suspend: t.optional(suspendSource),
  timeout: t.optional(timeout('Limit for each remote operation.', '60s')),
  url: t.string('Address of the repository without tag: oci://host/path.', {
    pattern: '^oci://.*$',
  }),
  verify: t.optional(verify),
});

const status = t.object(
  'What the last runs have found.',
  {
    ...sourceStatus,
    observedIgnore: t.optional(
      t.string('spec.ignore that the artifact was made with.'),
    ),
    observedLayerSelector: t.optional(layerSelector),
    url: t.optional(latestUrl),
  },
  { default: STATUS_DEFAULT },
);

/** OCIRepository: an artifact of a container registry, kept as an archive. */
export const ociRepositoryKind = defineKind({
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'OCIRepository',
  plural: 'ocirepositories',
  singular: 'ocirepository',
  shortNames: ['ocirepo'],
  categories: ['all', 'fluxcd', 'fluxcd-sources'],
  component: 'source-controller',
  description:
    'An artifact of a container registry, kept as an archive for other kinds to build from.',
  printerColumns: [
    textColumn('URL', '.spec.url'),
    ...READY_COLUMNS,
    AGE_COLUMN,
  ],
  spec,
  status,
  deprecatedVersions: [{ name: 'v1beta2' }],
});

/** An object of kind OCIRepository. */
export type OCIRepository = ObjectOf<typeof ociRepositoryKind>;
/** `spec` of an OCIRepository. */
export type OCIRepositorySpec = OCIRepository['spec'];
/** `status` of an OCIRepository. */
export type OCIRepositoryStatus = NonNullable<OCIRepository['status']>;
