import { AGE_COLUMN, defineKind, READY_COLUMNS, textColumn } from './kind';
import type { ObjectOf } from './kind';
import { t } from './schema';
import {
  accessFrom,
  certSecretRef,
  duration,
  insecure,
  localRef,
  proxySecretRef,
  reconciledStatus,
  registryProvider,
  STATUS_DEFAULT,
  suspend,
  timeout,
} from './shared';

const spec = t.object('Which image to scan and how often.', {
  accessFrom: t.optional(accessFrom),
  certSecretRef: t.optional(certSecretRef),
  exclusionList: t.optional(
    t.array('Go regexps of tags to leave out.', t.string('A regexp.'), {
      default: ['^.*\\.sig$'],
      maxItems: 25,
    }),
  ),
  image: t.string('Name of the image without tag: host/path.'),
  insecure: t.optional(insecure),
  interval: duration('Time from one scan to the next.'),
  provider: t.optional(registryProvider),
  proxySecretRef: t.optional(proxySecretRef),
  secretRef: t.optional(
    localRef('Secret of type kubernetes.io/dockerconfigjson to sign in with.'),
  ),
  serviceAccountName: t.optional(
    t.string(
      'ServiceAccount whose image pull secrets or workload identity to sign in with.',
      { maxLength: 253 },
    ),
  ),
  suspend: t.optional(suspend('Whether not to scan until this is removed.')),
  timeout: t.optional(timeout('Limit for a scan; spec.interval by default.')),
});

const lastScanResult = t.object('What the last scan has found.', {
  latestTags: t.optional(
    t.array('The ten last tags in reverse alphabetical order.', t.string('')),
  ),
  revision: t.optional(t.string('Checksum over all tags.')),
  scanTime: t.optional(t.time('When the scan ended.')),
  tagCount: t.integer('Number of tags that were found.'),
});

const status = t.object(
  'What the last runs have found.',
  {
    ...reconciledStatus,
    canonicalImageName: t.optional(
      t.string('spec.image with its defaults: `docker.io/library/alpine`.'),
    ),
    lastScanResult: t.optional(lastScanResult),
    observedExclusionList: t.optional(
      t.array('spec.exclusionList of the last scan.', t.string('')),
    ),
  },
  { default: STATUS_DEFAULT },
);

/** ImageRepository: the tags of a container image, scanned again and again. */
export const imageRepositoryKind = defineKind({
  group: 'image.toolkit.fluxcd.io',
  version: 'v1',
  kind: 'ImageRepository',
  plural: 'imagerepositories',
  singular: 'imagerepository',
  shortNames: ['imgrepo', 'imagerepo'],
  categories: ['all', 'fluxcd', 'fluxcd-images'],
  component: 'image-reflector-controller',
  description:
    'The tags of a container image, scanned for image policies to choose from.',
  printerColumns: [
    textColumn('Image', '.spec.image'),
    textColumn('Tags', '.status.lastScanResult.tagCount'),
    ...READY_COLUMNS,
    textColumn('Last scan', '.status.lastScanResult.scanTime', 1),
    AGE_COLUMN,
  ],
  spec,
  status,
  deprecatedVersions: [{ name: 'v1beta2' }],
});

/** An object of kind ImageRepository. */
export type ImageRepository = ObjectOf<typeof imageRepositoryKind>;
/** `spec` of an ImageRepository. */
export type ImageRepositorySpec = ImageRepository['spec'];
/** `status` of an ImageRepository. */
export type ImageRepositoryStatus = NonNullable<ImageRepository['status']>;
