import { AGE_COLUMN, defineKind, READY_COLUMNS, textColumn } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import {
  accessFrom,
  certSecretRef,
  duration,
  insecure,
  latestUrl,
  localRef,
  registryProvider,
  sourceStatus,
  STATUS_DEFAULT,
  suspendSource,
  timeout,
} from './shared';

const spec = t.object('Where the charts are.', {
  accessFrom: t.optional(accessFrom),
  certSecretRef: t.optional(certSecretRef),
  insecure: t.optional(insecure),
  interval: t.optional(
    duration(
      'Time from one download of the index to the next; needed unless type is oci.',
    ),
  ),
  passCredentials: t.optional(
    t.boolean(
      'Whether the credentials are also sent to other hosts that the index names.',
    ),
  ),
  provider: t.optional(registryProvider),
  secretRef: t.optional(
    localRef(
      'Secret with username and password; for type oci also of type kubernetes.io/dockerconfigjson.',
    ),
  ),
  suspend: t.optional(suspendSource),
  timeout: t.optional(
    timeout('Limit for a download of the index; 60s by default.'),
  ),
  type: t.optional(
    t.oneOf(
      'default has an index.yaml, oci is a container registry and is not looked at by itself.',
      ['default', 'oci'] as const,
    ),
  ),
  url: t.string(
    'Address of the folder that holds index.yaml, or oci://host/path of a registry.',
    { pattern: '^(http|https|oci)://.*$' },
  ),
});

const status = t.object(
  'What the last runs have found; empty for type oci.',
  { ...sourceStatus, url: t.optional(latestUrl) },
  { default: STATUS_DEFAULT },
);

/** HelmRepository: an index of Helm charts, or a registry that holds charts. */
export const helmRepositoryKind = defineKind({
  group: 'source.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'HelmRepository',
  plural: 'helmrepositories',
  singular: 'helmrepository',
  shortNames: ['helmrepo'],
  categories: ['all', 'fluxcd', 'fluxcd-sources'],
  component: 'source-controller',
  description: 'An index of Helm charts, or a registry that holds charts.',
  printerColumns: [
    textColumn('URL', '.spec.url'),
    AGE_COLUMN,
    ...READY_COLUMNS,
  ],
  spec,
  status,
  deprecatedVersions: [{ name: 'v1beta2' }],
});

/** An object of kind HelmRepository. */
export type HelmRepository = ObjectOf<typeof helmRepositoryKind>;
/** `spec` of a HelmRepository. */
export type HelmRepositorySpec = HelmRepository['spec'];
/** `status` of a HelmRepository. */
export type HelmRepositoryStatus = NonNullable<HelmRepository['status']>;
